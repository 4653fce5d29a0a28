// Draws random drivers: everything a picture specification holds, from a seed and the picture's number.

import { mixSeed, type Random, randomFrom } from "../random.ts";
import {
  type ClothesSpec,
  COLLARS,
  type Colour,
  type DriverSpec,
  HAND_PLACES,
  type HandSpec,
  type LightSpec,
  type PictureSpec,
  type PostureSpec,
  type WornSpec,
} from "./driverSpec.ts";
import { bounded, pick, varied } from "./randomChoice.ts";
import { randomPerson } from "./randomPerson.ts";

/** The widest yaw drawn, in degrees; beyond it half of the 68 points have no place in a picture. */
export const WIDEST_YAW = 75;
/** Pictures in a row that show the same person: building one costs more than a picture. */
export const PICTURES_A_PERSON = 4;

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
const ENVIRONMENTS = ["city.hdr", "city.hdr", "night.hdr", "apartment.hdr", "warehouse.hdr"];
/** Where cameras stand: degrees to the driver's left and up, on the column, at the mirror, on the pillar, ahead. */
const CAMERAS = [
  { aside: 3, above: -14 },
  { aside: -34, above: 10 },
  { aside: 38, above: 4 },
  { aside: -10, above: 2 },
] as const;

export interface RandomDriverOptions {
  /** Side of the square picture in pixels; the face takes 40 to 60 % of it. */
  readonly size?: number;
  /** Light samples a picture. */
  readonly passes?: number;
}

/**
 * The specification of a set's picture number `index`: a seed, index and options always give the same one, and
 * runs of `PICTURES_A_PERSON` show one person in different postures, light and clothes.
 */
export function randomDriver(
  seed: number,
  index: number,
  { size = 320, passes = 12 }: RandomDriverOptions = {},
): DriverSpec {
  const who = mixSeed(mixSeed(seed, 68), Math.floor(index / PICTURES_A_PERSON));
  const random = randomFrom(mixSeed(mixSeed(seed, 69), index));
  const posture = randomPosture(random);
  const light = randomLight(random);
  const worn = randomWorn(random);
  const distance = random.between(45, 90);
  const share = random.between(0.4, 0.6);
  const faceLength = 20;
  const place = pick(CAMERAS, random);
  return {
    seed: who,
    frame: index % PICTURES_A_PERSON,
    person: randomPerson(randomFrom(who)),
    worn,
    posture,
    hands: randomHands(random),
    camera: {
      // Turned heads turn the body, so that a profile is not always a broken neck.
      aside: bounded(place.aside - 0.3 * posture.yaw + 7 * random.normal(), -75, 65),
      above: place.above + 5 * random.normal(),
      distance,
      fieldOfView: (2 * Math.atan(faceLength / share / 2 / distance) * 180) / Math.PI,
      headAt: [0.12 * random.normal(), 0.12 * random.normal()],
      aperture: random.between(0.05, 0.35),
      distortion: random.chance(0.5) ? random.between(-0.1, 0) : 0,
    },
    light,
    clothes: randomClothes(random),
    cabin: {
      trim: grey(random.between(0.03, 0.4)),
      seat: grey(random.between(0.015, 0.3)),
    },
    picture: randomPicture(random, light, size, passes),
  };
}

function randomPicture(
  random: Random,
  light: LightSpec,
  size: number,
  passes: number,
): PictureSpec {
  const lamp = light.lamp.strength > 0;
  const smear = () => (random.chance(0.15) ? (size / 100) * random.normal() : 0);
  return {
    width: size,
    height: size,
    passes,
    exposure: random.between(0.34, 0.64),
    noise: random.next() * random.between(1, lamp || light.sky < 0.2 ? 9 : 6),
    softness: random.between(0.3, 1.1),
    motion: [smear(), 0.5 * smear()],
    grey: lamp || random.chance(0.08),
    jpegQuality: Math.round(random.between(45, 92)),
  };
}

