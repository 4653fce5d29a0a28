// The pixels of an image that was sent to the worker.

import type { Frame } from "../../src/index.ts";
import { frameOf } from "../library/frameOf.ts";
import type { SentImage } from "./protocol.ts";

/** What frames of video are copied to: the same memory for all of a size, as they are analysed one after the other. */
let reused = new Uint8Array(0);

/**
 * Reads an image's pixels. It is given back to the browser, whose memory for images is small.
 *
 * @param longestSide a longer side than this, in pixels, is reduced to it.
 * @returns a frame that holds until the next image is read.
 */
export async function takePixels(image: SentImage, longestSide: number): Promise<Frame> {
  try {
    return (await copied(image, longestSide)) ?? frameOf(image, { longestSide });
  } finally {
    image.close();
  }
}

/** What browsers name the options of `VideoFrame.copyTo` that turn colours into RGB; they are younger than the rest. */
interface ConvertingOptions extends VideoFrameCopyToOptions {
  readonly format: "RGBA";
  readonly colorSpace: "srgb";
}
const AS_RGBA: ConvertingOptions = { format: "RGBA", colorSpace: "srgb" };

/** Formats of pixels that are larger when they have been turned into RGBA, by which one sees that a browser does so. */
const SMALLER = new Set<VideoPixelFormat | null>(["I420", "NV12"]);

/**
 * A video frame's pixels without the detour over a canvas, which takes several times as long.
 *
 * @returns null for a frame that is to be reduced or turned, and in browsers that do not turn colours into RGB.
 */
async function copied(image: SentImage, longestSide: number): Promise<Frame | null> {
  if (!("copyTo" in image) || !SMALLER.has(image.format)) return null;
  const { displayWidth: width, displayHeight: height, visibleRect } = image;
  const asShown = visibleRect?.width === width && visibleRect.height === height && upright(image);
  if (!asShown || Math.max(width, height) > longestSide) return null;
  const bytes = 4 * width * height;
  if (image.allocationSize(AS_RGBA) !== bytes) return null;
  if (reused.length !== bytes) reused = new Uint8Array(bytes);
  await image.copyTo(reused, AS_RGBA);
  return { width, height, channels: 4, data: reused };
}

/** Whether a frame is shown as it is stored; browsers that do not say so turn none. */
function upright(image: VideoFrame & { rotation?: number; flip?: boolean }): boolean {
  return (image.rotation ?? 0) === 0 && image.flip !== true;
}
