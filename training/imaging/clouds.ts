// Smooth random fields (value noise of several octaves), for backgrounds and uneven light.

import type { Random } from "../../src/math/random.ts";

/**
 * A smooth random field of `size` × `size` values with mean near 0 and deviation near 0.5.
 *
 * @param coarsest cells across the image in the first octave; each further octave halves cells and amplitude.
 * @param octaves number of octaves.
 */
export function cloudField(
  size: number,
  coarsest: number,
  octaves: number,
  random: Random,
): Float32Array {
  const field = new Float32Array(size * size);
  let amplitude = 1;
  for (let octave = 0, cells = coarsest; octave < octaves; octave++, cells *= 2) {
    addOctave(field, size, cells, amplitude, random);
    amplitude /= 2;
  }
  return field;
}

function addOctave(
  field: Float32Array,
  size: number,
  cells: number,
  amplitude: number,
  random: Random,
): void {
  const side = Math.ceil(cells) + 2;
  const grid = Float32Array.from({ length: side * side }, () => random.between(-1, 1));
  const step = cells / size;
  for (let y = 0, at = 0; y < size; y++) {
    const v = y * step;
    const row = Math.floor(v);
    const down = smooth(v - row);
    for (let x = 0; x < size; x++, at++) {
      const u = x * step;
      const column = Math.floor(u);
      const across = smooth(u - column);
      const i = row * side + column;
      const upper = grid[i] + across * (grid[i + 1] - grid[i]);
      const lower = grid[i + side] + across * (grid[i + side + 1] - grid[i + side]);
      field[at] = field[at] + amplitude * (upper + down * (lower - upper));
    }
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** An image of clouds between two or three colours, interleaved RGB. */
export function colourClouds(size: number, random: Random): Uint8Array {
  const colour = () => [random.below(256), random.below(256), random.below(256)] as const;
  const [first, second, third] = [colour(), colour(), colour()];
  const field = cloudField(size, random.between(1, 8), 1 + random.below(4), random);
  const other = cloudField(size, random.between(1, 4), 1, random);
  const image = new Uint8Array(size * size * 3);
  for (let i = 0; i < field.length; i++) {
    const mix = Math.min(1, Math.max(0, 0.5 + field[i]));
    const last = Math.min(1, Math.max(0, other[i]));
    for (let c = 0; c < 3; c++) {
      const between = first[c] + mix * (second[c] - first[c]);
      image[3 * i + c] = between + last * (third[c] - between);
    }
  }
  return image;
}
