// Backgrounds for faces that are cut out by a mask: parts of other images, clouds of colour, patterns.

import type { Frame } from "../../src/image/frame.ts";
import type { Affine } from "../../src/image/geometry.ts";
import { warpRgb } from "../../src/image/warp.ts";
import type { Random } from "../../src/math/random.ts";
import { paintPattern } from "./background.ts";
import { colourClouds } from "./clouds.ts";

const FROM_FRAME_SHARE = 0.5;
const CLOUDS_SHARE = 0.3;

/** A background of `size` × `size` pixels, interleaved RGB. `frames` are images that parts are taken from. */
export function paintScenery(size: number, frames: readonly Frame[], random: Random): Uint8Array {
  const kind = random.next();
  if (kind < FROM_FRAME_SHARE && frames.length > 0) {
    const frame = frames[random.below(frames.length)];
    return warpRgb(frame, partOf(frame, size, random), size, size);
  }
  if (kind < FROM_FRAME_SHARE + CLOUDS_SHARE) return colourClouds(size, random);
  const image = new Uint8Array(size * size * 3);
  paintPattern({ image, size }, random);
  return image;
}

/** A part that covers the whole background: 0.3 to all of the frame's shorter side, mirrored half of the time. */
function partOf(frame: Frame, size: number, random: Random): Affine {
  const side = Math.min(frame.width, frame.height) * random.between(0.3, 1);
  const scale = size / side;
  const left = random.next() * (frame.width - side);
  const top = random.next() * (frame.height - side);
  return random.chance(0.5)
    ? { a: scale, b: 0, c: -scale * left, d: 0, e: scale, f: -scale * top }
    : { a: -scale, b: 0, c: scale * (left + side), d: 0, e: scale, f: -scale * top };
}

/** Replaces the background of an image in place, where `mask` (interleaved RGB as the image) is dark. */
export function replaceBackground(image: Uint8Array, mask: Uint8Array, scenery: Uint8Array): void {
  for (let i = 0; i < image.length; i++) {
    const share = mask[i];
    if (share === 255) continue;
    image[i] = (image[i] * share + scenery[i] * (255 - share) + 127) / 255;
  }
}
