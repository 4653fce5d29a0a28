// Draws occluders over face photographs and flags the landmarks they hide: ground truth for occlusion.

import * as z from "zod";
import type { Frame } from "../../src/image/frame.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { Random } from "../../src/math/random.ts";
import { check, mustBe, oneOf, optionsSchema, wholeNumber } from "../../src/options.ts";
import { drawBar } from "./bar.ts";
import { drawBorder } from "./border.ts";
import { drawMask, drawScarf } from "./cloth.ts";
import { faceFrameOf } from "./faceFrame.ts";
import { drawClearGlasses, drawSunglasses, drawTintedGlasses } from "./glasses.ts";
import { drawHair } from "./hair.ts";
import { drawHand } from "./hand.ts";
import { drawCup, drawPhone } from "./held.ts";
import { alphaAt, drawLayer, type Layer } from "./layer.ts";
import { lightOf } from "./light.ts";
import { type Finish, pasteLayer } from "./paste.ts";
import { drawCutout, drawShape } from "./patch.ts";
import type { Sketch } from "./sketch.ts";

/** Kinds of occluders. */
export const OCCLUDER_KINDS = [
  "hand",
  "sunglasses",
  "clear-glasses",
  "tinted-glasses",
  "mask",
  "scarf",
  "phone",
  "cup",
  "hair",
  "bar",
  "shape",
  "cutout",
  "border",
] as const;

export type OccluderKind = (typeof OCCLUDER_KINDS)[number];

interface Occluder extends Finish {
  readonly draw: (sketch: Sketch) => void;
  /** Relative probability. */
  readonly weight: number;
  /** Drawn over the whole image, not only around the face. */
  readonly whole: boolean;
  /** A drawing that hides fewer landmarks is repeated: in most cases it misses the face. */
  readonly atLeast: number;
}

const OBJECT = { lit: true, shadow: true, whole: false, atLeast: 3 };
export const OCCLUDERS: Readonly<Record<OccluderKind, Occluder>> = {
  hand: { ...OBJECT, draw: drawHand, weight: 20 },
  sunglasses: { ...OBJECT, draw: drawSunglasses, weight: 13 },
  "clear-glasses": { ...OBJECT, draw: drawClearGlasses, weight: 6, atLeast: 0 },
  "tinted-glasses": { ...OBJECT, draw: drawTintedGlasses, weight: 3, atLeast: 0 },
  mask: { ...OBJECT, draw: drawMask, weight: 12 },
  scarf: { ...OBJECT, draw: drawScarf, weight: 6 },
  phone: { ...OBJECT, draw: drawPhone, weight: 6 },
  cup: { ...OBJECT, draw: drawCup, weight: 6 },
  hair: { ...OBJECT, draw: drawHair, weight: 8 },
  bar: { ...OBJECT, draw: drawBar, weight: 6 },
  shape: { ...OBJECT, draw: drawShape, weight: 7 },
  cutout: { ...OBJECT, draw: drawCutout, weight: 12, lit: false },
  border: { draw: drawBorder, weight: 5, lit: false, shadow: false, whole: true, atLeast: 3 },
};

const SECOND_OCCLUDER_CHANCE = 0.2;
/** A landmark is hidden where the object covers more than this share of its pixel. */
const HIDDEN_ALPHA = 0.5;
/** Largest share of hidden landmarks: enough of the face must stay visible. */
const HIDDEN_SHARE_LIMIT = 0.68;
const ATTEMPTS = 3;

const optionsToOcclude = optionsSchema({
  kinds: z.array(oneOf(...OCCLUDER_KINDS), mustBe("an array of kinds")),
  count: wholeNumber.min(0, mustBe("a whole number at least 0")),
});

export interface OccludeOptions {
  /** Photographs to cut patches from; without any, the kind "cutout" is not used. */
  readonly cutouts?: readonly Frame[];
  /** The kinds to choose from; all by default. */
  readonly kinds?: readonly OccluderKind[];
  /** Number of occluders; by default one, with a probability of 20 % two. */
  readonly count?: number;
}

