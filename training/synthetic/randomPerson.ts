// Random people: shape of the head, skin, hair, brows, beard and make-up.

import type { Random } from "../../src/math/random.ts";
import {
  ABOVE_EYES,
  type Colour,
  HAIR_MESHES,
  type HairMesh,
  type PersonSpec,
} from "./driverSpec.ts";
import { mixed, pick, varied } from "./randomChoice.ts";

const IDENTITY_SHAPES = 100;

/** Skin colours from pale to dark, linear RGB. */
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
  [0.16, 0.085, 0.035],
];
/** Grey hair, for old people only. */
const GREYS: readonly Colour[] = [
  [0.08, 0.076, 0.072],
  [0.2, 0.195, 0.19],
];
const IRISES: readonly Colour[] = [
  [0.05, 0.025, 0.012],
  [0.1, 0.05, 0.02],
  [0.11, 0.09, 0.035],
  [0.09, 0.13, 0.07],
  [0.1, 0.17, 0.24],
];

/** Share of people with a hair mesh whose hair hides one or both eyes. */
const EYES_HIDDEN_SHARE = 0.2;

/** A random hair mesh; the one that hides an eye is less frequent. */
function meshOf(meshes: readonly HairMesh[], random: Random): HairMesh {
  const first = pick(meshes, random);
  return first === "bob02" && random.chance(0.7) ? pick(meshes, random) : first;
}

/** A random person. */
export function randomPerson(random: Random): PersonSpec {
  const tone = random.between(0, SKINS.length - 1);
  const low = Math.floor(tone);
  const skin = mixed(SKINS[low], SKINS[Math.min(SKINS.length - 1, low + 1)], tone - low);
  const age = random.chance(0.5) ? random.between(0, 0.4) : random.next();
  // Dark skin implies dark hair.
  const young = tone > 2.5 ? HAIRS[0] : pick(HAIRS, random);
  const hair = age > 0.62 && random.chance(0.6) ? pick(GREYS, random) : young;
  const bald = random.chance(0.07);
  const male = random.chance(0.55);
  const bearded = male && random.chance(0.35);
  const short = male && random.chance(0.75);
  const meshes = HAIR_MESHES.filter((name) => !short || name.startsWith("short"));
  const person: PersonSpec = {
    identity: Array.from({ length: IDENTITY_SHAPES }, () => 0.8 * random.normal()),
    skin: {
      colour: varied(skin, random),
      unevenness: random.next(),
      flush: random.between(0.1, 0.9),
      roughness: random.between(0.44, 0.64),
      stubble: male && random.chance(0.6) ? random.between(0.3, 1) : 0,
      lips: random.next(),
      age,
    },
    hair: {
      style: bald || random.chance(0.35) ? "cropped" : meshOf(meshes, random),
      colour: varied(hair, random),
      length: bald ? 0 : random.between(0.3, 2),
      recession: male && random.chance(0.2 + 0.6 * age) ? random.between(0.5, 1.5 + 2 * age) : 0,
      disorder: random.next(),
    },
    brows: { thickness: random.between(0.7, 1.35), density: random.between(0.5, 1.2) },
    beard: bearded
      ? { length: 0.15 + 1.4 * random.next() ** 2, fullness: random.next() }
      : { length: 0, fullness: 0 },
    makeUp: !male && random.chance(0.5) ? random.between(0.2, 1) : 0,
    iris: tone > 2.5 ? IRISES[0] : pick(IRISES, random),
  };
  // Drawn last, so that it does not change the other properties of a seed's people.
  if (person.hair.style === "cropped" || !random.chance(EYES_HIDDEN_SHARE)) return person;
  return { ...person, hair: { ...person.hair, fringe: randomFringe(random) } };
}

/** A fringe that hides one or both eyes. */
function randomFringe(random: Random): readonly [left: number, right: number] {
  const over = random.between(-3, 3.2);
  if (random.chance(0.5)) return [over, over];
  return random.chance(0.5) ? [over, ABOVE_EYES] : [ABOVE_EYES, over];
}
