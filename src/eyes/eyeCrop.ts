// The input of the eye-state network: an upright grey image of one eye, placed by the eye's corners.

import type { Frame } from "../image/frame.ts";
import type { Affine, Point } from "../image/geometry.ts";
import { warpRgb } from "../image/warp.ts";
import { landmarkAt } from "../landmarks/scheme68.ts";

/** Side of the network's input in pixels. */
export const EYE_SIZE = 48;

/** The image's side in eye widths. Brow and cheek are in it, as in the crops of the MRL eye set. */
export const EYE_MARGIN = 2;

/** The corners of each eye; the first is on the image's left of an upright face. */
export const EYE_CORNERS = { left: [42, 45], right: [36, 39] } as const;

/** Distance between an eye's corners, in the unit of the landmarks. @throws {RangeError} when there are not 68 landmarks. */
export function eyeWidth(landmarks: readonly Point[], eye: keyof typeof EYE_CORNERS): number {
  const [from, to] = EYE_CORNERS[eye].map((index) => landmarkAt(landmarks, index)) as [
    Point,
    Point,
  ];
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/**
 * The similarity transform from frame pixels to eye pixels, 0..`size` − 1 on both axes: the midpoint of the
 * corners maps to the image's centre, and the line between them becomes horizontal.
 *
 * @param from the corner on the image's left of an upright face, `to` the other.
 * @returns null when the corners coincide.
 */
export function eyeTransform(from: Point, to: Point, size: number = EYE_SIZE): Affine | null {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const squared = dx * dx + dy * dy;
  if (!(squared > 1e-6)) return null;
  const scale = size / EYE_MARGIN / squared;
  const a = dx * scale;
  const b = dy * scale;
  const x = (from.x + to.x) / 2;
  const y = (from.y + to.y) / 2;
  const middle = (size - 1) / 2;
  return { a, b, c: middle - a * x - b * y, d: -b, e: a, f: middle + b * x - a * y };
}

/**
 * Cuts a square grey image out of a frame: luma by ITU-R BT.601; black outside the frame.
 *
 * @param toEye from frame pixels to eye pixels.
 * @returns `size * size` bytes (written into `into` where given).
 */
export function cutGrey(
  frame: Frame,
  toEye: Affine,
  size: number = EYE_SIZE,
  into: Uint8Array = new Uint8Array(size * size),
): Uint8Array {
  const rgb = warpRgb(frame, toEye, size, size);
  for (let at = 0; at < size * size; at++) {
    const red = rgb[3 * at];
    const green = rgb[3 * at + 1];
    const blue = rgb[3 * at + 2];
    into[at] = 0.299 * red + 0.587 * green + 0.114 * blue + 0.5;
  }
  return into;
}
