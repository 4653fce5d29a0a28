// Backgrounds without a photograph: a colour gradient, stripes or checks, discs. RGB, interleaved.

import type { Random } from "../../src/math/random.ts";

type Colour = readonly [number, number, number];

/** A square RGB image, `size * size * 3` bytes. */
interface Canvas {
  readonly image: Uint8Array;
  readonly size: number;
}

/** Half of the time leaves the canvas as it is; otherwise paints a gradient, at times with stripes and discs on it. */
export function paintBackground(canvas: Canvas, random: Random): void {
  if (random.chance(0.5)) return;
  paintPattern(canvas, random);
}

/** Paints a gradient, at times with stripes and discs on it. */
export function paintPattern(canvas: Canvas, random: Random): void {
  gradient(canvas, random);
  if (random.chance(0.3)) stripes(canvas, random);
  if (random.chance(0.4)) discs(canvas, random);
}

function gradient({ image, size }: Canvas, random: Random): void {
  const p = colour(random);
  const q = random.chance(0.5) ? p : colour(random);
  const angle = random.between(0, 2 * Math.PI);
  const stepX = Math.cos(angle) / size;
  const stepY = Math.sin(angle) / size;
  const start = 0.5 - (stepX + stepY) * (size / 2);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const share = Math.min(1, Math.max(0, start + x * stepX + y * stepY));
      for (let channel = 0; channel < 3; channel++, at++) {
        image[at] = p[channel] * (1 - share) + q[channel] * share;
      }
    }
  }
}

/** Stripes along one direction or checks along two. */
function stripes({ image, size }: Canvas, random: Random): void {
  const paint = colour(random);
  const angle = random.between(0, Math.PI);
  const frequency = 1 / random.between(4, 40);
  const cos = Math.cos(angle) * frequency;
  const sin = Math.sin(angle) * frequency;
  const checks = random.chance(0.4);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at += 3) {
      const along = Math.floor(x * cos + y * sin);
      const across = checks ? Math.floor(y * cos - x * sin) : 0;
      if (((along + across) & 1) === 0) image.set(paint, at);
    }
  }
}

/** Discs, half of them skin-coloured and some with two spots like eyes: the detector must not take them for faces. */
function discs(canvas: Canvas, random: Random): void {
  const count = 1 + random.below(6);
  for (let i = 0; i < count; i++) {
    const x = random.next() * canvas.size;
    const y = random.next() * canvas.size;
    const radius = 6 * 12 ** random.next();
    const tall = random.between(0.8, 1.5);
    disc(canvas, x, y, radius, radius * tall, random.chance(0.5) ? skin(random) : colour(random));
    if (random.chance(0.3)) {
      const spot = colour(random);
      const side = radius * random.between(0.2, 0.6);
      disc(canvas, x - side, y, radius * 0.15, radius * 0.15, spot);
      disc(canvas, x + side, y, radius * 0.15, radius * 0.15, spot);
    }
  }
}

function disc(
  { image, size }: Canvas,
  centerX: number,
  centerY: number,
  radiusX: number,
  radiusY: number,
  paint: Colour,
): void {
  const bottom = Math.min(size - 1, Math.floor(centerY + radiusY));
  const right = Math.min(size - 1, Math.floor(centerX + radiusX));
  for (let y = Math.max(0, Math.ceil(centerY - radiusY)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.ceil(centerX - radiusX)); x <= right; x++) {
      const distance = ((x - centerX) / radiusX) ** 2 + ((y - centerY) / radiusY) ** 2;
      if (distance <= 1) image.set(paint, (y * size + x) * 3);
    }
  }
}

function colour(random: Random): Colour {
  return [random.below(256), random.below(256), random.below(256)];
}

/** Skin, light to dark, under light of varying warmth. */
function skin(random: Random): Colour {
  const light = random.between(60, 240);
  return [light, light * random.between(0.6, 0.85), light * random.between(0.45, 0.8)];
}
