// From linear light to what a cheap camera delivers: exposure, bloom, tone, softness and noise.

import type { Box } from "../../../src/image/geometry.ts";
import { mixSeed, randomFrom } from "../../random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import type { LinearPicture } from "./render.ts";

/** What the light is multiplied by: as specified, or metered on the face's box. */
export function exposureGain(picture: LinearPicture, spec: DriverSpec, face: Box): number {
  const { exposure, gain } = spec.picture;
  return gain ?? exposure ** 2.2 / Math.max(1e-4, meanLuminance(picture, face));
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
    const mean = (planes[0] as Float32Array).map(
      (r, i) =>
        // Near infrared is nearest to red, where skins differ less and hair is brighter.
        0.8 * r +
        0.15 * ((planes[1] as Float32Array)[i] as number) +
        0.05 * ((planes[2] as Float32Array)[i] as number),
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
    const sharp = softness > 0 ? blurred(plane, width, height, softness) : plane;
    for (let i = 0; i < plane.length; i++) {
      const x = (i % width) / width - 0.5;
      const y = Math.floor(i / width) / height - 0.5;
      const vignette = 1 - 0.45 * (x * x + y * y);
      const linear = (0.93 * (sharp[i] as number) + 0.07 * (glare[i] as number)) * vignette;
      out[3 * i + c] = CURVE[
        Math.min(CURVE.length - 1, Math.round(linear * CURVE_STEPS))
      ] as number;
    }
  });
  if (noise > 0) addNoise(out, noise, grey, random);
  return out;
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

function meanLuminance({ width, height, data }: LinearPicture, box: Box): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, box.x + box.width); x++) {
      const i = 4 * (y * width + x);
      sum +=
        0.2126 * (data[i] as number) +
        0.7152 * (data[i + 1] as number) +
        0.0722 * (data[i + 2] as number);
      count++;
    }
  }
  return count > 0 ? sum / count : 0.2;
}

/** Sensor noise is finest in brightness and coarser in colour, stronger in the shadows. */
function addNoise(
  out: Uint8Array,
  deviation: number,
  grey: boolean,
  random: ReturnType<typeof randomFrom>,
): void {
  const chroma = new Float32Array(3);
  for (let i = 0; i < out.length; i += 3) {
    const level = (out[i + 1] as number) / 255;
    const strength = deviation * (1.25 - 0.7 * level);
    const common = random.normal() * strength;
    if (!grey && (i / 3) % 2 === 0) {
      for (let c = 0; c < 3; c++) chroma[c] = random.normal() * strength * 0.5;
    }
    for (let c = 0; c < 3; c++) {
      const value = (out[i + c] as number) + common + (chroma[c] as number);
      out[i + c] = Math.round(Math.min(255, Math.max(0, value)));
    }
  }
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
