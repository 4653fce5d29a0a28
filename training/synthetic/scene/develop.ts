// The camera: develops linear light to an 8-bit image with exposure, glare, blur, sharpening, tone curve and noise.

import type { Box } from "../../../src/image/geometry.ts";
import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import { gaussianBlur, sharpen } from "../../imaging/blur.ts";
import type { LinearImage } from "../../imaging/lens.ts";
import { addCameraNoise } from "../../imaging/noise.ts";
import type { DriverSpec } from "../driverSpec.ts";

/** Weights of red, green and blue in brightness. Near infrared resembles red, in which skin tones differ less. */
const DAYLIGHT = [0.2126, 0.7152, 0.0722] as const;
const INFRARED = [0.8, 0.15, 0.05] as const;
/** Largest linear brightness of the face: exposure is lowered before skin saturates. */
const BRIGHTEST = 0.62;
/** Weight of the whole image in metering, and its brightness limit relative to the face. */
const IMAGE_WEIGHT = 0.2;
const IMAGE_LIMIT = 5;
/** Share of the face box that may be brighter. */
const SATURATED_SHARE = 0.07;

/** The exposure gain: as specified, or metered on the face box. */
export function exposureGain(image: LinearImage, spec: DriverSpec, face: Box): number {
  const { exposure, gain, grey } = spec.image;
  if (gain !== undefined) return gain;
  const weights = grey ? INFRARED : DAYLIGHT;
  const levels = levelsIn(image, face, weights);
  const mean = meanOf(levels, Number.POSITIVE_INFINITY);
  const { width, height } = image;
  const all = levelsIn(image, { x: 0, y: 0, width, height }, weights);
  const metered = (1 - IMAGE_WEIGHT) * mean + IMAGE_WEIGHT * meanOf(all, IMAGE_LIMIT * mean);
  const bright = levels.sort()[Math.floor((1 - SATURATED_SHARE) * levels.length)] ?? 0;
  return Math.min(exposure ** 2.2 / Math.max(1e-4, metered), BRIGHTEST / Math.max(1e-4, bright));
}

function meanOf(levels: Float32Array, most: number): number {
  let sum = 0;
  for (const level of levels) sum += Math.min(level, most);
  return sum / Math.max(1, levels.length);
}

/** Develops an image to 8-bit sRGB, RGB interleaved. */
export function develop(image: LinearImage, spec: DriverSpec, gain: number): Uint8Array {
  const { width, height, data } = image;
  const { noise, softness, grey } = spec.image;
  const random = randomFrom(mixSeed(mixSeed(spec.seed, 9), spec.frame));
  const out = new Uint8Array(width * height * 3);
  if (grey) {
    const plane = new Float32Array(width * height);
    for (let i = 0; i < plane.length; i++) {
      const r = Math.fround(gain * data[4 * i]);
      const g = Math.fround(gain * data[4 * i + 1]);
      const b = Math.fround(gain * data[4 * i + 2]);
      plane[i] = INFRARED[0] * r + INFRARED[1] * g + INFRARED[2] * b;
    }
    const levels = developPlane(plane, width, height, softness);
    for (let i = 0; i < plane.length; i++) out.fill(levels[i], 3 * i, 3 * i + 3);
  } else {
    for (let c = 0; c < 3; c++) {
      const plane = new Float32Array(width * height);
      for (let i = 0; i < plane.length; i++) plane[i] = gain * data[4 * i + c];
      const levels = developPlane(plane, width, height, softness);
      for (let i = 0; i < plane.length; i++) out[3 * i + c] = levels[i];
    }
  }
  if (noise > 0) addCameraNoise(out, width, height, noise, grey, random);
  return out;
}

/** Amount of the camera's sharpening, and the largest difference at an edge that it uses. */
const SHARPENING = 0.22;
const EDGE_LIMIT = 0.12;

/** Develops one channel to display levels, without noise. */
function developPlane(
  plane: Float32Array,
  width: number,
  height: number,
  softness: number,
): Uint8Array {
  // Veiling glare: a wide, weak blur of bright light.
  const white = new Float32Array(plane.length);
  for (let i = 0; i < white.length; i++) white[i] = Math.min(plane[i], 4);
  const glare = gaussianBlur(white, width, height, width * 0.035);
  const blurred = softness > 0 ? gaussianBlur(plane, width, height, softness) : plane;
  const sharp = sharpen(blurred, width, height, SHARPENING, EDGE_LIMIT);
  const levels = new Uint8Array(plane.length);
  for (let row = 0; row < height; row++) {
    const y = row / height - 0.5;
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      const x = column / width - 0.5;
      const vignette = 1 - 0.45 * (x * x + y * y);
      const linear = (0.95 * sharp[i] + 0.05 * glare[i]) * vignette;
      const step = Math.min(CURVE.length - 1, Math.round(Math.max(0, linear) * CURVE_STEPS));
      levels[i] = CURVE[step];
    }
  }
  return levels;
}

/** The tone curve: linear light to sRGB 0..1, with a soft shoulder. */
function tone(linear: number): number {
  const knee = 0.55;
  const rolled =
    linear < knee ? linear : knee + (1 - knee) * (1 - Math.exp(-(linear - knee) / (1 - knee)));
  return rolled <= 0.0031308 ? 12.92 * rolled : 1.055 * rolled ** (1 / 2.4) - 0.055;
}

/** The tone curve as a table over linear light 0..4, since a power per pixel would be slow. */
const CURVE_STEPS = 4096;
const CURVE = Uint8Array.from({ length: 4 * CURVE_STEPS + 1 }, (_, k) =>
  Math.round(255 * Math.min(1, Math.max(0, tone(k / CURVE_STEPS)))),
);

/** Brightness of every pixel within a box. */
function levelsIn(
  { width, height, data }: LinearImage,
  box: Box,
  [r, g, b]: readonly [number, number, number],
): Float32Array {
  const levels: number[] = [];
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, box.x + box.width); x++) {
      const i = 4 * (y * width + x);
      levels.push(r * data[i] + g * data[i + 1] + b * data[i + 2]);
    }
  }
  return Float32Array.from(levels);
}
