// The state of a scripted driver at one moment. Images, landmarks and ground truth are all made from it.

import type { HeadAngles } from "../src/pose/rotation.ts";

/** Tinted lenses show the eyes darker and hide nothing; those of "sun" hide what lies behind them. */
export const GLASSES = ["none", "clear", "tinted", "sun"] as const;
export type Glasses = (typeof GLASSES)[number];

/** Where a hand can be at the head. */
export const HAND_PLACES = ["mouth", "cheek", "eyes", "ear", "chin", "brow"] as const;
export type HandPlace = (typeof HAND_PLACES)[number];

/** A hand at the head, or on its way there. */
export interface HandSpec {
  readonly side: "left" | "right";
  readonly at: HandPlace;
  readonly holds: "nothing" | "phone" | "cup";
  /** 1 at the place, 0 down in the lap and out of sight, values between on the way. */
  readonly reach: number;
  /** Centimetres off the place: to the driver's left, up, forward. */
  readonly shift: readonly [number, number, number];
  /** Degrees by which the hand is turned about the axis through its palm. */
  readonly turn: number;
}

/** A direction in degrees: yaw towards the driver's left, pitch up. */
export interface Direction {
  readonly yaw: number;
  readonly pitch: number;
}

export interface Moment {
  /** Seconds from the script's start. */
  readonly timestamp: number;
  /** Where the head points in the car, degrees; 0 is straight along the road, signs as in `HeadPose`. */
  readonly head: HeadAngles;
  /** How far the head is from its usual place: millimetres to the driver's left, up and forward. */
  readonly place: readonly [number, number, number];
  /** The line of sight relative to the head. */
  readonly gaze: Direction;
  /** Where the eyes look in the car. */
  readonly sight: Direction;
  /** How far the lids have closed what the direction of gaze leaves open: 0 open, 1 shut. */
  readonly closure: number;
  /** How far the jaw has dropped, 1 as far as it can. */
  readonly jaw: number;
  /** Weights 0..1 of the other expression shapes. */
  readonly expression: Readonly<Record<string, number>>;
  readonly hands: readonly HandSpec[];
  readonly glasses: Glasses;
  readonly mask: boolean;
  /** Light that reaches the cabin, 1 all of it. */
  readonly light: number;
  /** How much of the lens is covered, 0..1. */
  readonly covered: number;
  /** False while the driver has left the seat. */
  readonly present: boolean;
  /** Whether somebody else is in view. */
  readonly secondPerson: boolean;
}
