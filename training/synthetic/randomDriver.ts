// Draws random drivers: everything a picture specification holds, from one seed.

import { mixSeed, type Random, randomFrom } from "../random.ts";
import type {
  Colour,
  DriverSpec,
  LightSpec,
  PersonSpec,
  PostureSpec,
  WornSpec,
} from "./driverSpec.ts";

/** The widest yaw drawn, in degrees; beyond it half of the 68 points have no place in a picture. */
export const WIDEST_YAW = 75;

const IDENTITY_SHAPES = 100;

/** Linear RGB of skins from pale to dark. */
const SKINS: readonly Colour[] = [
  [0.66, 0.43, 0.33],
  [0.56, 0.33, 0.235],
  [0.46, 0.265, 0.175],
  [0.34, 0.18, 0.11],
  [0.21, 0.1, 0.058],
  [0.11, 0.052, 0.031],
];
const HAIRS: readonly Colour[] = [
  [0.012, 0.009, 0.008],
  [0.03, 0.017, 0.01],
  [0.075, 0.04, 0.02],
  [0.2, 0.12, 0.055],
  [0.16, 0.05, 0.02],
  [0.3, 0.29, 0.28],
];
const IRISES: readonly Colour[] = [
  [0.05, 0.025, 0.012],
  [0.1, 0.05, 0.02],
  [0.11, 0.09, 0.035],
  [0.09, 0.13, 0.07],
  [0.1, 0.17, 0.24],
];
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
];
const ENVIRONMENTS = ["city.hdr", "city.hdr", "night.hdr", "apartment.hdr", "warehouse.hdr"];

export interface RandomDriverOptions {
  /** Side of the square picture in pixels; the face takes 40 to 60 % of it. */
  readonly size?: number;
  /** Light samples a picture. */
  readonly passes?: number;
}

/** A random driver's picture specification; the same seed and options give the same one. */
export function randomDriver(
  seed: number,
  { size = 320, passes = 12 }: RandomDriverOptions = {},
): DriverSpec {
  const random = randomFrom(mixSeed(seed, 68));
  const posture = randomPosture(random);
  const distance = random.between(45, 90);
  const share = random.between(0.4, 0.6);
  const faceLength = 20;
  return {
    seed: mixSeed(seed, 1),
    frame: 0,
    person: randomPerson(random),
    worn: randomWorn(random),
    posture,
    hands: [],
    camera: {
      // The body stays roughly half way between the camera's axis and where the head points.
      aside: -0.4 * posture.yaw + 12 * random.normal(),
      above: random.between(-15, 20),
      distance,
      fieldOfView: (2 * Math.atan(faceLength / share / 2 / distance) * 180) / Math.PI,
      headAt: [0.12 * random.normal(), 0.12 * random.normal()],
      aperture: random.between(0.05, 0.35),
      distortion: 0,
    },
    light: randomLight(random),
    clothes: { colour: varied(pick(CLOTHES, random), random), belt: random.chance(0.8) },
    cabin: {
      trim: grey(random.between(0.04, 0.4)),
      seat: grey(random.between(0.02, 0.3)),
    },
    picture: {
      width: size,
      height: size,
      passes,
      exposure: random.between(0.32, 0.62),
      noise: random.between(0, 5),
      softness: random.between(0.3, 1.2),
      motion: [0, 0],
      grey: random.chance(0.2),
      jpegQuality: Math.round(random.between(55, 92)),
    },
  };
}

