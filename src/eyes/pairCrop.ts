// The input of the gaze network: both eyes as upright grey images of the same scale, the right one mirrored.

import type { Frame } from "../image/frame.ts";
import type { Affine, Point } from "../image/geometry.ts";
import { warpRgb } from "../image/warp.ts";
import { landmarkAt } from "../landmarks/scheme68.ts";
import { EYE_CORNERS } from "./eyeCrop.ts";

/** Size of each eye's image in pixels. */
export const PAIR_WIDTH = 64;
export const PAIR_HEIGHT = 48;

/** The image's width in eye widths: the brow and the cheek's edge are in it. */
export const PAIR_MARGIN = 1.8;

/** Eye width ÷ distance between the middles of the eyes, on average. */
const WIDTH_SHARE = 0.45;

/** Where the eyes of a face are cut out. */
export interface EyePair {
  /** From frame pixels to pixels of the left eye's image; left and right are the subject's own. */
  readonly left: Affine;
  /** The same of the right eye, mirrored: the inner corner is on the image's left, as that of the left eye. */
  readonly right: Affine;
  /** Width of an eye in frame pixels that decides the scale of both images. */
  readonly width: number;
  /** The middle between the eyes in frame pixels. */
  readonly middle: Point;
}

/**
 * The transforms of both eyes: each is centred on the middle of its corners, the line between the eyes becomes horizontal,
 * and both have the same scale, so that the eye on the far side of a turned head is narrower.
 *
 * @param landmarks 68 points in frame pixels.
 * @returns null when the eyes coincide.
 * @throws {RangeError} when there are not 68 landmarks.
 */
export function eyePair(landmarks: readonly Point[]): EyePair | null {
  const [left, right] = (["left", "right"] as const).map((eye) => {
    const [p, q] = EYE_CORNERS[eye].map((index) => landmarkAt(landmarks, index));
    return {
      x: (p.x + q.x) / 2,
      y: (p.y + q.y) / 2,
      width: Math.hypot(p.x - q.x, p.y - q.y),
    };
  });
  const dx = left.x - right.x;
  const dy = left.y - right.y;
  const apart = Math.hypot(dx, dy);
  const width = (Math.max(left.width, right.width) + WIDTH_SHARE * apart) / 2;
  if (!(apart > 1e-3 && width > 1e-3)) return null;
  const scale = PAIR_WIDTH / PAIR_MARGIN / width / apart;
  const [a, b] = [dx * scale, dy * scale];
  const [middleX, middleY] = [(PAIR_WIDTH - 1) / 2, (PAIR_HEIGHT - 1) / 2];
  const around = ({ x, y }: Point, sign: 1 | -1): Affine => ({
    a: sign * a,
    b: sign * b,
    c: middleX - sign * (a * x + b * y),
    d: -b,
    e: a,
    f: middleY + b * x - a * y,
  });
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  return { left: around(left, 1), right: around(right, -1), width, middle };
}

/** Cuts one eye's grey image out of a frame: luma by ITU-R BT.601; black outside the frame. */
export function cutPairEye(
  frame: Frame,
  toEye: Affine,
  { width, height } = { width: PAIR_WIDTH, height: PAIR_HEIGHT },
): Uint8Array {
  const rgb = warpRgb(frame, toEye, width, height);
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    grey[at] = 0.299 * rgb[3 * at] + 0.587 * rgb[3 * at + 1] + 0.114 * rgb[3 * at + 2] + 0.5;
  }
  return grey;
}
