// Draws frames with their results, for the annotated video.

import type { Canvas } from "@napi-rs/canvas";
import { drawFaces } from "../../src/draw/faces.ts";
import { drawPanel, measurePanel } from "../../src/draw/label.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Face } from "../../src/result.ts";
import type { Drawing } from "../canvas.ts";
import { enlargement } from "../enlargement.ts";

export type FrameSize = Pick<Frame, "width" | "height">;

/** What is drawn over a frame: faces, and lines of text in the bottom right corner. */
interface Marks {
  readonly faces: readonly Face[];
  readonly caption: readonly string[];
}

/** Small frames are enlarged like annotated images. */
export function annotatedSize(frame: FrameSize): FrameSize {
  const scale = enlargement(frame);
  return { width: frame.width * scale, height: frame.height * scale };
}

export interface Annotator {
  /** The image is valid until the next one is drawn. */
  annotate(frame: Frame, marks: Marks): Frame;
}

/**
 * Draws annotations on one canvas.
 *
 * @param first all images get the size of this frame's; frames of another size are scaled to it.
 */
export function annotator(first: FrameSize, drawing: Drawing): Annotator {
  const { width, height } = annotatedSize(first);
  const { fontFamily } = drawing;
  const canvas = drawing.createCanvas(width, height);
  const context = canvas.getContext("2d");
  const imageOf = canvasSource(drawing);
  return {
    annotate(frame, { faces, caption }) {
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
