// A tracked frame in JSON Lines. Landmarks are short lists, because each face of each frame has 68 of them.

import * as z from "zod";
import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import { finite, share } from "../options.ts";
import type { Landmark } from "../result.ts";
import { faceSchema, nullableNumber } from "../schemas.ts";
import type { TrackedFace, TrackedFrame } from "../track/trackedFrame.ts";
import { openingFields } from "./analysisJson.ts";

/** An unbounded deviation is null in JSON, which has no infinity. */
const unbounded = nullableNumber.transform((value) => value ?? Number.POSITIVE_INFINITY);

/** Checked by hand for speed: with 272 numbers a face, an hour of video is read in seconds. */
const landmarksSchema = z.unknown().transform((value, context): Landmark[] => {
  const landmarks = Array.isArray(value) ? value.flatMap(landmarkFrom) : [];
  if (
    !Array.isArray(value) ||
    landmarks.length !== value.length ||
    value.length !== LANDMARK_COUNT
  ) {
    const message = `expected ${LANDMARK_COUNT} lists of x, y, occluded (0 or 1) and probability (0 to 1)`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  return landmarks;
});

/** The landmark, or nothing when the value is not one. */
function landmarkFrom(value: unknown): Landmark[] {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return [];
  const [x, y, occluded, probability] = value as [number, number, number, number];
  if ((occluded !== 0 && occluded !== 1) || probability < 0 || probability > 1) return [];
  return [{ x, y, occluded: occluded === 1, probability }];
}

const landmarkNumber = z.int().nonnegative().lt(LANDMARK_COUNT);

/** Gives an occluded landmark its `hiddenBy`. */
function hiderFrom(self: readonly number[]) {
  return (landmark: Landmark, k: number): Landmark =>
    landmark.occluded ? { ...landmark, hiddenBy: self.includes(k) ? "self" : "object" } : landmark;
}

const trackedFaceSchema = z
  .looseObject({
    ...faceSchema.shape,
    id: z.int().positive(),
    landmarks: landmarksSchema,
    hiddenBySelf: z.array(landmarkNumber).optional(),
    pose: z.looseObject({
      ...faceSchema.shape.pose.shape,
      reprojectionError: unbounded,
      uncertainty: z.object({ yaw: unbounded, pitch: unbounded, roll: unbounded }),
      fit: z.object({ yaw: unbounded, pitch: unbounded, roll: unbounded }).optional(),
    }),
    ...openingFields,
  })
  .transform(({ hiddenBySelf: self, ...face }) => ({
    ...face,
    landmarks: self === undefined ? face.landmarks : face.landmarks.map(hiderFrom(self)),
  }));

export const trackedFrameSchema = z.looseObject({
  index: z.int().nonnegative(),
  timestamp: finite,
  width: z.int().positive(),
  height: z.int().positive(),
  brightness: share,
  driver: z.int().positive().nullable(),
  milliseconds: z.object({ detect: finite, landmarks: finite, measures: finite }),
  faces: z.array(trackedFaceSchema),
});

/**
 * A frame as plain data for JSON: each landmark becomes `[x, y, occluded 0 or 1, probability]`, and a list has the numbers
 * of those that the face itself hides.
 */
export function trackedFrameToJson(frame: TrackedFrame): object {
  return { ...frame, faces: frame.faces.map(faceToJson) };
}

/** The numbers of the landmarks that the face itself hides; absent when that is not known. */
function hiddenBySelf(landmarks: readonly Landmark[]): number[] | undefined {
  if (landmarks.some(({ occluded, hiddenBy }) => occluded && hiddenBy === undefined)) return;
  return landmarks.flatMap(({ hiddenBy }, k) => (hiddenBy === "self" ? k : []));
}

function faceToJson(face: TrackedFace): object {
  return {
    ...face,
    landmarks: face.landmarks.map(({ x, y, occluded, probability }) => [
      x,
      y,
      occluded ? 1 : 0,
      probability,
    ]),
    hiddenBySelf: hiddenBySelf(face.landmarks),
  };
}
