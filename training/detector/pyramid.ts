// An image pyramid of a photograph, drawn onto a square canvas through an affine transform.

import type { Frame } from "../../src/image/frame.ts";
import { type Affine, composeAffine, invertAffine } from "../../src/image/geometry.ts";

/** A photograph and its reductions, each half as wide and high as the previous one; all RGB. */
export interface Pyramid {
  readonly levels: readonly [Frame, ...Frame[]];
}

/** A square RGB image under construction, `size * size * 3` bytes. */
export interface Canvas {
  readonly image: Uint8Array;
  readonly size: number;
}

/** How opaque a drawn image is at a canvas pixel, 0..1. */
export type Opacity = (x: number, y: number) => number;

const SMALLEST_SIDE = 24;

/** Builds the reductions of an RGB frame. */
export function pyramidOf(frame: Frame): Pyramid {
  const levels: [Frame, ...Frame[]] = [frame];
  let last = frame;
  while (Math.min(last.width, last.height) >= 2 * SMALLEST_SIDE) {
    last = halved(last);
    levels.push(last);
  }
  return { levels };
}

/**
 * Draws a photograph onto a canvas; canvas pixels outside the photograph are not changed.
 *
 * Samples bilinearly from the reduction whose size is nearest. This looks like the library's area averaging and costs one
 * sample per pixel.
 *
 * @param toCanvas maps pixels of the photograph to pixels of the canvas.
 */
export function drawPhotograph(
  canvas: Canvas,
  photograph: Pyramid,
  toCanvas: Affine,
  opacity?: Opacity,
): void {
  const { image, size } = canvas;
  const { frame, transform } = levelFor(photograph, toCanvas);
  const { a, b, c, d, e, f } = invertAffine(transform);
  const { width, height, data } = frame;
  const right = width - 1;
  const bottom = height - 1;
  let out = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, out += 3) {
      const px = a * x + b * y + c;
      const py = d * x + e * y + f;
      if (px < -0.5 || py < -0.5 || px > right + 0.5 || py > bottom + 0.5) continue;
      const share = opacity === undefined ? 1 : opacity(x, y);
      if (share <= 0) continue;
      const x0 = px <= 0 ? 0 : px >= right ? right : px | 0;
      const y0 = py <= 0 ? 0 : py >= bottom ? bottom : py | 0;
      const fx = px <= 0 || px >= right ? 0 : px - x0;
      const fy = py <= 0 || py >= bottom ? 0 : py - y0;
      const top = (y0 * width + x0) * 3;
      const beside = fx > 0 ? 3 : 0;
      const below = fy > 0 ? width * 3 : 0;
      for (let channel = 0; channel < 3; channel++) {
        const at = top + channel;
        const upper = data[at];
        const lower = data[at + below];
        const upperMix = upper + fx * (data[at + beside] - upper);
        const lowerMix = lower + fx * (data[at + below + beside] - lower);
        const value = upperMix + fy * (lowerMix - upperMix);
        const under = image[out + channel];
        image[out + channel] = under + share * (value - under) + 0.5;
      }
    }
  }
}

function levelFor(photograph: Pyramid, toCanvas: Affine): { frame: Frame; transform: Affine } {
  const reduction = 1 / Math.sqrt(Math.abs(toCanvas.a * toCanvas.e - toCanvas.b * toCanvas.d));
  const wanted = Math.max(0, Math.round(Math.log2(reduction)));
  const level = Math.min(wanted, photograph.levels.length - 1);
  const frame = photograph.levels[level];
  if (level === 0) return { frame, transform: toCanvas };
  // Pixel i of a reduction covers `step` pixels of the photograph from i · step; its centre is in their middle.
  const step = 2 ** level;
  const middle = (step - 1) / 2;
  const toFull: Affine = { a: step, b: 0, c: middle, d: 0, e: step, f: middle };
  return { frame, transform: composeAffine(toFull, toCanvas) };
}

/** Means of 2×2 blocks; an odd last row or column is dropped. */
function halved({ width, height, data }: Frame): Frame {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8Array(halfWidth * halfHeight * 3);
  const row = width * 3;
  let out = 0;
  for (let y = 0; y < halfHeight; y++) {
    for (let x = 0; x < halfWidth; x++) {
      const at = 2 * y * row + 6 * x;
      for (let i = at; i < at + 3; i++) {
        const sum = data[i] + data[i + 3] + data[i + row] + data[i + row + 3];
        half[out++] = (sum + 2) >> 2;
      }
    }
  }
  return { width: halfWidth, height: halfHeight, channels: 3, data: half };
}