/** A person's shape and colours. */
export function randomPerson(random: Random): PersonSpec {
  const tone = random.between(0, SKINS.length - 1);
  const low = Math.floor(tone);
  const skin = mixed(at(SKINS, low), at(SKINS, Math.min(SKINS.length - 1, low + 1)), tone - low);
  // Dark skins go with dark hair, or grey.
  const hair = tone > 2.5 && random.chance(0.9) ? at(HAIRS, 0) : pick(HAIRS, random);
  const bald = random.chance(0.08);
  return {
    identity: Array.from({ length: IDENTITY_SHAPES }, () => 0.8 * random.normal()),
    skin: {
      colour: varied(skin, random),
      unevenness: random.next(),
      flush: random.between(0.1, 0.9),
      roughness: random.between(0.32, 0.55),
      stubble: random.chance(0.4) ? random.between(0.3, 1) : 0,
      lips: random.next(),
    },
    hair: {
      colour: varied(hair, random),
      length: bald ? 0 : random.between(0.5, 3.6),
      recession: random.chance(0.3) ? random.between(0.5, 3) : 0,
      disorder: random.next(),
    },
    brows: { thickness: random.between(0.7, 1.35), density: random.between(0.5, 1.2) },
    beard: { length: 0, fullness: 0 },
    makeUp: 0,
    iris: tone > 2.5 ? at(IRISES, 0) : pick(IRISES, random),
  };
}

function randomPosture(random: Random): PostureSpec {
  // Half the heads look about freely, half stay near the road; a plain uniform would drown the frontal ones.
  const yaw = random.chance(0.5) ? random.between(-WIDEST_YAW, WIDEST_YAW) : 18 * random.normal();
  return {
    yaw: Math.max(-WIDEST_YAW, Math.min(WIDEST_YAW, yaw)),
    pitch: Math.max(-35, Math.min(30, 11 * random.normal() - 2)),
    roll: Math.max(-30, Math.min(30, 9 * random.normal())),
    gaze: { yaw: 14 * random.normal(), pitch: Math.max(-40, 8 * random.normal() - 3) },
    expression: randomExpression(random),
  };
}

function randomExpression(random: Random): Record<string, number> {
  const weights: Record<string, number> = {};
  const both = (name: string, weight: number) => {
    weights[`${name}_L`] = weight;
    weights[`${name}_R`] = weight;
  };
  if (random.chance(0.22)) weights["jawOpen"] = random.between(0.3, 0.9);
  else if (random.chance(0.3)) weights["jawOpen"] = random.between(0.03, 0.25);
  if (random.chance(0.25)) both("mouthSmile", random.between(0.2, 0.9));
  if (random.chance(0.12)) weights["mouthPucker"] = random.between(0.2, 0.8);
  if (random.chance(0.2)) both("browInnerUp", random.between(0.2, 0.9));
  if (random.chance(0.2)) both("browDown", random.between(0.2, 0.9));
  const lids = random.next();
  if (lids < 0.2) both("eyeBlink", random.between(0.85, 1));
  else if (lids < 0.45) both("eyeBlink", random.between(0.15, 0.6));
  else if (lids < 0.55) both("eyeWide", random.between(0.3, 1));
  return weights;
}

function randomWorn(random: Random): WornSpec {
  const glasses = random.next();
  return {
    glasses: glasses < 0.18 ? "sun" : glasses < 0.45 ? "clear" : "none",
    mask: random.chance(0.14) ? pick(MASKS, random) : null,
    hat: null,
    scarf: null,
  };
}

function randomLight(random: Random): LightSpec {
  return {
    environment: pick(ENVIRONMENTS, random),
    turn: random.between(0, 360),
    sky: 1,
    lamp: { strength: 0, pupils: "dark" },
    sun: {
      strength: random.chance(0.35) ? random.between(1, 6) : 0,
      azimuth: random.between(-60, 110),
      elevation: random.between(5, 36),
    },
  };
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}

function pick<T>(items: readonly T[], random: Random): T {
  return at(items, random.below(items.length));
}

function grey(level: number): Colour {
  return [level, 0.98 * level, 0.95 * level];
}

function varied(colour: Colour, random: Random): Colour {
  const brightness = random.between(0.85, 1.15);
  const shift = () => brightness * random.between(0.94, 1.06);
  return [colour[0] * shift(), colour[1] * shift(), colour[2] * shift()];
}

function mixed(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
