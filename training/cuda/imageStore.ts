// Many small images in little space, readable with a matrix product: cosine coefficients as in JPEG, but stored
// frequency by frequency over many images and deflated, so that the reader needs no image library.

import { deflateSync } from "node:zlib";
import { CHROMA_STEPS, forward, LUMA_STEPS, stepsOf } from "../imaging/compression.ts";

/** Interleaved RGB or RGBA. */
export interface StoredImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Quantisation steps of the planes of an image: brightness, blue and red difference, and alpha where there is one. */
export type PlaneSteps = readonly Float64Array[];

/** Alpha is kept well: its edge decides what counts as hidden. */
const ALPHA_QUALITY = 90;
const BLOCK = 64;
/** A gap of this many zeros stands for itself; what is longer is written in several bytes. */
const LONG_GAP = 255;

/** The steps of RGB (3 channels) or RGBA (4) images at a quality from 1 to 100, scaled as in JPEG. */
export function planeSteps(quality: number, channels: 3 | 4): PlaneSteps {
  const chroma = stepsOf(CHROMA_STEPS, quality);
  const color = [stepsOf(LUMA_STEPS, quality), chroma, chroma];
  return channels === 3 ? color : [...color, stepsOf(LUMA_STEPS, ALPHA_QUALITY)];
}

/**
 * Encodes images of any sizes into one block. For each plane and each of its 64 frequencies, coefficients of all 8×8
 * blocks of all images follow each other (the mean's as differences): five uint32 (bytes of gaps, values, and the
 * three deflated lengths), the gaps of zeros before each value, and the values' low and high bytes, signs folded in.
 */
export function encodeImages(
  images: readonly StoredImage[],
  channels: 3 | 4,
  steps: PlaneSteps,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [plane, table] of steps.entries()) {
    const coefficients = images.map((image) => quantised(planeOf(image, channels, plane), table));
    const blocks = coefficients.reduce((sum, { length }) => sum + length / BLOCK, 0);
    const values = new Int32Array(blocks);
    for (let frequency = 0; frequency < BLOCK; frequency++) {
      let at = 0;
      for (const each of coefficients) {
        for (let i = frequency; i < each.length; i += BLOCK) values[at++] = each[i];
      }
      if (frequency === 0) toDifferences(values);
      parts.push(...encodeValues(values));
    }
  }
  return Buffer.concat(parts);
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Brightness − 128 (0), the blue (1) and the red (2) difference at half the size, or alpha − 128 (3). */
function planeOf({ width, height, data }: StoredImage, channels: 3 | 4, plane: number): Plane {
  const half = plane === 1 || plane === 2;
  const planeWidth = half ? (width + 1) >> 1 : width;
  const planeHeight = half ? (height + 1) >> 1 : height;
  const values = new Float64Array(planeWidth * planeHeight);
  const counts = half ? new Uint8Array(values.length) : undefined;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += channels) {
      const red = data[i];
      const green = data[i + 1];
      const blue = data[i + 2];
      const brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
      if (counts === undefined) {
        values[y * width + x] = (plane === 0 ? brightness : data[i + 3]) - 128;
        continue;
      }
      const at = (y >> 1) * planeWidth + (x >> 1);
      const difference = plane === 1 ? 0.564 * (blue - brightness) : 0.713 * (red - brightness);
      values[at] = values[at] + difference;
      counts[at] = counts[at] + 1;
    }
  }
  counts?.forEach((count, at) => {
    values[at] = values[at] / count;
  });
  return { width: planeWidth, height: planeHeight, values };
}

/** The coefficients of all 8×8 blocks, row by row, divided by their steps and rounded; edge blocks repeat the edge. */
function quantised({ width, height, values }: Plane, steps: Float64Array): Int16Array {
  const across = Math.ceil(width / 8);
  const down = Math.ceil(height / 8);
  const out = new Int16Array(across * down * BLOCK);
  const block = new Float64Array(BLOCK);
  for (let row = 0, start = 0; row < down; row++) {
    for (let column = 0; column < across; column++, start += BLOCK) {
      for (let y = 0, i = 0; y < 8; y++) {
        const line = Math.min(height - 1, row * 8 + y) * width;
        for (let x = 0; x < 8; x++, i++) {
          block[i] = values[line + Math.min(width - 1, column * 8 + x)];
        }
      }
      for (let k = 0; k < 8; k++) forward(block, k * 8, 1);
      for (let k = 0; k < 8; k++) forward(block, k, 8);
      for (let i = 0; i < BLOCK; i++) {
        out[start + i] = Math.round(block[i] / steps[i]);
      }
    }
  }
  return out;
}

function toDifferences(values: Int32Array): void {
  for (let i = values.length - 1; i > 0; i--) {
    values[i] = values[i] - values[i - 1];
  }
}

function encodeValues(values: Int32Array): Uint8Array[] {
  const gaps: number[] = [];
  const folded: number[] = [];
  let gap = 0;
  for (const value of values) {
    if (value === 0) {
      gap++;
      continue;
    }
    for (; gap >= LONG_GAP; gap -= LONG_GAP) gaps.push(LONG_GAP);
    gaps.push(gap);
    gap = 0;
    folded.push(value > 0 ? 2 * value - 1 : -2 * value);
  }
  const streams = [
    Uint8Array.from(gaps),
    Uint8Array.from(folded, (value) => value & 255),
    Uint8Array.from(folded, (value) => value >> 8),
  ].map((bytes) => deflateSync(bytes, { level: 9 }));
  const lengths = [gaps.length, folded.length, ...streams.map(({ length }) => length)];
  return [new Uint8Array(Uint32Array.from(lengths).buffer), ...streams];
}