/**
 * Draws random occluders over a face and flags the landmarks that they hide. The same random state gives the same image.
 *
 * @param image interleaved RGB, `width * height * 3` bytes; changed in place.
 * @param landmarks 68 points in pixels, x and y interleaved; they may lie outside the image.
 * @param occluded 68 flags, changed in place: set to 1 where an object's alpha at the landmark's rounded pixel exceeds one
 * half. Landmarks outside the image keep their flag.
 * @returns the kinds drawn, in order; empty where the face is outside the image, or no drawing within a few attempts hid
 * a sensible part of it.
 * @throws {RangeError} when a buffer's length is wrong, an option is malformed, or no kind is left to choose from.
 * @example
 * occlude(image, 256, 256, landmarks, occluded, randomFrom(1), { kinds: ["mask"] }); // ["mask"]
 */
export function occlude(
  image: Uint8Array,
  width: number,
  height: number,
  landmarks: Float32Array,
  occluded: Uint8Array,
  random: Random,
  options: OccludeOptions = {},
): OccluderKind[] {
  check(optionsToOcclude, options, "The option");
  if (image.length !== width * height * 3) {
    throw new RangeError(
      `A ${width}×${height} RGB image needs ${width * height * 3} bytes, got ${image.length}.`,
    );
  }
  if (landmarks.length !== 2 * LANDMARK_COUNT || occluded.length !== LANDMARK_COUNT) {
    throw new RangeError(
      `Expected ${2 * LANDMARK_COUNT} coordinates and ${LANDMARK_COUNT} flags, got ${landmarks.length} and ${occluded.length}.`,
    );
  }
  const { cutouts = [], kinds = OCCLUDER_KINDS } = options;
  const choice = kinds.filter((kind) => kind !== "cutout" || cutouts.length > 0);
  if (choice.length === 0) {
    throw new RangeError("No occluder kind to choose from (“cutout” needs the option `cutouts`).");
  }
  const count = options.count ?? (random.chance(SECOND_OCCLUDER_CHANCE) ? 2 : 1);
  const face = faceFrameOf(landmarks);
  const light = lightOf(image, width, height, face);
  const scene = { random, face, light, image: { image, width, height }, cutouts };
  const drawn: OccluderKind[] = [];
  for (let i = 0; i < count; i++) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const kind = pickKind(random, choice, drawn);
      const occluder = OCCLUDERS[kind];
      const layer = drawLayer(occluder.draw, scene, occluder.whole);
      if (layer === undefined) return drawn;
      const hidden = hiddenBy(layer, landmarks, width, height);
      const total = occluded.reduce((sum, flag, k) => sum + (flag | hidden[k]), 0);
      const fresh = hidden.reduce((sum, flag) => sum + flag, 0);
      if (fresh < occluder.atLeast || total > HIDDEN_SHARE_LIMIT * LANDMARK_COUNT) continue;
      pasteLayer(image, width, layer, face, light, occluder, random);
      hidden.forEach((flag, k) => {
        if (flag === 1) occluded[k] = 1;
      });
      drawn.push(kind);
      break;
    }
  }
  return drawn;
}

/** A random kind by weight; kinds that are drawn already only where there is no other. */
function pickKind(
  random: Random,
  kinds: readonly OccluderKind[],
  drawn: readonly OccluderKind[],
): OccluderKind {
  const fresh = kinds.filter((kind) => !drawn.includes(kind));
  const choice = fresh.length > 0 ? fresh : kinds;
  let at = random.next() * choice.reduce((sum, kind) => sum + OCCLUDERS[kind].weight, 0);
  for (const kind of choice) {
    at -= OCCLUDERS[kind].weight;
    if (at < 0) return kind;
  }
  return choice[choice.length - 1];
}

/** 1 for each landmark whose rounded pixel lies in the image and under the layer. */
function hiddenBy(
  layer: Layer,
  landmarks: Float32Array,
  width: number,
  height: number,
): Uint8Array {
  const hidden = new Uint8Array(LANDMARK_COUNT);
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    const x = Math.round(landmarks[2 * k]);
    const y = Math.round(landmarks[2 * k + 1]);
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    if (alphaAt(layer, x, y) > HIDDEN_ALPHA) hidden[k] = 1;
  }
  return hidden;
}
