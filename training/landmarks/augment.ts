// One training sample from one annotated photograph: a jittered face window, occluders, changed light and camera.

import type { Frame } from "../../src/image/frame.ts";
import { type Affine, composeAffine, transformPoint } from "../../src/image/geometry.ts";
import { warpRgb } from "../../src/image/warp.ts";
import {
  type FaceWindow,
  faceBoxOf,
  WINDOW_SIZE,
  windowOfBox,
  windowOfLandmarks,
  windowTransform,
} from "../../src/landmarks/faceWindow.ts";
import { FLIP_PERMUTATION, LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { Random } from "../../src/math/random.ts";
import { blackOutside, cutAtBorder } from "../imaging/imageBorder.ts";
import { paintScenery, replaceBackground } from "../imaging/scenery.ts";
import { changeStyle } from "../imaging/style.ts";
import type { OccluderKind } from "../occluders/index.ts";
import type { LandmarkSample } from "./dataset.ts";
import { photometric } from "./photometric.ts";

/** A face window: the network's input and what its target maps are made from. */
export interface LandmarkWindow {
  /** Interleaved RGB, 256 × 256 × 3. */
  readonly image: Uint8Array;
  /** x and y of the 68 landmarks in window pixels, interleaved; some may lie outside the window. */
  readonly landmarks: Float32Array;
  /** 1 where a landmark is hidden or lies outside the image or the window, else 0. */
  readonly occluded: Uint8Array;
  /** 1 where nobody knows whether the landmark is hidden: its map is left out of the loss. Else 0. */
  readonly unknown: Uint8Array;
}

/**
 * Draws objects over a window in place and sets the flags of the landmarks that they hide. Flags are never cleared.
 */
export type Occluder = (
  image: Uint8Array,
  width: number,
  height: number,
  landmarks: Float32Array,
  occluded: Uint8Array,
  random: Random,
) => void;

/** Strength of the augmentation. All are probabilities in 0..1 unless stated otherwise. */
export interface AugmentOptions {
  readonly mirror: number;
  /** The window is placed by the landmarks, as in the second inference pass, instead of by a face box. */
  readonly landmarkWindow: number;
  /** The rotation is uniform in ±45° instead of normal around upright. */
  readonly wideRotation: number;
  /** Objects are drawn over the face. */
  readonly occlude: number;
  /** The photograph is cut so that part of the face lies outside the image. */
  readonly cut: number;
  /** Multiplies the probability of every change of light and camera; 0 disables them. */
  readonly photometric: number;
  /** Probability of a low-resolution camera; by default it follows from `photometric`. */
  readonly lowResolution?: number;
  /** The background is replaced where a mask tells it; 0 by default. */
  readonly background?: number;
  /** Changes of style: colours, texture, uneven light (`changeStyle`); 0 by default. */
  readonly style?: number;
  /** Kinds of the objects; all by default. */
  readonly occluders?: readonly OccluderKind[];
}

export const DEFAULT_AUGMENT: AugmentOptions = {
  mirror: 0.5,
  landmarkWindow: 0.35,
  wideRotation: 0.3,
  occlude: 0.5,
  cut: 0.06,
  photometric: 1,
};

const RADIANS = Math.PI / 180;
const ROTATION_DEVIATION = 12 * RADIANS;
const ROTATION_LIMIT = 45 * RADIANS;
// Deviation of a face detector's boxes from the ground truth.
const SHIFT_DEVIATION = 0.05;
const SHIFT_LIMIT = 0.14;
const SCALE_DEVIATION = 0.08;
const SCALE_RANGE = [0.78, 1.28] as const;
/** x → 255 − x: mirrors the window. */
const MIRROR: Affine = { a: -1, b: 0, c: WINDOW_SIZE - 1, d: 0, e: 1, f: 0 };

/**
 * Makes one augmented training window. All randomness comes from `random`, in one fixed order.
 *
 * @param occluder draws the objects; without it, only the borders hide landmarks.
 * @param frames images that backgrounds are taken from.
 */
export function augment(
  sample: LandmarkSample,
  random: Random,
  options: AugmentOptions = DEFAULT_AUGMENT,
  occluder?: Occluder,
  frames: readonly Frame[] = [],
): LandmarkWindow {
  const cut = random.chance(options.cut) ? cutAtBorder(sample, random) : sample;
  const { frame, landmarks } = cut;
  const base = random.chance(options.landmarkWindow)
    ? windowOfLandmarks(landmarks)
    : windowOfBox(faceBoxOf(landmarks));
  const toWindow = windowTransform(jitter(base, random, options.wideRotation));
  const mirrored = random.chance(options.mirror);
  const transform = mirrored ? composeAffine(toWindow, MIRROR) : toWindow;
  const window = cutWindow(cut, transform, mirrored);
  const { image, occluded } = window;
  // A cut face has a border, which a new background would hide.
  const mask = cut === sample ? sample.mask : undefined;
  const replacing =
    mask !== undefined && options.background !== undefined && random.chance(options.background);
  if (replacing) {
    const scenery = paintScenery(WINDOW_SIZE, frames, random);
    replaceBackground(image, warpRgb(mask, transform, WINDOW_SIZE, WINDOW_SIZE), scenery);
  }
  const painting = random.chance(options.occlude);
  if (painting && occluder) {
    occluder(image, WINDOW_SIZE, WINDOW_SIZE, window.landmarks, occluded, random);
  }
  if (options.style !== undefined && random.chance(options.style)) {
    changeStyle(image, WINDOW_SIZE, random);
  }
  photometric(image, WINDOW_SIZE, window.landmarks, occluded, random, options);
  // There is nothing beyond the border of a camera's image, neither objects nor noise. A new background has no border.
  if (!replacing) blackOutside(image, WINDOW_SIZE, transform, frame);
  // What an object or the border hides is known to be hidden.
  return { ...window, unknown: window.unknown.map((flag, k) => (occluded[k] === 1 ? 0 : flag)) };
}

/**
 * Resamples a window and transforms the landmarks. Landmarks that are known to be hidden, or lie outside the frame or the
 * window, are occluded.
 *
 * @param transform frame to window coordinates.
 * @param mirrored whether the transform mirrors, so that left and right landmarks are exchanged.
 */
function cutWindow(
  { frame, landmarks, occluded: hidden, unknown: unsure }: LandmarkSample,
  transform: Affine,
  mirrored: boolean,
): LandmarkWindow {
  const image = warpRgb(frame, transform, WINDOW_SIZE, WINDOW_SIZE);
  const coordinates = new Float32Array(LANDMARK_COUNT * 2);
  const occluded = new Uint8Array(LANDMARK_COUNT);
  const unknown = new Uint8Array(LANDMARK_COUNT);
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    const source = landmarks[k];
    const { x, y } = transformPoint(transform, source);
    const target = mirrored ? FLIP_PERMUTATION[k] : k;
    coordinates[target * 2] = x;
    coordinates[target * 2 + 1] = y;
    const inWindow = isInside(x, y, WINDOW_SIZE, WINDOW_SIZE);
    const inFrame = isInside(source.x, source.y, frame.width, frame.height);
    occluded[target] = inWindow && inFrame && hidden?.[k] !== true ? 0 : 1;
    unknown[target] = unsure?.[k] === true ? 1 : 0;
  }
  return { image, landmarks: coordinates, occluded, unknown };
}

function isInside(x: number, y: number, width: number, height: number): boolean {
  return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1;
}

function jitter(window: FaceWindow, random: Random, wideRotation: number): FaceWindow {
  const { side } = window;
  const turn = random.chance(wideRotation)
    ? random.between(-ROTATION_LIMIT, ROTATION_LIMIT)
    : clamp(random.normal() * ROTATION_DEVIATION, -ROTATION_LIMIT, ROTATION_LIMIT);
  const shift = () => clamp(random.normal() * SHIFT_DEVIATION, -SHIFT_LIMIT, SHIFT_LIMIT) * side;
  return {
    centerX: window.centerX + shift(),
    centerY: window.centerY + shift(),
    side: side * clamp(Math.exp(random.normal() * SCALE_DEVIATION), ...SCALE_RANGE),
    rotation: window.rotation + turn,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
