// Light and shade: from one side, from a lamp, on one face. Everything works in place.

import type { Box } from "../../src/image/geometry.ts";
import { clampedView } from "./tone.ts";

/**
 * Light from one side: multiplies by a gain that goes smoothly from `dark` to `bright` along a direction;
 * values above 255 saturate.
 *
 * @param angle direction towards the light, radians, clockwise from x.
 * @param edge where the middle of the transition lies, −1..1 of the half side.
 * @param softness half width of the transition, in half sides.
 */
export function sideLight(
  image: Uint8Array,
  size: number,
  angle: number,
  edge: number,
  softness: number,
  dark: number,
  bright: number,
): void {
  const steps = 512;
  const gains = new Float32Array(steps + 1);
  for (let i = 0; i <= steps; i++) {
    // The diagonal of the square reaches √2 half sides from its middle.
    const along = (i / steps - 0.5) * 2 * Math.SQRT2;
    const t = Math.min(1, Math.max(0, (along - edge + softness) / (2 * softness)));
    gains[i] = dark + (bright - dark) * t * t * (3 - 2 * t);
  }
  const clamped = clampedView(image);
  const perPixel = steps / (size * Math.SQRT2);
  const stepX = Math.cos(angle) * perPixel;
  const stepY = Math.sin(angle) * perPixel;
  const middle = (size - 1) / 2;
  let i = 0;
  for (let y = 0; y < size; y++) {
    let at = steps / 2 + (y - middle) * stepY - middle * stepX;
    for (let x = 0; x < size; x++, i += 3, at += stepX) {
      const gain = gains[at | 0];
      clamped[i] = image[i] * gain;
      clamped[i + 1] = image[i + 1] * gain;
      clamped[i + 2] = image[i + 2] * gain;
    }
  }
}

/**
 * A lamp near the camera: a gain of `peak` at a point, falling as a Gaussian to `floor` far from it.
 *
 * @param deviation of the Gaussian, pixels.
 */
export function lamp(
  image: Uint8Array,
  size: number,
  centerX: number,
  centerY: number,
  deviation: number,
  peak: number,
  floor: number,
): void {
  const bell = (distance: number) => Math.exp(-(distance * distance) / (2 * deviation * deviation));
  const across = Float32Array.from({ length: size }, (_, x) => bell(x - centerX));
  const clamped = clampedView(image);
  let i = 0;
  for (let y = 0; y < size; y++) {
    const down = (peak - floor) * bell(y - centerY);
    for (let x = 0; x < size; x++, i += 3) {
      const gain = floor + down * across[x];
      clamped[i] = image[i] * gain;
      clamped[i + 1] = image[i + 1] * gain;
      clamped[i + 2] = image[i + 2] * gain;
    }
  }
}

/** Blends a soft disc of one grey value into the image; `strength` 0..1 at its middle. */
export function softDisc(
  image: Uint8Array,
  size: number,
  centerX: number,
  centerY: number,
  radius: number,
  value: number,
  strength: number,
): void {
  const reach = radius + 1;
  const top = Math.max(0, Math.ceil(centerY - reach));
  const bottom = Math.min(size - 1, Math.floor(centerY + reach));
  const left = Math.max(0, Math.ceil(centerX - reach));
  const right = Math.min(size - 1, Math.floor(centerX + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const inside = Math.min(1, Math.max(0, reach - Math.hypot(x - centerX, y - centerY)));
      const share = inside * strength;
      const at = (y * size + x) * 3;
      for (let channel = at; channel < at + 3; channel++) {
        image[channel] = image[channel] * (1 - share) + value * share;
      }
    }
  }
}

/**
 * Brightens or darkens an elliptic area, for example one face.
 *
 * @param box bounds of the ellipse.
 * @param gains factors for red, green and blue.
 * @param fade the shading begins to fade at the first and ends at the second of these, in radii of the ellipse.
 */
export function shadeEllipse(
  image: Uint8Array,
  size: number,
  box: Box,
  gains: readonly [number, number, number],
  fade: readonly [number, number],
): void {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const [full, gone] = fade;
  const reach = gone / 2;
  const first = (centre: number, side: number) => Math.max(0, Math.ceil(centre - reach * side));
  const last = (centre: number, side: number) => Math.min(size - 1, centre + reach * side);
  for (let row = first(y, box.height); row <= last(y, box.height); row++) {
    for (let column = first(x, box.width); column <= last(x, box.width); column++) {
      const off = Math.hypot((column - x) / (box.width / 2), (row - y) / (box.height / 2));
      const share = Math.min(1, Math.max(0, (gone - off) / (gone - full)));
      for (const [channel, gain] of gains.entries()) {
        const at = 3 * (row * size + column) + channel;
        const level = image[at] * (1 + share * (gain - 1));
        image[at] = Math.min(255, Math.round(level));
      }
    }
  }
}

/** A change of brightness across a plane; angle, edge and softness as in `sideLight`. */
interface PlaneSideLight {
  readonly angle: number;
  readonly edge: number;
  readonly softness: number;
  readonly dark: number;
  readonly bright: number;
}

/** `sideLight` for a square float plane: the transition is a logistic curve and nothing is clipped. */
export function sideLightPlane(
  plane: Float32Array,
  size: number,
  { angle, edge, softness, dark, bright }: PlaneSideLight,
): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = (2 * x) / size - 1;
      const v = (2 * y) / size - 1;
      const lit = 1 / (1 + Math.exp((-4 * (cos * u + sin * v - edge)) / softness));
      const at = y * size + x;
      plane[at] = plane[at] * (dark + (bright - dark) * lit);
    }
  }
}
