// The annotated video: every analysed frame with what was found drawn over it, at its own time.

import { type Canvas, createCanvas, ImageData } from "@napi-rs/canvas";
import { drawPanel, measurePanel } from "../../src/draw/label.ts";
import { drawOverlay } from "../../src/draw/overlay.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { enlargement, overlayFont } from "../annotate.ts";
import type { FrameSink } from "./analyzeVideo.ts";
import { createVideoWriter, type VideoWriter } from "./videoWriter.ts";

/** What is drawn: faces, and lines of text for the bottom right corner if there are any. */
export interface Annotation {
  readonly frame: TrackedFrame;
  readonly caption?: readonly string[];
}

/**
 * A sink that writes the annotated video. Small videos are enlarged as annotated images are. Without a frame
 * there is no file.
 *
 * @param path see `createVideoWriter`.
 * @param annotationOf what of a result is drawn.
 *
 * @example
 * const video = await openVideo("samples/driver-clip.webm");
 * const tracker = createTracker(vigil);
 * const sink = annotatedVideo("annotated.webm", (tracked: TrackedFrame) => ({ frame: tracked }));
 * await analyzeVideo(video, ({ frame, timestamp }) => tracker.next(frame, timestamp), [sink]);
 */
export function annotatedVideo<Result>(
  path: string,
  annotationOf: (result: Result) => Annotation,
  options: { readonly frameRate?: number } = {},
): FrameSink<Result> {
  let writer: VideoWriter | undefined;
  let draw: ReturnType<typeof annotator> | undefined;
  return {
    async onFrame(result, { frame, timestamp }) {
      // A camera that changes its size in the middle is scaled to the size it began with.
      draw ??= annotator(frame);
      writer ??= await createVideoWriter(path, { ...options, ...draw.size });
      await writer.write(draw.annotate(frame, annotationOf(result)), timestamp);
    },
    close: async () => writer?.close(),
  };
}

/** Draws annotations over frames of one size, on one canvas; an image is valid until the next is drawn. */
export function annotator(first: Frame): {
  readonly size: { readonly width: number; readonly height: number };
  annotate(frame: Frame, annotation: Annotation): Frame;
} {
  const scale = enlargement(first);
  const width = first.width * scale;
  const height = first.height * scale;
  const fontFamily = overlayFont();
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  return {
    size: { width, height },
    annotate(frame, { frame: { faces }, caption = [] }) {
      const across = width / frame.width;
      context.drawImage(imageOf(frame), 0, 0, width, height);
      drawOverlay(context, faces, { width, height, scale: across, fontFamily });
      if (caption.length > 0) {
        const fontSize = Math.round(Math.max(11, 0.022 * Math.max(width, height)));
        const panel = measurePanel(context, caption, fontSize, fontFamily);
        // Above faces stand their labels, at the bottom left the legend.
        const gap = 0.5 * fontSize;
        const place = { x: width - panel.width - gap, y: height - panel.height - gap };
        drawPanel(context, panel, place);
      }
      return { width, height, channels: 4, data: canvas.data() };
    },
  };
}

/** A frame as something that a canvas can draw. */
function imageOf({ width, height, channels, data }: Frame): Canvas {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    pixels[to] = data[from];
    pixels[to + 1] = data[from + 1];
    pixels[to + 2] = data[from + 2];
    pixels[to + 3] = 255;
  }
  const image = createCanvas(width, height);
  image.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  return image;
}
