// Light and camera changes of a face window: which ones happen, how often and how strongly.

import type { Random } from "../../src/math/random.ts";
import { blur, motionBlur } from "../imaging/blur.ts";
import { compress } from "../imaging/compression.ts";
import { lamp, sideLight, softDisc } from "../imaging/light.ts";
import { addNoise, addRandomNoise } from "../imaging/noise.ts";
import { enlarge, shrink } from "../imaging/resolution.ts";
import {
  applyTables,
  changeColours,
  changeTone,
  toGrey,
  toInfrared,
  toneTable,
} from "../imaging/tone.ts";

/** Probability of each change, independent of the others. Most changes are mild. */
const CHANCES = {
  tone: 0.6,
  colour: 0.35,
  grey: 0.12,
  infrared: 0.08,
  sideLight: 0.14,
  lowLight: 0.1,
  blur: 0.12,
  motion: 0.07,
  lowResolution: 0.18,
  noise: 0.25,
  compression: 0.25,
};

/** The landmarks of each eye, outer ring: corner, two upper, corner, two lower. */
const EYES = [
  [36, 37, 38, 39, 40, 41],
  [42, 43, 44, 45, 46, 47],
] as const;

/**
 * Changes the light and the camera of a window in place; geometry and flags are not changed.
 *
 * @param image interleaved RGB, `size * size * 3` bytes.
 * @param landmarks x, y interleaved in window pixels: infrared light darkens the pupils there.
 * @param options `photometric` multiplies every probability; 0 changes nothing. `lowResolution` replaces the probability of
 * a low-resolution camera.
 */
export function photometric(
  image: Uint8Array,
  size: number,
  landmarks: Float32Array,
  occluded: Uint8Array,
  random: Random,
  options: { readonly photometric?: number; readonly lowResolution?: number } = {},
): void {
  const { photometric: strength = 1, lowResolution = CHANCES.lowResolution * strength } = options;
  const happens = (change: keyof typeof CHANCES) => random.chance(CHANCES[change] * strength);
  if (happens("sideLight")) harshLight(image, size, random);
  if (happens("infrared")) infrared(image, size, landmarks, occluded, random);
  else if (happens("grey")) toGrey(image);
  else if (happens("colour")) changeColours(image, 0.15, [0.5, 1.4], random);
  if (happens("tone")) changeTone(image, random);
  if (happens("blur")) blur(image, size, 1 + Math.floor(3 * random.next() ** 2));
  if (happens("motion")) {
    const length = random.between(3, 11);
    image.set(motionBlur(image, size, length, random.between(0, Math.PI)));
  }
  if (happens("lowLight")) lowLight(image, size, random);
  // Log-uniform: each halving of the resolution is equally likely.
  const pixels = random.chance(lowResolution) ? Math.round(40 * (128 / 40) ** random.next()) : size;
  const sensor = pixels < size ? shrink(image, size, pixels) : image;
  if (happens("noise")) addRandomNoise(sensor, pixels, random);
  // Small images must not be compressed hard: a face of 40 pixels is only five blocks wide.
  if (happens("compression")) compress(sensor, pixels, random.between(pixels < 96 ? 35 : 12, 70));
  if (pixels < size) enlarge(sensor, pixels, size, image);
}

/** Sun through a side window: one side dark, the other bright or saturated. */
function harshLight(image: Uint8Array, size: number, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const edge = random.between(-0.35, 0.35);
  const softness = random.between(0.15, 0.7);
  sideLight(image, size, angle, edge, softness, random.between(0.25, 0.65), random.between(1.1, 2));
}

/** Too little light, quantised and noisy, then brightened as automatic exposure does. */
function lowLight(image: Uint8Array, size: number, random: Random): void {
  const light = random.between(0.15, 0.5);
  const lift = random.between(1, 0.75 / light);
  applyTables(image, toneTable(light, 1, 1));
  addNoise(image, size, random.between(1, 3), 1, random);
  applyTables(image, toneTable(lift, 1, 1));
}

/**
 * An image as a cabin camera with its own infrared lamp takes it: grey; skin bright, since it reflects near infrared
 * about as it reflects red; the middle lit and the surroundings dark; pupils black with the lamp's reflection.
 */
function infrared(
  image: Uint8Array,
  size: number,
  landmarks: Float32Array,
  occluded: Uint8Array,
  random: Random,
): void {
  toInfrared(image, random.between(0.6, 0.9));
  for (const eye of EYES) {
    if (eye.every((k) => occluded[k] === 0)) drawPupil(image, size, landmarks, eye, random);
  }
  const centerX = size * random.between(0.3, 0.7);
  const centerY = size * random.between(0.3, 0.7);
  const deviation = size * random.between(0.3, 0.6);
  lamp(
    image,
    size,
    centerX,
    centerY,
    deviation,
    random.between(0.9, 1.25),
    random.between(0.1, 0.5),
  );
}

function drawPupil(
  image: Uint8Array,
  size: number,
  landmarks: Float32Array,
  eye: readonly number[],
  random: Random,
): void {
  const [outer, upperA, upperB, inner, lowerB, lowerA] = eye as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const distance = (p: number, q: number) =>
    Math.hypot(landmarks[p * 2] - landmarks[q * 2], landmarks[p * 2 + 1] - landmarks[q * 2 + 1]);
  const width = distance(outer, inner);
  const opening = (distance(upperA, lowerA) + distance(upperB, lowerB)) / 2;
  // The pupil of a nearly closed eye is not visible.
  if (opening < 0.18 * width) return;
  const ring = [upperA, upperB, lowerB, lowerA];
  const x = ring.reduce((sum, k) => sum + landmarks[k * 2], 0) / ring.length;
  const y = ring.reduce((sum, k) => sum + landmarks[k * 2 + 1], 0) / ring.length;
  const radius = Math.min(0.13 * width, 0.4 * opening);
  softDisc(image, size, x, y, radius, random.between(5, 35), 0.8);
  softDisc(image, size, x + random.between(-1, 1), y + random.between(-1, 1), 0.3, 245, 0.9);
}
