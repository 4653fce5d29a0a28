// From linear light to what a cheap camera delivers: exposure, bloom, tone, softness and noise.

import type { Box } from "../../../src/image/geometry.ts";
import { mixSeed, randomFrom } from "../../random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import type { LinearPicture } from "./render.ts";

/** Shares of red, green and blue in brightness; near infrared is nearest to red, where skins differ less. */
const DAYLIGHT = [0.2126, 0.7152, 0.0722] as const;
const INFRARED = [0.8, 0.15, 0.05] as const;
/** What the face's brightest parts may come to, linear: cameras turn down before skin burns out. */
const BRIGHTEST = 0.62;
/** How much the whole picture counts beside the face, and at most how many times as bright as it. */
const SURROUNDINGS = 0.2;
const DAZZLE = 5;
/** The share of the face's box that may be brighter. */
const BURNT = 0.07;

/** What the light is multiplied by: as specified, or metered on the face's box. */
export function exposureGain(picture: LinearPicture, spec: DriverSpec, face: Box): number {
  const { exposure, gain, grey } = spec.picture;
  if (gain !== undefined) return gain;
  const weights = grey ? INFRARED : DAYLIGHT;
  const levels = levelsIn(picture, face, weights);
  const mean = meanOf(levels, Number.POSITIVE_INFINITY);
  const { width, height } = picture;
  const all = levelsIn(picture, { x: 0, y: 0, width, height }, weights);
  const metered = (1 - SURROUNDINGS) * mean + SURROUNDINGS * meanOf(all, DAZZLE * mean);
  const bright = levels.sort()[Math.floor((1 - BURNT) * levels.length)] ?? 0;
  return Math.min(exposure ** 2.2 / Math.max(1e-4, metered), BRIGHTEST / Math.max(1e-4, bright));
}

function meanOf(levels: Float32Array, most: number): number {
  let sum = 0;
  for (const level of levels) sum += Math.min(level, most);
  return sum / Math.max(1, levels.length);
}

/** Develops a picture to 8-bit sRGB, RGB interleaved. */
export function develop(picture: LinearPicture, spec: DriverSpec, gain: number): Uint8Array {
  const { width, height, data } = picture;
  const { noise, softness, grey } = spec.picture;
  const random = randomFrom(mixSeed(mixSeed(spec.seed, 9), spec.frame));
  const planes = [0, 1, 2].map((c) => {
    const plane = new Float32Array(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = gain * (data[4 * i + c] as number);
    return plane;
  });
  if (grey) {
    const [red, green, blue] = planes as [Float32Array, Float32Array, Float32Array];
    const mean = red.map(
      (r, i) =>
        INFRARED[0] * r + INFRARED[1] * (green[i] as number) + INFRARED[2] * (blue[i] as number),
    );
    planes.fill(mean);
  }
  const out = new Uint8Array(width * height * 3);
  planes.forEach((plane, c) => {
    // Veiling glare: light beyond the sensor's white spreads wide and thin.
    const glare = blurred(
      plane.map((v) => Math.min(v, 4)),
      width,
      height,
      width * 0.035,
    );
    const seen = softness > 0 ? blurred(plane, width, height, softness) : plane;
    const sharp = sharpened(seen, width, height);
    for (let i = 0; i < plane.length; i++) {
      const x = (i % width) / width - 0.5;
      const y = Math.floor(i / width) / height - 0.5;
      const vignette = 1 - 0.45 * (x * x + y * y);
      const linear = (0.95 * (sharp[i] as number) + 0.05 * (glare[i] as number)) * vignette;
      out[3 * i + c] = CURVE[
        Math.min(CURVE.length - 1, Math.round(Math.max(0, linear) * CURVE_STEPS))
      ] as number;
    }
  });
  if (noise > 0) addNoise(out, width, height, noise, grey, random);
  return out;
}

/** How much cameras overdraw edges, and the blur against which they find them, pixels. */
const SHARPENING = 0.22;
const EDGE_BLUR = 0.85;

/** What a camera's own sharpening makes of a plane. */
function sharpened(plane: Float32Array, width: number, height: number): Float32Array {
  const soft = blurred(plane, width, height, EDGE_BLUR);
  return plane.map((value, i) => {
    // Bright windows would get thick dark rims.
    const edge = Math.min(0.12, Math.max(-0.12, value - (soft[i] as number)));
    return value + SHARPENING * edge;
  });
}

/** A display curve with a straight middle and a soft shoulder, linear in, sRGB-coded 0..1 out. */
function tone(linear: number): number {
  const knee = 0.55;
  const rolled =
    linear < knee ? linear : knee + (1 - knee) * (1 - Math.exp(-(linear - knee) / (1 - knee)));
  return rolled <= 0.0031308 ? 12.92 * rolled : 1.055 * rolled ** (1 / 2.4) - 0.055;
}

/** The display curve as a table of bytes over linear 0..4: a power for every pixel would cost too much. */
const CURVE_STEPS = 4096;
const CURVE = Uint8Array.from({ length: 4 * CURVE_STEPS + 1 }, (_, k) =>
  Math.round(255 * Math.min(1, Math.max(0, tone(k / CURVE_STEPS)))),
);

/** Brightness of every pixel within a box. */
function levelsIn(
  { width, height, data }: LinearPicture,
  box: Box,
  [r, g, b]: readonly [number, number, number],
): Float32Array {
  const levels: number[] = [];
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, box.x + box.width); x++) {
      const i = 4 * (y * width + x);
      levels.push(
        r * (data[i] as number) + g * (data[i + 1] as number) + b * (data[i + 2] as number),
      );
    }
  }
  return Float32Array.from(levels);
}

