// Checks what the monitor is given: a NaN that is let in would spoil every later report.

import * as z from "zod";
import type { DriverObservation } from "../report.ts";
import { atLeastZero, faceSchema, finite, share } from "../schemas.ts";

const { score, landmarks, pose, eyes, mouth } = faceSchema.shape;

/** An observation, with those fields of the face that the monitor reads. */
const observationSchema = z.object({
  timestamp: finite,
  brightness: share,
  speed: atLeastZero.optional(),
  face: z
    .object({
      score,
      landmarks,
      pose: pose.omit({ translation: true, reprojectionError: true }),
      eyes,
      mouth,
    })
    .nullable(),
});

/**
 * Checks an observation.
 *
 * @throws {RangeError} naming the first field that is not what it should be.
 */
export function checkObservation(observation: DriverObservation): void {
  const issue = observationSchema.safeParse(observation).error?.issues[0];
  if (issue === undefined) return;
  const field = z.core.toDotPath(issue.path);
  throw new RangeError(`The observation's ${field} ${issue.message}.`);
}
