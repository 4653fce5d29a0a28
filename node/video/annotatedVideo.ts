// The annotated video: every analysed frame with its results drawn over it, at its own timestamp.

import * as z from "zod";
import { callback, check, finite, mustBe, optionsSchema, positive } from "../../src/options.ts";
import { faceSchema } from "../../src/schemas.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { pathOf } from "../paths.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import { annotatedSize, type FrameSize } from "./annotator.ts";
import { type FrameDrawer, openFrameDrawer } from "./frameDrawer.ts";
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
 * is written. A frame is drawn in another thread while the next ones are analysed.
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
  const drawer = openFrameDrawer();
  const checked = (result: Result): Annotation => {
    const annotation = annotationOf(result);
    check(facesSchema, annotation.frame.faces, "The annotation's faces");
    return annotation;
  };
  const sink = drawnVideo(path, checked, drawer, options);
  return {
    onFrame: sink.onFrame,
    close: async (end) => {
      try {
        await sink.close(end);
      } finally {
        drawer.close();
      }
    },
  };
}

const annotatedSchema = optionsSchema({ frameRate: positive, origin: finite });

/** The same with a drawer that others may use too. It stays open. */
export function drawnVideo<Result>(
  path: string,
  annotationOf: (result: Result) => Annotation,
  drawer: FrameDrawer,
  { origin = 0, ...options }: AnnotatedVideoOptions = {},
): FrameSink<Result> {
  let first: FrameSize | undefined;
  let writer: VideoWriter | undefined;
  /** Writes the frame that is being drawn. */
  let writeLast = async (): Promise<void> => {};
  return {
    async onFrame(result, { frame, timestamp }) {
      // When a camera changes its frame size, later frames are scaled to the first size.
      first ??= { width: frame.width, height: frame.height };
      const { frame: tracked, caption = [] } = annotationOf(result);
      const drawing = drawer.draw(first, frame, { faces: tracked.faces, caption });
      // Its error, if any, is thrown where it is awaited.
      drawing.catch(() => {});
      writer ??= await createVideoWriter(path, { ...options, ...annotatedSize(first) });
      const { write } = writer;
      await writeLast();
      writeLast = async () => {
        const image = await drawing;
        await write(image, timestamp - origin);
        drawer.release(image);
      };
    },
    async close() {
      try {
        await writeLast();
      } finally {
        await writer?.close();
      }
    },
  };
}
