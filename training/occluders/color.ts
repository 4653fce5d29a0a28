// Colours of occluders: conversion, shading, random choice.

import type { Random } from "../../src/math/random.ts";

/** Red, green and blue, nominally 0..255; values outside are clamped where they are written. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Human skin in even daylight, from light to dark. */
const SKIN_TONES: readonly Rgb[] = [
  [248, 214, 188],
  [232, 190, 158],
  [208, 158, 122],
  [176, 126, 92],
  [138, 94, 66],
  [102, 68, 48],
  [70, 47, 36],
];

/** A colour as a CSS string, with alpha 0..1. */
export function css([red, green, blue]: Rgb, alpha = 1): string {
  const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  return `rgba(${byte(red)},${byte(green)},${byte(blue)},${alpha.toFixed(3)})`;
}

/** A brighter (factor above 1) or darker colour. */
export function shade([red, green, blue]: Rgb, factor: number): Rgb {
  return [red * factor, green * factor, blue * factor];
}

/** Linear interpolation between two colours. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Rec. 601 luma, 0..255. */
export function luma([red, green, blue]: Rgb): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** A random human skin tone, uniform over lightness. */
export function randomSkin(random: Random): Rgb {
  const at = random.between(0, SKIN_TONES.length - 1);
  const below = Math.floor(at);
  const tone = mix(SKIN_TONES[below], SKIN_TONES[below + 1], at - below);
  const redness = random.between(0.95, 1.05);
  return [tone[0] * redness, tone[1], tone[2] / redness];
}

/** A random colour of cloth and objects: often near grey, otherwise of any hue. */
export function randomColor(random: Random): Rgb {
  const value = random.between(20, 245);
  const saturation = random.chance(0.4) ? random.between(0, 0.12) : random.between(0.2, 0.85);
  const hue = random.between(0, 6);
  const channel = (offset: number): number => {
    const k = (offset + hue) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

/** A random dark colour: black, dark grey, dark brown or dark blue. */
export function randomDark(random: Random): Rgb {
  const value = random.between(8, 45);
  return [
    value * random.between(0.8, 1.3),
    value * random.between(0.8, 1.1),
    value * random.between(0.8, 1.3),
  ];
}

/** A random hair colour: black, brown, blond, red, grey. */
export function randomHair(random: Random): Rgb {
  const tones: readonly Rgb[] = [
    [24, 20, 18],
    [58, 40, 28],
    [104, 72, 46],
    [186, 148, 98],
    [138, 66, 34],
    [150, 146, 142],
  ];
  return shade(tones[random.below(tones.length)], random.between(0.75, 1.25));
}
