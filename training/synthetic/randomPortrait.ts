// Random portraits: people as photographers and passers-by take them, without a car. The panorama itself is the background.

import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { DriverSpec, LightSpec, PostureSpec, WornSpec } from "./driverSpec.ts";
import { bounded, pick } from "./randomChoice.ts";
import { type RandomDriverOptions, randomDriver } from "./randomDriver.ts";
import { randomExpression } from "./randomExpression.ts";
import { NOTHING_WORN, randomWorn } from "./randomOutfit.ts";
import { randomPerson } from "./randomPerson.ts";
import { WIDEST_YAW } from "./randomPosture.ts";

/** Consecutive portraits that show the same person; fewer than of drivers, because variety of people counts most. */
export const PORTRAITS_PER_PERSON = 3;

const ENVIRONMENTS = [
  "city.hdr",
  "city.hdr",
  "apartment.hdr",
  "warehouse.hdr",
  "studio.hdr",
  "night.hdr",
];

/** Face length in centimetres, from brows to chin with a margin: it sets the field of view. */
const FACE_LENGTH = 20;

/**
 * The specification of portrait `index` of a set; the same seed, index and options always give the same one. Compared with
 * `randomDriver`: no car, longer lenses, light from all sides, flash, stronger and one-sided expressions, fewer things
 * before the face.
 */
export function randomPortrait(
  seed: number,
  index: number,
  { size = 256, passes = 2 }: RandomDriverOptions = {},
): DriverSpec {
  const who = mixSeed(mixSeed(seed, 74), Math.floor(index / PORTRAITS_PER_PERSON));
  const base = randomDriver(mixSeed(seed, 75), index, { size, passes });
  const random = randomFrom(mixSeed(mixSeed(seed, 76), index));
  const posture = portraitPosture(random);
  const light = portraitLight(random);
  const distance = 45 * (320 / 45) ** random.next();
  const share = random.between(0.46, 0.66);
  const infrared = light.lamp.strength > 0 && light.sky < 0.05;
  return {
    seed: who,
    frame: index % PORTRAITS_PER_PERSON,
    person: randomPerson(randomFrom(who)),
    worn: portraitWear(random),
    posture,
    hands: random.chance(0.35) ? base.hands : [],
    camera: {
      aside: bounded(-0.35 * posture.yaw + 8 * random.normal(), -80, 80),
      above: bounded(7 * random.normal(), -40, 40),
      distance,
      fieldOfView: (2 * Math.atan(FACE_LENGTH / share / 2 / distance) * 180) / Math.PI,
      headAt: [0.08 * random.normal(), 0.08 * random.normal()],
      // The mask of the person has no soft edge.
      aperture: 0.03,
      distortion: 0,
    },
    light,
    clothes: { ...base.clothes, belt: false },
    cabin: null,
    image: {
      ...base.image,
      // Often fewer passes: one hard light and its shadow, as in sunlight or by a flash.
      passes: random.chance(0.3) ? 1 : passes,
      exposure: random.between(0.3, 0.7),
      noise: random.chance(0.5) ? 0 : random.between(0.5, 5),
      softness: random.between(0.2, 0.8),
      motion: [0, 0],
      grey: infrared || random.chance(0.07),
      jpegQuality: Math.round(random.between(78, 95)),
    },
  };
}

function portraitPosture(random: Random): PostureSpec {
  const yaw = random.chance(0.4) ? random.between(-WIDEST_YAW, WIDEST_YAW) : 18 * random.normal();
  return {
    yaw: bounded(yaw, -WIDEST_YAW, WIDEST_YAW),
    pitch: bounded(12 * random.normal() - 1, -40, 35),
    roll: bounded(10 * random.normal(), -35, 35),
    gaze: {
      yaw: bounded(14 * random.normal(), -38, 38),
      pitch: bounded(9 * random.normal() - 3, -36, 26),
    },
    expression: randomExpression(random),
  };
}

function portraitWear(random: Random): WornSpec {
  const { hat, scarf, mask } = randomWorn(random);
  const glasses = random.next();
  return {
    ...NOTHING_WORN,
    hat,
    glasses: glasses < 0.08 ? "sun" : glasses < 0.11 ? "tinted" : glasses < 0.33 ? "clear" : "none",
    mask: random.chance(0.4) ? mask : null,
    scarf: random.chance(0.5) ? scarf : null,
  };
}

/** Daylight, studio, night, a flash beside the camera, or an infrared lamp in the dark. */
function portraitLight(random: Random): LightSpec {
  const kind = random.next();
  const infrared = kind < 0.08;
  const flash = kind > 0.8;
  const sunny = !infrared && random.chance(0.35);
  return {
    environment: pick(ENVIRONMENTS, random),
    turn: random.between(0, 360),
    sky: infrared ? 0.004 * 10 ** random.next() : flash ? random.between(0.06, 1) : 1,
    sun: {
      strength: sunny ? 0.5 * 14 ** random.next() : 0,
      azimuth: random.between(-130, 130),
      elevation: random.between(-5, 75),
    },
    lamp: {
      strength: infrared ? 1 : flash ? random.between(0.3, 1.2) : 0,
      pupils: infrared && random.chance(0.4) ? "bright" : "dark",
    },
  };
}
