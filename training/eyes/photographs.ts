// Samples cut from photographs with 68 landmarks: open and closed eyes in daylight, hidden eyes, places without an eye.

import {
  cutGrey,
  EYE_CORNERS,
  EYE_MARGIN,
  eyeTransform,
  eyeWidth,
} from "../../src/eyes/eyeCrop.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Affine, composeAffine, type Point } from "../../src/image/geometry.ts";
import { landmarkAt } from "../../src/landmarks/scheme68.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { Occluder } from "../landmarks/augment.ts";
import type { LandmarkSample } from "../landmarks/dataset.ts";
import { occludePhotograph } from "../landmarks/occludePhotograph.ts";
import { CROP_SIDE, type EyePatch, type EyeSample } from "./source.ts";

/** Side of a patch with a margin of a quarter crop on each side. */
const PATCH_SIDE = 96;

/** Thresholds on the annotated lids that label an eye as closed or open. */
export interface LidLabels {
  /** Closed up to this eye aspect ratio. Null where a set's annotation is too coarse. */
  readonly closedBelow: number | null;
  /** Open from this eye aspect ratio. */
  readonly openAbove: number;
  /** Smaller eyes (pixels between the corners) are not labelled. */
  readonly leastWidth: number;
}

/** The eye aspect ratio of annotated landmarks: distance of the lids ÷ distance of the corners. */
export function annotatedOpening(landmarks: readonly Point[], eye: "left" | "right"): number {
  const [first, last] = EYE_CORNERS[eye];
  const between = (p: number, q: number) =>
    distance(landmarkAt(landmarks, p), landmarkAt(landmarks, q));
  const lids = (between(first + 1, first + 5) + between(first + 2, first + 4)) / 2;
  return lids / between(first, last);
}

/** Whether the annotated lids label an eye as open; null between the thresholds and for small eyes. */
export function labelOfLids(
  landmarks: readonly Point[],
  eye: "left" | "right",
  { closedBelow, openAbove, leastWidth }: LidLabels,
): boolean | null {
  if (!(eyeWidth(landmarks, eye) >= leastWidth)) return null;
  const opening = annotatedOpening(landmarks, eye);
  if (opening >= openAbove) return true;
  return closedBelow !== null && opening <= closedBelow ? false : null;
}

/** Eyes of a photograph with labels from their lids; without eyes that have no label or are known to be partly hidden. */
export function eyesOfPhotograph(sample: LandmarkSample, labels: LidLabels): EyeSample[] {
  return EYES.flatMap((eye): EyeSample[] => {
    const open = labelOfLids(sample.landmarks, eye, labels);
    const [first] = EYE_CORNERS[eye];
    const partlyHidden = sample.occluded?.slice(first, first + 6).some((flag) => flag) ?? false;
    if (open === null || partlyHidden) return [];
    const patch = patchAround(sample.frame, sample.landmarks, eye);
    return patch === null ? [] : [{ patch, open, seen: true }];
  });
}

/**
 * Eyes that are wholly hidden, by drawn objects or as known, and one place of the photograph without an eye: the network
 * must distinguish these from closed eyes.
 */
export function hiddenEyesOfPhotograph(
  sample: LandmarkSample,
  occluder: Occluder,
  seed: number,
  index: number,
): EyeSample[] {
  const { frame, landmarks } = sample;
  const occluded = occludePhotograph(sample, { occluder, seed }, index);
  const hidden = hiddenEyes({ ...occluded, landmarks });
  const elsewhere = awayFromEyes(landmarks, randomFrom(mixSeed(seed, index, 0x656c7365)));
  const patch = elsewhere === null ? null : patchBetween(frame, elsewhere.from, elsewhere.to);
  return patch === null ? hidden : [...hidden, { patch, open: null, seen: false }];
}

/** Eyes whose landmarks are all known to be hidden. */
export function hiddenEyes({ frame, landmarks, occluded = [] }: LandmarkSample): EyeSample[] {
  return EYES.flatMap((eye): EyeSample[] => {
    const [first] = EYE_CORNERS[eye];
    const flags = occluded.slice(first, first + 6);
    const covered = flags.length > 0 && flags.every((flag) => flag);
    const patch = covered ? patchAround(frame, landmarks, eye) : null;
    return patch === null ? [] : [{ patch, open: null, seen: false }];
  });
}

const EYES = ["left", "right"] as const;

function patchAround(
  frame: Frame,
  landmarks: readonly Point[],
  eye: "left" | "right",
): EyePatch | null {
  const [first, last] = EYE_CORNERS[eye];
  return patchBetween(frame, landmarkAt(landmarks, first), landmarkAt(landmarks, last));
}

function patchBetween(frame: Frame, from: Point, to: Point): EyePatch | null {
  const toCrop = eyeTransform(from, to, CROP_SIDE);
  if (toCrop === null) return null;
  const margin = (PATCH_SIDE - CROP_SIDE) / 2;
  const toPatch: Affine = composeAffine(toCrop, { a: 1, b: 0, c: margin, d: 0, e: 1, f: margin });
  return { side: PATCH_SIDE, grey: cutGrey(frame, toPatch, PATCH_SIDE) };
}

/** The "corners" of a random place on the face, randomly turned, without an eye in the middle of its patch. */
function awayFromEyes(
  landmarks: readonly Point[],
  random: Random,
): { readonly from: Point; readonly to: Point } | null {
  const width = (eyeWidth(landmarks, "left") + eyeWidth(landmarks, "right")) / 2;
  const centres = EYES.map((eye) => {
    const [first, last] = EYE_CORNERS[eye];
    const [p, q] = [landmarkAt(landmarks, first), landmarkAt(landmarks, last)];
    return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
  });
  for (let tried = 0; tried < 20; tried++) {
    const near = landmarkAt(landmarks, random.below(landmarks.length));
    const x = near.x + random.normal() * width;
    const y = near.y + random.normal() * width;
    // At least half a crop away, so that an eye is at the patch's border at most.
    if (centres.some((eye) => distance(eye, { x, y }) < (EYE_MARGIN / 2) * width)) continue;
    const angle = random.between(-Math.PI, Math.PI) / 4;
    const half = (width / 2) * random.between(0.7, 1.3);
    const dx = Math.cos(angle) * half;
    const dy = Math.sin(angle) * half;
    return { from: { x: x - dx, y: y - dy }, to: { x: x + dx, y: y + dy } };
  }
  return null;
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
