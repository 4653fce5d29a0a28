// Painting in texture space: positions, paths and colours for skin and eyes.

import type { Colour } from "../driverSpec.ts";

/** Side of the coordinate square; textures may have another size. */
export const SIZE = 1024;
/** Approximate texture pixels per centimetre of skin. */
export const CENTIMETRE = 46;

/** Position in a texture of the side `SIZE`. */
export type Place = readonly [number, number];

/**
 * A context scaled to the side `SIZE`. `blur` gives a filter for pixels of that side, because canvas filters ignore
 * the scale.
 */
export interface Brush {
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly blur: (pixels: number) => string;
}

/** Linear RGB as a CSS colour. */
export function css(colour: Colour): string {
  const [r, g, b] = colour.map((v) => Math.round(255 * Math.min(1, Math.max(0, v)) ** (1 / 2.2)));
  return `rgb(${r} ${g} ${b})`;
}

/** Begins a smooth path through points. */
export function tracePath(
  context: OffscreenCanvasRenderingContext2D,
  points: readonly Place[],
): void {
  context.beginPath();
  points.forEach((point, index) => {
    if (index === 0) {
      context.moveTo(...point);
      return;
    }
    const next = points[index + 1];
    if (next === undefined) context.lineTo(...point);
    else context.quadraticCurveTo(...point, ...middle(point, next, 0.5));
  });
}

/** Begins a closed polygon. */
export function traceClosed(
  context: OffscreenCanvasRenderingContext2D,
  points: readonly Place[],
): void {
  context.beginPath();
  points.forEach((point, index) => {
    if (index === 0) context.moveTo(...point);
    else context.lineTo(...point);
  });
  context.closePath();
}

/** Linear interpolation between two positions. */
export function middle(a: Place, b: Place, share: number): Place {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** Linear interpolation between two colours. */
export function blend(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Product of two colours. */
export function scaled(colour: Colour, by: Colour): Colour {
  return [colour[0] * by[0], colour[1] * by[1], colour[2] * by[2]];
}
