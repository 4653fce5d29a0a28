// Samples for training the gaze network: images of both eyes with what is known of them.

import type { Affine } from "../../src/image/geometry.ts";
import type { LID_CLASSES } from "../../src/result.ts";

/** A grey image with an eye in it. Both eyes of a face share the pixels. */
export interface EyeImage {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  /** From its pixels to those of the network's input (see src/eyes/pairCrop.ts). */
  readonly toCrop: Affine;
}

/** Angles between which the gaze of an eye lies, degrees; null where nothing is known. */
export interface GazeRange {
  readonly outward: readonly [low: number, high: number] | null;
  readonly pitch: readonly [low: number, high: number] | null;
}

/** What is known of one eye; null where it is unknown. */
export interface EyeLabels {
  readonly seen: boolean | null;
  /** Relative to the head, degrees: towards the temple and up. */
  readonly gaze: { readonly outward: number; readonly pitch: number } | null;
  /** Where only the class of a look is known: its angles. */
  readonly range: GazeRange | null;
  /** What the lids do. "not-shut" when only that is known. */
  readonly lids: (typeof LID_CLASSES)[number] | "not-shut" | null;
  /** Opening ÷ width. */
  readonly opening: number | null;
  /** In pixels of the eye's image. */
  readonly iris: { readonly x: number; readonly y: number; readonly radius: number } | null;
}

/** One eye: its image and labels. */
export interface GazeEye extends EyeLabels {
  readonly image: EyeImage;
}

/** Both eyes of a face. */
export interface GazeSample {
  readonly left: GazeEye;
  readonly right: GazeEye;
  /** Yaw and pitch of the head relative to the line of sight of the camera, degrees; null where it is unknown. */
  readonly pose: { readonly yaw: number; readonly pitch: number } | null;
}
