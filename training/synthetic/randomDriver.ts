// Random drivers: whole specifications from a seed and the image's number.

import { HAND_PLACES, type HandSpec } from "../../drives/moment.ts";
import type { CameraSpec } from "../../drives/viewpoint.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { Colour, DriverInCar, ImageSpec, LightSpec } from "./driverSpec.ts";
import { bounded, pick } from "./randomChoice.ts";
import { randomCompanion } from "./randomCompanion.ts";
import { randomClothes, randomWorn } from "./randomOutfit.ts";
import { randomPerson } from "./randomPerson.ts";
import { randomPosture } from "./randomPosture.ts";

/** Consecutive images that show the same person: building a person costs more than rendering an image. */
export const IMAGES_PER_PERSON = 4;

const ENVIRONMENTS = ["city.hdr", "city.hdr", "night.hdr", "apartment.hdr", "warehouse.hdr"];
/** Camera positions, degrees to the driver's left and up: on the steering column, at the mirror, on the pillar, ahead. */
const COLUMN = { aside: 3, above: -14 } as const;
const CAMERAS = [
  COLUMN,
  { aside: -34, above: 10 },
  { aside: 38, above: 4 },
  { aside: -10, above: 2 },
] as const;

export interface RandomDriverOptions {
  /** Side of the square image in pixels; the face fills 40 to 60 % of it. */
  readonly size?: number;
  /** Render passes. */
  readonly passes?: number;
}

/**
 * The specification of image `index` of a set; the same seed, index and options always give the same one.
 * `IMAGES_PER_PERSON` consecutive images show one person in different postures, light and clothes.
 */
export function randomDriver(
  seed: number,
  index: number,
  { size = 320, passes = 12 }: RandomDriverOptions = {},
): DriverInCar {
  const who = mixSeed(mixSeed(seed, 68), Math.floor(index / IMAGES_PER_PERSON));
  const random = randomFrom(mixSeed(mixSeed(seed, 69), index));
  const posture = randomPosture(random);
  const light = randomLight(random);
  const worn = randomWorn(random);
  const distance = random.between(45, 90);
  const share = random.between(0.4, 0.6);
  const faceLength = 20;
  const place = pick(CAMERAS, random);
  const headAt = [0.12 * random.normal(), 0.12 * random.normal()] as const;
  const rim = place === COLUMN && distance > 62 && random.chance(0.45);
  const camera: CameraSpec = {
    // The body turns with the head: otherwise the neck would look broken in profiles.
    aside: bounded(place.aside - 0.3 * posture.yaw + 7 * random.normal(), -75, 65),
    above: place.above + 5 * random.normal(),
    distance,
    fieldOfView: (2 * Math.atan(faceLength / share / 2 / distance) * 180) / Math.PI,
    headAt,
    // Few passes cannot blur an object close to the lens: it would appear as several sharp copies.
    aperture: rim ? 0.05 : random.between(0.05, 0.35),
    distortion: random.chance(0.5) ? random.between(-0.1, 0) : 0,
  };
  const wheel = {
    up: rim ? rimHeight(camera, random) : 3 * random.normal(),
    ahead: 0,
    turn: random.chance(0.5) ? 4 * random.normal() : random.between(-120, 120),
  };
  return {
    seed: who,
    frame: index % IMAGES_PER_PERSON,
    person: randomPerson(randomFrom(who)),
    worn,
    posture,
    hands: randomHands(random),
    camera,
    light,
    clothes: randomClothes(random),
    cabin: {
      trim: grey(random.between(0.03, 0.4)),
      seat: grey(random.between(0.015, 0.3)),
      wheel,
    },
    ...randomCompanion(who, camera, random),
    image: randomImage(random, light, size, passes),
  };
}

/** Top of the wheel's rim in car axes: height and distance before the driver, centimetres. */
const RIM = { y: -20, z: 51.5 } as const;
/** The camera's target: height and distance before the middle of the head, centimetres. */
const AIM = { y: 0.5, z: 6 } as const;

/** Offset of a wheel whose rim crosses the image of a column camera: mostly below the chin, sometimes higher. */
function rimHeight(camera: CameraSpec, random: Random): number {
  const above = (camera.above * Math.PI) / 180;
  const lens = AIM.y + camera.distance * Math.sin(above);
  const before = AIM.z + camera.distance * Math.cos(above) - RIM.z;
  const inSight = lens - before * Math.tan(above);
  const half = before * Math.tan((camera.fieldOfView * Math.PI) / 360);
  const down =
    (random.chance(0.2) ? random.between(0.1, 0.6) : random.between(0.6, 1.1)) - camera.headAt[1];
  return inSight - down * half - RIM.y;
}

function randomImage(random: Random, light: LightSpec, size: number, passes: number): ImageSpec {
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
  // Sometimes both hands are at the face.
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
    // Some cameras use infrared light by day too.
    lamp: {
      strength: night ? 1 : random.chance(0.07) ? random.between(0.3, 1) : 0,
      pupils: random.chance(0.4) ? "bright" : "dark",
    },
  };
}

function grey(level: number): Colour {
  return [level, 0.98 * level, 0.95 * level];
}
