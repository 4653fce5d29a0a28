// Random close-ups of eyes: whole specifications with known gaze and lids, from a seed and the image's number.

import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { DriverSpec, PostureSpec, WornSpec } from "./driverSpec.ts";
import { bounded, pick } from "./randomChoice.ts";
import type { RandomDriverOptions } from "./randomDriver.ts";
import { randomDriver } from "./randomDriver.ts";
import { NOTHING_WORN } from "./randomOutfit.ts";
import { randomPerson } from "./randomPerson.ts";

/** Consecutive close-ups that show the same person, and those of them in the same light and clothes. */
export const CLOSE_UPS_PER_PERSON = 8;
const CLOSE_UPS_PER_SCENE = 4;

/** Largest angles of the close-ups, degrees. */
const WIDEST = { headYaw: 60, gazeYaw: 38, gazeUp: 28, gazeDown: 36 } as const;

/**
 * The specification of close-up `index` of a set: both eyes, brows and cheeks, `size` pixels wide. The same seed, index and
 * options always give the same one. Only head, gaze and lids change within a scene, because light and clothes cost more.
 */
export function randomEyes(
  seed: number,
  index: number,
  { size = 192, passes = 2 }: RandomDriverOptions = {},
): DriverSpec {
  const who = mixSeed(mixSeed(seed, 70), Math.floor(index / CLOSE_UPS_PER_PERSON));
  const scene = Math.floor(index / CLOSE_UPS_PER_SCENE);
  // Everything that stays the same within a scene comes from a random driver with the scene's number.
  const base = randomDriver(mixSeed(seed, 71), scene, { size, passes });
  const common = randomFrom(mixSeed(mixSeed(seed, 72), scene));
  const random = randomFrom(mixSeed(mixSeed(seed, 73), index));
  const { fringe: _, ...hair } = randomPerson(randomFrom(who)).hair;
  const person = randomPerson(randomFrom(who));
  // Bright pupils belong to the person's textures: all scenes of a person have the same kind.
  const lamp = {
    ...base.light.lamp,
    pupils: who % 3 === 0 ? ("bright" as const) : ("dark" as const),
  };
  const distance = random.between(40, 90);
  const halfHeight = random.between(3.6, 5);
  return {
    seed: who,
    frame: index % CLOSE_UPS_PER_PERSON,
    person: common.chance(0.85) ? { ...person, hair } : person,
    worn: eyeWear(base.worn, common),
    posture: eyePosture(random),
    hands: random.chance(0.04) ? base.hands : [],
    camera: {
      ...base.camera,
      distance,
      fieldOfView: (2 * Math.atan(halfHeight / distance) * 180) / Math.PI,
      headAt: [0, 0],
      aperture: random.between(0, 0.2),
      distortion: 0,
    },
    light: { ...base.light, lamp },
    clothes: base.clothes,
    cabin: base.cabin,
    image: {
      ...base.image,
      width: size,
      height: Math.round((7 * size) / 12),
      exposure: random.between(0.3, 0.66),
      noise: random.next() * random.between(1, 7),
      softness: random.between(0.3, 1.3),
      motion: [0, 0],
      jpegQuality: Math.round(random.between(60, 94)),
      centre: "eyes",
    },
  };
}

/** Glasses more often than in whole faces; masks and scarves do not reach the eyes. */
function eyeWear({ hat }: WornSpec, random: Random): WornSpec {
  const kind = random.next();
  return {
    ...NOTHING_WORN,
    hat,
    glasses: kind < 0.04 ? "sun" : kind < 0.08 ? "tinted" : kind < 0.38 ? "clear" : "none",
  };
}

function eyePosture(random: Random): PostureSpec {
  const { headYaw, gazeYaw, gazeUp, gazeDown } = WIDEST;
  const kind = random.next();
  const lids = LIDS.find(({ upTo }) => kind < upTo) ?? LIDS[0];
  const down = lids.looksDown && random.chance(0.6);
  return {
    yaw: bounded(
      random.chance(0.3) ? random.between(-headYaw, headYaw) : 16 * random.normal(),
      -headYaw,
      headYaw,
    ),
    pitch: bounded(11 * random.normal(), -35, 30),
    roll: bounded(8 * random.normal(), -30, 30),
    gaze: {
      yaw: random.chance(0.65)
        ? random.between(-gazeYaw, gazeYaw)
        : bounded(11 * random.normal(), -gazeYaw, gazeYaw),
      pitch: down
        ? random.between(-gazeDown, -8)
        : random.chance(0.45)
          ? random.between(-gazeDown, gazeUp)
          : bounded(9 * random.normal(), -gazeDown, gazeUp),
    },
    expression: lids.expression(random),
  };
}

type Weights = Record<string, number>;

const both = (name: string, weight: number): Weights => ({
  [`${name}_L`]: weight,
  [`${name}_R`]: weight,
});

/** Brows and mouth, which also move the skin around the eyes. */
function restOfFace(random: Random): Weights {
  return {
    ...(random.chance(0.2) ? both("browInnerUp", random.between(0.2, 0.9)) : {}),
    ...(random.chance(0.15) ? both("browOuterUp", random.between(0.2, 0.9)) : {}),
    ...(random.chance(0.25) ? both("browDown", random.between(0.2, 1)) : {}),
    ...(random.chance(0.15) ? both("mouthSmile", random.between(0.2, 0.6)) : {}),
    ...(random.chance(0.2) ? { jawOpen: random.between(0.1, 0.7) } : {}),
  };
}

const squint = (random: Random): Weights => ({
  ...both("eyeSquint", random.between(0.4, 1)),
  ...both("cheekSquint", random.between(0.3, 1)),
  ...both("browDown", random.between(0, 1)),
});
const laugh = (random: Random): Weights => ({
  ...both("mouthSmile", random.between(0.5, 1)),
  ...both("cheekSquint", random.between(0.5, 1)),
  ...both("cheekRaiser", random.between(0.2, 1)),
  ...both("eyeSquint", random.between(0.2, 1)),
  jawOpen: random.between(0, 0.7),
  ...both("eyeBlink", random.chance(0.25) ? random.between(0.92, 1) : random.between(0, 0.5)),
});

/** What the lids do, with cumulative shares. */
const LIDS: readonly {
  readonly upTo: number;
  readonly looksDown: boolean;
  readonly expression: (random: Random) => Weights;
}[] = [
  {
    upTo: 0.53,
    looksDown: false,
    expression: (random) => ({
      ...restOfFace(random),
      ...both("eyeBlink", Math.max(0, random.between(-0.1, 0.25))),
      ...both("eyeSquint", random.chance(0.3) ? random.between(0, 0.4) : 0),
    }),
  },
  {
    upTo: 0.66,
    looksDown: true,
    expression: (random) => ({
      ...restOfFace(random),
      ...both("eyeBlink", random.between(0.2, 0.75)),
    }),
  },
  {
    upTo: 0.77,
    looksDown: false,
    expression: (random) => ({
      ...restOfFace(random),
      ...both("eyeBlink", random.between(0.92, 1)),
      ...(random.chance(0.3) ? both("eyeSquint", random.between(0.2, 1)) : {}),
    }),
  },
  {
    upTo: 0.87,
    looksDown: false,
    expression: (random) => ({ ...restOfFace(random), ...squint(random) }),
  },
  { upTo: 0.96, looksDown: false, expression: laugh },
  {
    upTo: 1,
    looksDown: false,
    expression: (random) => ({
      ...restOfFace(random),
      ...both("eyeWide", pick([0.3, 0.6, 1], random)),
    }),
  },
];
