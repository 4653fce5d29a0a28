// The annotated video: every analysed frame with its results drawn over it, at its own timestamp.

import * as z from "zod";
import { callback, check, finite, mustBe, optionsSchema, positive } from "../../src/options.ts";
import { faceSchema } from "../../src/schemas.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { loadDrawing } from "../canvas.ts";
import { pathOf } from "../paths.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import { type Annotator, annotatedSize, annotator } from "./annotator.ts";
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
  let draw: Annotator | undefined;
  return {
    async onFrame(result, { frame, timestamp }) {
      // When a camera changes its frame size, later frames are scaled to the first size.
      draw ??= annotator(frame, await loadDrawing());
      writer ??= await createVideoWriter(path, { ...options, ...annotatedSize(frame) });
      const { frame: tracked, caption = [] } = annotationOf(result);
      const image = draw.annotate(frame, { faces: tracked.faces, caption });
      await writer.write(image, timestamp - origin);
    },
    close: async () => writer?.close(),
  };
}
