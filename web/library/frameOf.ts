// Reads the pixels of anything a browser can draw.

import * as z from "zod";
import type { Frame } from "../../src/image/frame.ts";
import { check, mustBe, optionsSchema } from "../../src/options.ts";

/** An image, video, canvas, bitmap or video frame. */
export type Drawable = Exclude<CanvasImageSource, SVGElementLike>;

/** Not included: vector images have no size in pixels. */
type SVGElementLike = { readonly ownerSVGElement: unknown };

export interface FrameOptions {
  /** Images with longer sides are reduced to this, pixels. Default: no limit. */
  readonly longestSide?: number;
}

/**
 * Reads the pixels of an image, a canvas, a bitmap, a `VideoFrame`, or a video's current frame.
 *
 * The source is drawn once more. Where its own 2-D context is at hand and kept for reading (`willReadFrequently`), the context's
 * `getImageData` gives `analyze` the pixels without that.
 *
 * @returns RGBA bytes, in the size that is shown (a `VideoFrame`'s display size) or reduced to `longestSide`.
 * @throws {RangeError} when the image or video has not loaded yet, or an option is malformed.
 * @example
 * const image = document.querySelector("img"); // 640 × 480
 * await image.decode();
 * frameOf(image);
 * // { width: 640, height: 480, channels: 4, data: Uint8ClampedArray(1228800) }
 * frameOf(image, { longestSide: 320 });
 * // { width: 320, height: 240, channels: 4, data: Uint8ClampedArray(307200) }
 */
export function frameOf(source: Drawable, options: FrameOptions = {}): Frame {
  const size = sizeOf(source);
  if (!(size.width > 0 && size.height > 0)) {
    throw new RangeError("There are no pixels yet: wait until the image or video has loaded.");
  }
  check(optionsSchema({ longestSide: sideSchema }), options, "frameOf's option");
  const { longestSide = Number.POSITIVE_INFINITY } = options;
  const scale = Math.min(1, longestSide / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * scale));
  const height = Math.max(1, Math.round(size.height * scale));
  const { data } = draw(source, width, height).getImageData(0, 0, width, height, {
    colorSpace: "srgb",
  });
  return { width, height, channels: 4, data };
}

/** Infinity is no limit. */
const sideSchema = z.custom<number>(
  (value) => typeof value === "number" && value >= 1,
  mustBe("a number of pixels from 1 on"),
);

/** The names of the size in video frames, videos, images, and everything else. */
type Sized =
  | { readonly displayWidth: number; readonly displayHeight: number }
  | { readonly videoWidth: number; readonly videoHeight: number }
  | { readonly naturalWidth: number; readonly naturalHeight: number }
  | { readonly width: number; readonly height: number };

/** Width and height in pixels; 0 while nothing has loaded. */
function sizeOf(source: Sized): { readonly width: number; readonly height: number } {
  if ("displayWidth" in source) {
    return { width: source.displayWidth, height: source.displayHeight };
  }
  if ("videoWidth" in source) return { width: source.videoWidth, height: source.videoHeight };
  if ("naturalWidth" in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return { width: source.width, height: source.height };
}

/** One canvas for all frames of a size: a new one for each would be megabytes of garbage per second. */
let reused: OffscreenCanvasRenderingContext2D | undefined;

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const { canvas } = reused ?? {};
  if (reused && canvas?.width === width && canvas.height === height) return reused;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser gives no 2-D canvas to read pixels with.");
  reused = context;
  return context;
}

/**
 * The context, with the source drawn into it. A canvas is drawn too: asking for its context would give it one, and its owner
 * could not choose another kind any more.
 */
function draw(source: Drawable, width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = contextOf(width, height);
  // What is drawn replaces the last image, also where it is transparent. The operation "copy" would do so too, but Chromium scales
  // differently with it.
  context.clearRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return context;
}
