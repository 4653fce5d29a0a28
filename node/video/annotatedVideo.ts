// The annotated video: every analysed frame with its results drawn over it, at its own timestamp.

import type { Canvas } from "@napi-rs/canvas";
import * as z from "zod";
import { drawFaces } from "../../src/draw/faces.ts";
import { drawPanel, measurePanel } from "../../src/draw/label.ts";
import type { Frame } from "../../src/image/frame.ts";
import { callback, check, finite, mustBe, optionsSchema, positive } from "../../src/options.ts";
import { faceSchema } from "../../src/schemas.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { type Drawing, loadDrawing } from "../canvas.ts";
import { enlargement } from "../enlargement.ts";
import { pathOf } from "../paths.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import { createVideoWriter, type VideoWriter } from "./videoWriter.ts";

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
 * A sink that writes the annotated video. Small videos are enlarged like annotated images. Without a frame no file
 * is written.
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
  let writer: VideoWriter | undefined;
  let draw: ReturnType<typeof annotator> | undefined;
  return {
    async onFrame(result, { frame, timestamp }) {
      // When a camera changes its frame size, later frames are scaled to the first size.
      draw ??= annotator(frame, await loadDrawing());
      writer ??= await createVideoWriter(path, { ...options, ...draw.size });
      await writer.write(draw.annotate(frame, annotationOf(result)), timestamp - origin);
    },
    close: async () => writer?.close(),
  };
}

/**
 * Draws annotations on one canvas; an image is valid until the next one is drawn.
 *
 * @param first all images get the size of this frame's, enlarged; frames of another size are scaled to it.
 */
function annotator(
  first: Frame,
  drawing: Drawing,
): {
  readonly size: Pick<Frame, "width" | "height">;
  annotate(frame: Frame, annotation: Annotation): Frame;
} {
  const scale = enlargement(first);
  const width = first.width * scale;
  const height = first.height * scale;
  const { fontFamily } = drawing;
  const canvas = drawing.createCanvas(width, height);
  const context = canvas.getContext("2d");
  const imageOf = canvasSource(drawing);
  return {
    size: { width, height },
    annotate(frame, { frame: { faces }, caption = [] }) {
      const across = width / frame.width;
      context.drawImage(imageOf(frame), 0, 0, width, height);
      drawFaces(context, faces, { width, height, scale: across, fontFamily });
      if (caption.length > 0) {
        const fontSize = Math.round(Math.max(11, 0.022 * Math.max(width, height)));
        const panel = measurePanel(context, caption, fontSize, fontFamily);
        // Labels are above faces, and the legend is at the bottom left.
        const gap = 0.5 * fontSize;
        const place = { x: width - panel.width - gap, y: height - panel.height - gap };
        drawPanel(context, panel, place);
      }
      return { width, height, channels: 4, data: canvas.data() };
    },
  };
}

/** Makes frames drawable: the canvas is the same for all frames of a size, and valid until the next one. */
function canvasSource({ createCanvas, ImageData }: Drawing): (frame: Frame) => Canvas {
  let canvas = createCanvas(1, 1);
  let image = new ImageData(1, 1);
  return ({ width, height, channels, data }) => {
    if (image.width !== width || image.height !== height) {
      canvas = createCanvas(width, height);
      image = new ImageData(width, height);
    }
    const pixels = image.data;
    for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
      pixels[to] = data[from];
      pixels[to + 1] = data[from + 1];
      pixels[to + 2] = data[from + 2];
      pixels[to + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  };
}
