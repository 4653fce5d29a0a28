// The border of the photograph inside a face window: faces cut by it, and the black beyond it.

import type { Frame } from "../../src/image/frame.ts";
import { type Affine, boundingBox, invertAffine, type Point } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";

/** Largest share of the face's width or height that a cut removes. */
const DEEPEST_CUT = 0.45;

/**
 * Crops a photograph on one side, through the face. Landmarks keep their place on the face, so some of them lie outside
 * the frame afterwards.
 */
export function cutAtBorder<
  Sample extends { readonly frame: Frame; readonly landmarks: readonly Point[] },
>(sample: Sample, random: Random): Sample {
  const { frame, landmarks } = sample;
  const face = boundingBox(landmarks);
  const depth = random.between(0.03, DEEPEST_CUT);
  const side = random.below(4);
  let left = 0;
  let top = 0;
  let right = frame.width;
  let bottom = frame.height;
  if (side === 0) left = Math.round(face.x + depth * face.width);
  else if (side === 1) right = Math.round(face.x + (1 - depth) * face.width);
  else if (side === 2) top = Math.round(face.y + depth * face.height);
  else bottom = Math.round(face.y + (1 - depth) * face.height);
  left = Math.max(0, left);
  top = Math.max(0, top);
  right = Math.min(frame.width, right);
  bottom = Math.min(frame.height, bottom);
  // Nothing may be left of a face that the border already cuts.
  if (right - left < 2 || bottom - top < 2) return sample;
  return {
    ...sample,
    frame: cropFrame(frame, left, top, right - left, bottom - top),
    landmarks: landmarks.map(({ x, y }) => ({ x: x - left, y: y - top })),
  };
}

/** Copies a rectangle of whole pixels, which must lie inside the frame, into a frame of its own. */
function cropFrame(frame: Frame, left: number, top: number, width: number, height: number): Frame {
  const { channels } = frame;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * frame.width + left) * channels;
    data.set(frame.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, data };
}

/**
 * Blackens, in place, the pixels of a window that show no part of the frame, as `warpRgb` leaves them.
 *
 * @param image interleaved RGB, `size * size * 3` bytes.
 * @param toWindow frame to window coordinates.
 */
export function blackOutside(
  image: Uint8Array,
  size: number,
  toWindow: Affine,
  frame: Pick<Frame, "width" | "height">,
): void {
  const { a, b, c, d, e, f } = invertAffine(toWindow);
  for (let y = 0; y < size; y++) {
    const [fromX, toX] = insideRange(a, b * y + c, frame.width, size);
    const [fromY, toY] = insideRange(d, e * y + f, frame.height, size);
    const from = Math.max(fromX, fromY);
    const to = Math.max(from, Math.min(toX, toY));
    const row = y * size;
    image.fill(0, row * 3, (row + Math.min(from, size)) * 3);
    image.fill(0, (row + Math.min(to, size)) * 3, (row + size) * 3);
  }
}

/** The whole x in [0, size) for which slope·x + start lies strictly within (−1, length): [from, to). */
function insideRange(
  slope: number,
  start: number,
  length: number,
  size: number,
): readonly [number, number] {
  if (slope === 0) return start > -1 && start < length ? [0, size] : [size, size];
  const p = (-1 - start) / slope;
  const q = (length - start) / slope;
  const from = Math.max(0, Math.floor(Math.min(p, q)) + 1);
  return [from, Math.max(from, Math.min(size, Math.ceil(Math.max(p, q))))];
}
