// Small random choices for random drivers.

import type { Random } from "../../src/math/random.ts";
import type { Colour } from "./driverSpec.ts";

/** One of several items with equal probability. */
export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)];
}

/** A colour with slightly changed brightness and hue. */
export function varied(colour: Colour, random: Random): Colour {
  const brightness = random.between(0.85, 1.15);
  const shift = () => brightness * random.between(0.94, 1.06);
  return [colour[0] * shift(), colour[1] * shift(), colour[2] * shift()];
}

/** Linear interpolation between two colours. */
export function mixed(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** A number limited to bounds. */
export function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
