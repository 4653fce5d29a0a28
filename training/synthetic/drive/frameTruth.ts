// The truth of one frame of a scripted drive, as a line of JSON.

import * as z from "zod";
import type { Moment } from "../../../drives/moment.ts";
import { roundedJson } from "../../../src/formats/rounded.ts";
import { LANDMARK_COUNT } from "../../../src/landmarks/scheme68.ts";
import type { DriverTruth, Visibility } from "../rendered.ts";

/** How landmarks are seen, by the number that stands for it in the file. */
const VISIBILITIES = ["visible", "self-occluded", "occluded"] as const satisfies Visibility[];

const direction = z.object({ yaw: z.number(), pitch: z.number() });
const opening = z.object({ opening: z.number(), width: z.number() });

/** One line of `NAME.truth.jsonl`; docs/driver-scripts.md describes every field. */
export const frameTruthSchema = z.object({
  /** Number of the frame, lost ones counted. */
  frame: z.int().nonnegative(),
  /** Seconds. */
  timestamp: z.number(),
  /** Whether the driver sits at the wheel. */
  present: z.boolean(),
  /** Angles before the camera in degrees, and millimetres, as `HeadPose` has them. */
  pose: direction.extend({
    roll: z.number(),
    translation: z.tuple([z.number(), z.number(), z.number()]),
  }),
  /** The head's angles in the car: 0 is along the road. */
  head: direction.extend({ roll: z.number() }),
  /** Relative to the head, and in the car. */
  gaze: direction,
  sight: direction,
  /** 0 open, 1 shut, of what the direction of gaze leaves open. */
  closure: z.number(),
  /** Millimetres. */
  eyes: z.object({ left: opening, right: opening }),
  mouth: opening,
  /** 68 of [x, y, how it is seen]: pixels; 0 visible, 1 behind the face itself, 2 behind something else. */
  landmarks: z
    .array(z.tuple([z.number(), z.number(), z.literal([0, 1, 2])]))
    .length(LANDMARK_COUNT),
  /** About the landmarks, pixels. */
  box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  /** Shares: light in the cabin, and of the lens that is covered. */
  light: z.number(),
  covered: z.number(),
});

export type FrameTruth = z.infer<typeof frameTruthSchema>;

/** The truth of a frame from its moment and what the renderer measured. */
export function frameTruth(frame: number, moment: Moment, truth: DriverTruth): FrameTruth {
  const { timestamp, present, head, gaze, sight, closure, light, covered } = moment;
  return {
    frame,
    timestamp,
    present,
    pose: { ...truth.pose, translation: [...truth.pose.translation] },
    head,
    gaze,
    sight,
    closure,
    eyes: truth.eyes,
    mouth: truth.mouth,
    landmarks: truth.landmarks.map(({ x, y, visibility }) => [x, y, codeOf(visibility)]),
    box: truth.box,
    light,
    covered,
  };
}

function codeOf(visibility: Visibility): 0 | 1 | 2 {
  return VISIBILITIES.indexOf(visibility) as 0 | 1 | 2;
}

/** A line of the truth, without its end. */
export function frameTruthLine(truth: FrameTruth): string {
  return roundedJson(truth);
}

/** Reads a `NAME.truth.jsonl`. @throws {SyntaxError} that names the line that is none of a truth. */
export function parseFrameTruths(text: string): FrameTruth[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, number }) => {
      try {
        return frameTruthSchema.parse(JSON.parse(line));
      } catch (cause) {
        throw new SyntaxError(`Line ${number} is no frame's truth: ${String(cause)}`, { cause });
      }
    });
}