/** Pixels that share a colour's error: cheap cameras smooth colour away. */
const CHROMA_CELL = 4;

/** Sensor noise, stronger in the shadows: half of brightness's is smeared over neighbours, colour's over patches. */
function addNoise(
  out: Uint8Array,
  width: number,
  height: number,
  deviation: number,
  grey: boolean,
  random: ReturnType<typeof randomFrom>,
): void {
  const fine = Float32Array.from({ length: width * height }, () => random.normal());
  const columns = Math.ceil(width / CHROMA_CELL) + 1;
  const rows = Math.ceil(height / CHROMA_CELL) + 1;
  const patches = grey
    ? []
    : [0, 1, 2].map(() => Float32Array.from({ length: columns * rows }, () => random.normal()));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const beside = (fine[x > 0 ? i - 1 : i] as number) + (fine[y > 0 ? i - width : i] as number);
      const level = (out[3 * i + 1] as number) / 255;
      const strength = deviation * (1.25 - 0.7 * level);
      const common = strength * (0.75 * (fine[i] as number) + 0.45 * beside);
      const [fx, fy] = [x / CHROMA_CELL, y / CHROMA_CELL];
      const [column, row] = [Math.floor(fx), Math.floor(fy)];
      const at = row * columns + column;
      for (let c = 0; c < 3; c++) {
        const patch = patches[c];
        const own = patch === undefined ? 0 : between(patch, at, columns, fx - column, fy - row);
        const value = (out[3 * i + c] as number) + common + 0.3 * strength * own;
        out[3 * i + c] = Math.round(Math.min(255, Math.max(0, value)));
      }
    }
  }
}

/** A value between four of a grid. */
function between(grid: Float32Array, at: number, columns: number, fx: number, fy: number): number {
  const above = (grid[at] as number) * (1 - fx) + (grid[at + 1] as number) * fx;
  const below = (grid[at + columns] as number) * (1 - fx) + (grid[at + columns + 1] as number) * fx;
  return above * (1 - fy) + below * fy;
}

/** Three box blurs, near a Gaussian of the given standard deviation. */
function blurred(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  if (sigma < 0.9)
    return narrow(narrow(plane, width, height, sigma, 1), width, height, sigma, width);
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let now = plane;
  for (let pass = 0; pass < 3; pass++) {
    now = boxed(now, width, height, radius, true);
    now = boxed(now, width, height, radius, false);
  }
  return now;
}

/** A three-tap blur along a stride, for deviations below a pixel. */
function narrow(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
  stride: number,
): Float32Array {
  const side = (sigma * sigma) / 2;
  return plane.map((value, i) => {
    const position = stride === 1 ? i % width : Math.floor(i / width);
    const last = stride === 1 ? width - 1 : height - 1;
    const before = position > 0 ? (plane[i - stride] as number) : value;
    const after = position < last ? (plane[i + stride] as number) : value;
    return (1 - 2 * side) * value + side * (before + after);
  });
}

function boxed(
  plane: Float32Array,
  width: number,
  height: number,
  radius: number,
  rows: boolean,
): Float32Array {
  const out = new Float32Array(plane.length);
  const lines = rows ? height : width;
  const length = rows ? width : height;
  const step = rows ? 1 : width;
  const norm = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    const start = rows ? line * width : line;
    const at = (k: number) => plane[start + Math.min(length - 1, Math.max(0, k)) * step] as number;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += at(k);
    for (let k = 0; k < length; k++) {
      out[start + k * step] = sum * norm;
      sum += at(k + radius + 1) - at(k - radius);
    }
  }
  return out;
}
