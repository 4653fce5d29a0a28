// Reads the pixels of an image that was sent to the worker.

import { type Frame, keptFrame } from "../../src/image/frame.ts";
import { frameOf } from "../library/frameOf.ts";
import type { SentImage } from "./protocol.ts";

/** The memory that video frames are copied to. It is reused, because frames are analysed one after the other. */
let reused = new Uint8Array(0);

/**
 * Reads an image's pixels and closes it: browsers have little memory for images.
 *
 * @param longestSide images with longer sides are reduced to this, pixels.
 * @returns a frame that is valid until the next image is read.
 */
export async function takePixels(image: SentImage, longestSide: number): Promise<Frame> {
  try {
    return (await copied(image, longestSide)) ?? keptFrame(frameOf(image, { longestSide }));
  } finally {
    image.close();
  }
}

/** Options of `VideoFrame.copyTo` that convert to RGB. They are newer than `copyTo` itself and not yet in TypeScript's types. */
interface ConvertingOptions extends VideoFrameCopyToOptions {
  readonly format: "RGBA";
  readonly colorSpace: "srgb";
}
const AS_RGBA: ConvertingOptions = { format: "RGBA", colorSpace: "srgb" };

/** Formats that take fewer bytes than RGBA: the allocation size then shows whether a browser converts. */
const SMALLER = new Set<VideoPixelFormat | null>(["I420", "NV12"]);

/**
 * Copies a video frame's pixels. A canvas takes several times as long.
 *
 * @returns null for a frame that must be reduced or turned, and in browsers that do not convert to RGB.
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
  return keptFrame({ width, height, channels: 4, data: reused });
}

/** Whether a frame is shown as it is stored. Browsers without these properties turn no frames. */
function upright(image: VideoFrame & { rotation?: number; flip?: boolean }): boolean {
  return (image.rotation ?? 0) === 0 && image.flip !== true;
}
