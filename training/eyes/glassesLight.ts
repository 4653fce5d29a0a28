// Glasses and the light in them: rims, reflections, and an infrared lamp mirrored at night.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import type { Random } from "../../src/math/random.ts";
import { meanOf } from "../imaging/greyImage.ts";

/** The rim of glasses: a dark rounded frame around the eye, parts of which may lie outside the image. */
export function glassesFrame(image: Float32Array, random: Random): void {
  const halfWidth = EYE_SIZE * random.between(0.32, 0.6);
  const halfHeight = EYE_SIZE * random.between(0.2, 0.42);
  const cx = EYE_SIZE * random.between(0.4, 0.6);
  const cy = EYE_SIZE * random.between(0.42, 0.65);
  const turn = random.between(-0.25, 0.25);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const roundness = random.between(2, 6);
  const thickness = random.between(0.6, 2.2);
  const remains = random.between(0.1, 0.8);
  for (let y = 0; y < EYE_SIZE; y++) {
    for (let x = 0; x < EYE_SIZE; x++) {
      const u = Math.abs(cos * (x - cx) + sin * (y - cy)) / halfWidth;
      const v = Math.abs(cos * (y - cy) - sin * (x - cx)) / halfHeight;
      // 1 on the rim; times the shorter half side it is about the distance from the middle in pixels.
      const reach = (u ** roundness + v ** roundness) ** (1 / roundness);
      const beside = Math.abs(reach - 1) * Math.min(halfWidth, halfHeight);
      const share = Math.max(0, Math.min(1, thickness + 0.5 - beside));
      const at = y * EYE_SIZE + x;
      image[at] = image[at] * (1 - share * (1 - remains));
    }
  }
}

/** A reflection on glasses or the cornea: a bright spot, usually of a lamp beside the camera. */
export function glint(image: Float32Array, random: Random): void {
  const near = random.chance(0.6) ? 0.15 : 0.35;
  spot(image, {
    x: EYE_SIZE * (0.5 + near * random.normal()),
    y: EYE_SIZE * (0.5 + near * random.normal()),
    radius: 0.7 + 3.8 * random.next() ** 1.5,
    strength: random.between(60, 255),
    hardness: 2,
  });
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Grey levels that are added in its middle. */
  readonly strength: number;
  /** How sharply it ends. */
  readonly hardness: number;
}

function spot(image: Float32Array, { x: cx, y: cy, radius, strength, hardness }: Spot): void {
  for (let y = 0; y < EYE_SIZE; y++) {
    for (let x = 0; x < EYE_SIZE; x++) {
      const at = y * EYE_SIZE + x;
      const share = 1 / (1 + Math.exp(hardness * (Math.hypot(x - cx, y - cy) - radius)));
      image[at] = Math.min(255, image[at] + share * strength);
    }
  }
}

/**
 * An infrared lamp mirrored in glasses at night: the eye behind them dark and flat, one to three saturated spots
 * on or near the pupil, often in a row, and mostly a rim.
 */
export function lampOnGlasses(image: Float32Array, random: Random): void {
  const mean = meanOf(image);
  const level = random.between(22, 75);
  const contrast = random.between(0.12, 0.5);
  for (let at = 0; at < image.length; at++) {
    image[at] = Math.max(0, level + contrast * (image[at] - mean));
  }
  if (random.chance(0.7)) glassesFrame(image, random);
  const count = 1 + random.below(3);
  const [startX, startY] = [0.15 * random.normal(), 0.1 * random.normal()];
  const stepX = random.between(0.08, 0.22) * (random.chance(0.5) ? 1 : -1);
  for (let k = 0; k < count; k++) {
    spot(image, {
      x: EYE_SIZE * (0.5 + startX + k * stepX),
      y: EYE_SIZE * (0.5 + startY + 0.04 * random.normal()),
      radius: random.between(0.8, 3.8),
      strength: random.between(140, 255),
      hardness: random.between(1.5, 4),
    });
  }
}