function randomPosture(random: Random): PostureSpec {
  // Half the heads look about freely, half stay near the road; a plain uniform would drown the frontal ones.
  const yaw = random.chance(0.5) ? random.between(-WIDEST_YAW, WIDEST_YAW) : 18 * random.normal();
  return {
    yaw: bounded(yaw, -WIDEST_YAW, WIDEST_YAW),
    pitch: bounded(11 * random.normal() - 1, -35, 30),
    roll: bounded(9 * random.normal(), -30, 30),
    gaze: {
      yaw: bounded(13 * random.normal(), -38, 38),
      pitch: random.chance(0.2)
        ? random.between(-38, -12)
        : bounded(7 * random.normal() - 2, -25, 22),
    },
    expression: randomExpression(random),
  };
}

function randomExpression(random: Random): Record<string, number> {
  const weights: Record<string, number> = {};
  const both = (name: string, weight: number) => {
    weights[`${name}_L`] = weight;
    weights[`${name}_R`] = weight;
  };
  const lids = random.next();
  if (random.chance(0.09)) {
    // A yawn: jaw down, lids nearly shut, brows up.
    weights["jawOpen"] = random.between(0.65, 1);
    both("mouthStretch", random.between(0, 0.4));
    both("browInnerUp", random.between(0.1, 0.8));
    both("eyeBlink", random.between(0.3, 1));
    return weights;
  }
  if (random.chance(0.18)) weights["jawOpen"] = random.between(0.2, 0.7);
  else if (random.chance(0.3)) weights["jawOpen"] = random.between(0.03, 0.25);
  if (random.chance(0.25)) both("mouthSmile", random.between(0.2, 0.9));
  if (random.chance(0.1)) weights["mouthPucker"] = random.between(0.2, 0.8);
  if (random.chance(0.08)) weights["mouthFunnel"] = random.between(0.2, 0.7);
  if (random.chance(0.08)) both("mouthFrown", random.between(0.2, 0.8));
  if (random.chance(0.2)) both("browInnerUp", random.between(0.2, 0.9));
  if (random.chance(0.2)) both("browDown", random.between(0.2, 0.9));
  if (random.chance(0.15)) both("cheekSquint", random.between(0.2, 0.8));
  if (lids < 0.22) both("eyeBlink", random.between(0.9, 1));
  else if (lids < 0.45) both("eyeBlink", random.between(0.1, 0.7));
  else if (lids < 0.52) both("eyeWide", random.between(0.3, 1));
  return weights;
}

function randomWorn(random: Random): WornSpec {
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

function randomClothes(random: Random): ClothesSpec {
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

function randomHands(random: Random): HandSpec[] {
  if (!random.chance(0.3)) return [];
  const side = random.chance(0.5) ? "left" : "right";
  const holding = random.next();
  const holds = holding < 0.14 ? "cup" : holding < 0.34 ? "phone" : "nothing";
  const at = holds === "cup" ? "mouth" : holds === "phone" ? "ear" : pick(HAND_PLACES, random);
  const shift = () => random.normal();
  const one: HandSpec = {
    side,
    at,
    holds,
    reach: random.chance(0.85) ? 1 : random.between(0.6, 1),
    shift: [shift(), shift(), Math.abs(0.4 * shift())],
    turn: 12 * random.normal(),
  };
  // Now and then both hands go to the face.
  if (holds !== "nothing" || !random.chance(0.12)) return [one];
  return [one, { ...one, side: side === "left" ? "right" : "left" }];
}

function randomLight(random: Random): LightSpec {
  const kind = random.next();
  const night = kind < 0.24;
  const tunnel = kind > 0.94;
  const sunny = !night && !tunnel && random.chance(0.4);
  return {
    environment: night ? "night.hdr" : pick(ENVIRONMENTS, random),
    turn: random.between(0, 360),
    sky: night ? 0.004 * 40 ** random.next() : tunnel ? 0.1 : 1,
    sun: {
      strength: sunny ? random.between(1, 7) : 0,
      azimuth: random.between(-60, 110),
      elevation: random.between(5, 36),
    },
    // Some cabins are lit in infrared by day too.
    lamp: {
      strength: night ? 1 : random.chance(0.07) ? random.between(0.3, 1) : 0,
      pupils: random.chance(0.4) ? "bright" : "dark",
    },
  };
}

function grey(level: number): Colour {
  return [level, 0.98 * level, 0.95 * level];
}
