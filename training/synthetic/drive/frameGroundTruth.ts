// The ground truth of one frame of a scripted drive, as a line of JSON.

import * as z from "zod";
import type { Moment } from "../../../drives/moment.ts";
import { roundedJson } from "../../../src/formats/rounded.ts";
import { LANDMARK_COUNT } from "../../../src/landmarks/scheme68.ts";
import type { DriverGroundTruth, Visibility } from "../rendered.ts";

/** How a landmark is seen, in the order of the numbers that stand for it in the file. */
const VISIBILITIES = ["visible", "self-occluded", "occluded"] as const satisfies Visibility[];

const direction = z.object({ yaw: z.number(), pitch: z.number() });
const opening = z.object({ opening: z.number(), width: z.number() });

/** One line of `NAME.truth.jsonl`; docs/driver-scripts.md describes every field. */
const frameGroundTruthSchema = z.object({
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
  /** How far the lids close what the direction of gaze leaves open: 0 open, 1 shut. */
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

export type FrameGroundTruth = z.infer<typeof frameGroundTruthSchema>;

/** The ground truth of a frame, from its moment and what the renderer measured. */
export function frameGroundTruth(
  frame: number,
  moment: Moment,
  truth: DriverGroundTruth,
): FrameGroundTruth {
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

/** A frame as a line of JSON, without the line break. */
export function frameGroundTruthLine(truth: FrameGroundTruth): string {
  return roundedJson(truth);
}

/** Reads a `NAME.truth.jsonl`. @throws {SyntaxError} that names the line that is wrong. */
export function parseFrameGroundTruths(text: string): FrameGroundTruth[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, number }) => {
      try {
        return frameGroundTruthSchema.parse(JSON.parse(line));
      } catch (cause) {
        throw new SyntaxError(
          `Line ${number} is not the ground truth of a frame: ${String(cause)}`,
          { cause },
        );
      }
    });
}
