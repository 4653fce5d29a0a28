// Glasses over one eye, on square float planes: rims, reflections, and an infrared lamp mirrored at night.

import type { Random } from "../../src/math/random.ts";
import { meanOf } from "./tone.ts";

/** A dark rounded rim around the eye, parts of which may lie outside the image. */
export function drawGlassesRim(image: Float32Array, size: number, random: Random): void {
  const halfWidth = size * random.between(0.32, 0.6);
  const halfHeight = size * random.between(0.2, 0.42);
  const cx = size * random.between(0.4, 0.6);
  const cy = size * random.between(0.42, 0.65);
  const turn = random.between(-0.25, 0.25);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const roundness = random.between(2, 6);
  const thickness = random.between(0.6, 2.2);
  const transmitted = random.between(0.1, 0.8);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = Math.abs(cos * (x - cx) + sin * (y - cy)) / halfWidth;
      const v = Math.abs(cos * (y - cy) - sin * (x - cx)) / halfHeight;
      // 1 on the rim; times the shorter half side it is about the distance from the middle in pixels.
      const reach = (u ** roundness + v ** roundness) ** (1 / roundness);
      const beside = Math.abs(reach - 1) * Math.min(halfWidth, halfHeight);
      const share = Math.max(0, Math.min(1, thickness + 0.5 - beside));
      const at = y * size + x;
      image[at] = image[at] * (1 - share * (1 - transmitted));
    }
  }
}

/** A bright spot on glasses or the cornea: usually the reflection of a lamp beside the camera. */
export function drawGlint(image: Float32Array, size: number, random: Random): void {
  const near = random.chance(0.6) ? 0.15 : 0.35;
  addSpot(image, size, {
    x: size * (0.5 + near * random.normal()),
    y: size * (0.5 + near * random.normal()),
    radius: 0.7 + 3.8 * random.next() ** 1.5,
    strength: random.between(60, 255),
    hardness: 2,
  });
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Grey levels added at its centre. */
  readonly strength: number;
  /** Steepness of its edge, per pixel. */
  readonly hardness: number;
}

function addSpot(
  image: Float32Array,
  size: number,
  { x: cx, y: cy, radius, strength, hardness }: Spot,
): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x;
      const share = 1 / (1 + Math.exp(hardness * (Math.hypot(x - cx, y - cy) - radius)));
      image[at] = Math.min(255, image[at] + share * strength);
    }
  }
}

/**
 * An infrared lamp mirrored in glasses at night. The eye behind them becomes dark and flat; one to three saturated
 * spots lie on or near the pupil, often in a row; a rim is drawn in most cases.
 */
export function drawLampOnGlasses(image: Float32Array, size: number, random: Random): void {
  const mean = meanOf(image);
  const level = random.between(22, 75);
  const contrast = random.between(0.12, 0.5);
  for (let at = 0; at < image.length; at++) {
    image[at] = Math.max(0, level + contrast * (image[at] - mean));
  }
  if (random.chance(0.7)) drawGlassesRim(image, size, random);
  const count = 1 + random.below(3);
  const [startX, startY] = [0.15 * random.normal(), 0.1 * random.normal()];
  const stepX = random.between(0.08, 0.22) * (random.chance(0.5) ? 1 : -1);
  for (let k = 0; k < count; k++) {
    addSpot(image, size, {
      x: size * (0.5 + startX + k * stepX),
      y: size * (0.5 + startY + 0.04 * random.normal()),
      radius: random.between(0.8, 3.8),
      strength: random.between(140, 255),
      hardness: random.between(1.5, 4),
    });
  }
}
