// The pixels of what a browser can draw, as the library takes them.

import type { Frame } from "../../src/image/frame.ts";

/** An image, video, canvas, bitmap or video frame. */
export type Drawable = Exclude<CanvasImageSource, SVGElementLike>;

/** Vector images have no size in pixels of their own. */
type SVGElementLike = { readonly ownerSVGElement: unknown };

export interface FrameOptions {
  /** A longer side than this, in pixels, is reduced to it. Default: never. */
  readonly longestSide?: number;
}

/**
 * Reads the pixels of an image, of a video's current frame, of a canvas …
 *
 * @returns RGBA, the size that is shown (a `VideoFrame`'s display size), reduced where asked.
 * @throws {RangeError} when there are no pixels yet: an image or video that has not loaded.
 */
export function frameOf(source: Drawable, options: FrameOptions = {}): Frame {
  const size = sizeOf(source);
  if (!(size.width > 0 && size.height > 0)) {
    throw new RangeError("There are no pixels yet: wait until the image or video has loaded.");
  }
  const { longestSide = Number.POSITIVE_INFINITY } = options;
  const scale = Math.min(1, longestSide / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * scale));
  const height = Math.max(1, Math.round(size.height * scale));
  const context = contextOf(width, height);
  context.clearRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, channels: 4, data };
}

/** How drawables name their size: video frames, videos, images, everything else. */
type Sized =
  | { readonly displayWidth: number; readonly displayHeight: number }
  | { readonly videoWidth: number; readonly videoHeight: number }
  | { readonly naturalWidth: number; readonly naturalHeight: number }
  | { readonly width: number; readonly height: number };

/** Width and height in pixels as drawn; 0 while nothing has loaded. */
function sizeOf(source: Sized): { readonly width: number; readonly height: number } {
  if ("displayWidth" in source) {
    return { width: source.displayWidth, height: source.displayHeight };
  }
  if ("videoWidth" in source) return { width: source.videoWidth, height: source.videoHeight };
  if ("naturalWidth" in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return { width: source.width, height: source.height };
}

/** One canvas for all frames of a size: a new one each would be many megabytes a second to collect. */
let reused: OffscreenCanvasRenderingContext2D | undefined;

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const { canvas } = reused ?? {};
  if (reused && canvas?.width === width && canvas.height === height) return reused;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser gives no 2-D canvas to read pixels with.");
  reused = context;
  return context;
}
