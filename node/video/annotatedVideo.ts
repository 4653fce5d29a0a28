// The annotated video: every analysed frame with its results drawn over it, at its own timestamp.

import * as z from "zod";
import type { OverlayContext } from "../../src/draw/context.ts";
import { drawFaces } from "../../src/draw/faces.ts";
import { drawPanel, measurePanel } from "../../src/draw/label.ts";
import { drawLegend } from "../../src/draw/legend.ts";
import type { Frame } from "../../src/image/frame.ts";
import { callback, check, finite, mustBe, optionsSchema, positive } from "../../src/options.ts";
import { faceSchema } from "../../src/schemas.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { type Drawing, loadDrawing } from "../canvas.ts";
import { videoEnlargement } from "../enlargement.ts";
import { pathOf } from "../paths.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import type { OverlayPart } from "./layOver.ts";
import { overlayCanvas } from "./overlay.ts";
import { type DrawnVideoWriter, openVideoWriter } from "./videoWriter.ts";

/** What to draw: faces, and optional lines of text in the bottom right corner. */
export interface Annotation {
  readonly frame: TrackedFrame;
  readonly caption?: readonly string[];
}

export interface AnnotatedVideoOptions {
  readonly frameRate?: number;
  /** The timestamp that is 0 in the file, seconds. Default 0. */
  readonly origin?: number;
}

const facesSchema = z.array(faceSchema, mustBe("an array of faces"));

/**
 * A sink that writes the annotated video. A video whose longer side is at most 480 pixels is enlarged to 720 at most, by a
 * multiple of one half. Without a frame no file is written.
 *
 * @param file see `createVideoWriter`.
 * @param annotationOf selects what to draw of a result. Malformed faces are a RangeError of `onFrame`.
 * @throws {RangeError} naming the first malformed argument.
 *
 * @example
 * const video = await openVideo("samples/driver-clip.webm");
 * const tracker = createTracker(vigil);
 * const sink = annotatedVideo("annotated.webm", (tracked: TrackedFrame) => ({ frame: tracked }));
 * await analyzeVideo(video, ({ frame, timestamp }) => tracker.next(frame, timestamp), [sink]);
 */
export function annotatedVideo<Result>(
  file: string | URL,
  annotationOf: (result: Result) => Annotation,
  options: AnnotatedVideoOptions = {},
): FrameSink<Result> {
  const path = pathOf(file, "The video to write");
  check(callback, annotationOf, "annotatedVideo's annotationOf");
  check(annotatedSchema, options, "annotatedVideo's option");
  return drawnVideo(
    path,
    (result) => {
      const annotation = annotationOf(result);
      check(facesSchema, annotation.frame.faces, "The annotation's faces");
      return annotation;
    },
    options,
  );
}

const annotatedSchema = optionsSchema({ frameRate: positive, origin: finite });

/** The same of faces that Vigil made itself: nothing is checked. */
export function drawnVideo<Result>(
  path: string,
  annotationOf: (result: Result) => Annotation,
  { origin = 0, ...options }: AnnotatedVideoOptions = {},
): FrameSink<Result> {
  let writer: DrawnVideoWriter | undefined;
  let draw: ReturnType<typeof annotator> | undefined;
  return {
    async onFrame(result, { frame, timestamp }) {
      // When a camera changes its frame size, later frames are scaled to the first size.
      draw ??= annotator(frame, await loadDrawing());
      writer ??= await openVideoWriter(path, { ...options, ...draw.size });
      await writer.write(frame, timestamp - origin, draw.annotate(frame, annotationOf(result)));
    },
    close: async () => writer?.close(),
  };
}

type Size = Pick<Frame, "width" | "height">;

/**
 * Draws annotations.
 *
 * @param first all images get the size of this frame's, enlarged; frames of another size are scaled to it.
 */
function annotator(
  first: Frame,
  drawing: Drawing,
): {
  readonly size: Size;
  annotate(frame: Frame, annotation: Annotation): OverlayPart[];
} {
  const scale = videoEnlargement(first);
  const width = Math.round(first.width * scale);
  const height = Math.round(first.height * scale);
  const { fontFamily } = drawing;
  const options = { width, height, fontFamily };
  const draw = overlayCanvas(drawing, width, height);
  // They stay as they are over many frames.
  const legend = unchanged((count: number) =>
    draw((context) => drawLegend(context, count, options)),
  );
  const caption = unchanged((text: string) =>
    draw((context) => drawCaption(context, text.split("\n"), options)),
  );
  return {
    size: { width, height },
    annotate: (frame, { frame: { faces }, caption: lines = [] }) => [
      ...draw((context) => {
        const scale = width / frame.width;
        drawFaces(context, faces, { ...options, scale, legend: false });
      }),
      ...legend(Math.min(1, faces.length)),
      ...(lines.length > 0 ? caption(lines.join("\n")) : []),
    ],
  };
}

/** A function that is called again only when its argument changes. */
function unchanged<Argument extends string | number, Result>(
  call: (argument: Argument) => Result,
): (argument: Argument) => Result {
  let last: { readonly argument: Argument; readonly result: Result } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, result: call(argument) };
    return last.result;
  };
}

/** Lines of text in the bottom right corner: labels are above faces, and the legend is at the bottom left. */
function drawCaption(
  context: OverlayContext,
  lines: readonly string[],
  { width, height, fontFamily }: Size & { readonly fontFamily: string },
): void {
  const fontSize = Math.round(Math.max(11, 0.022 * Math.max(width, height)));
  const panel = measurePanel(context, lines, fontSize, fontFamily);
  const gap = 0.5 * fontSize;
  const place = { x: width - panel.width - gap, y: height - panel.height - gap };
  drawPanel(context, panel, place);
}
