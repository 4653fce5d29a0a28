// Random outfits: glasses, masks, hats, scarves, and the shirt.

import type { Random } from "../../src/math/random.ts";
import { type ClothesSpec, COLLARS, type Colour, type WornSpec } from "./driverSpec.ts";
import { pick, varied } from "./randomChoice.ts";

const MASKS: readonly Colour[] = [
  [0.3, 0.52, 0.66],
  [0.8, 0.8, 0.78],
  [0.02, 0.02, 0.022],
];
const CLOTHES: readonly Colour[] = [
  [0.03, 0.05, 0.12],
  [0.5, 0.5, 0.5],
  [0.3, 0.03, 0.03],
  [0.02, 0.02, 0.02],
  [0.16, 0.19, 0.12],
  [0.28, 0.3, 0.36],
  [0.35, 0.28, 0.16],
  [0.75, 0.74, 0.72],
  [0.1, 0.2, 0.36],
  [0.07, 0.075, 0.08],
  [0.42, 0.3, 0.28],
];
const PATTERNS = ["stripes", "checks", "yoke", "print"] as const;
/** Nothing on the face. */
export const NOTHING_WORN: WornSpec = { glasses: "none", mask: null, hat: null, scarf: null };

/** Random glasses, mask, hat and scarf. */
export function randomWorn(random: Random): WornSpec {
  const glasses = random.next();
  const covered = random.next();
  const hat = random.next();
  const kind = hat < 0.1 ? "cap" : hat < 0.16 ? "beanie" : "hood";
  const cloth = () => varied(pick(CLOTHES, random), random);
  return {
    glasses: glasses < 0.15 ? "sun" : glasses < 0.2 ? "tinted" : glasses < 0.45 ? "clear" : "none",
    mask: covered < 0.11 ? pick(MASKS, random) : null,
    hat: hat < 0.2 ? { kind, colour: cloth() } : null,
    scarf:
      covered > 0.92 ? { colour: cloth(), height: random.chance(0.5) ? random.next() : 0 } : null,
  };
}

/** A random shirt, in most cases with a seat belt. */
export function randomClothes(random: Random): ClothesSpec {
  const colour = varied(pick(CLOTHES, random), random);
  const collar = random.chance(0.4) ? "band" : pick(COLLARS, random);
  const open = {
    band: ["none"],
    shirt: ["buttons"],
    stand: ["zip"],
    hood: ["none", "zip"],
  } as const;
  return {
    colour,
    belt: random.chance(0.8),
    collar,
    pattern: random.chance(0.45) ? "plain" : pick(PATTERNS, random),
    accent: varied(pick(CLOTHES, random), random),
    closure: pick(open[collar] as readonly ("none" | "zip" | "buttons")[], random),
  };
}
