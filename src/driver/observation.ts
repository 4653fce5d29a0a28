// Checks what the monitor is given: a number that is none would spoil everything after it without a trace.

import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import type { DriverObservation } from "../report.ts";
import type { EyeOpenness, Face, Openness } from "../result.ts";

/** The probability that the eye is closed; null where no network said so. The mouth has none. */
export function closedProbability(opening: Openness | EyeOpenness): number | null {
  return ("closed" in opening ? opening.closed : null) ?? null;
}

/**
 * Checks an observation and returns it.
 *
 * @throws {RangeError} naming the first field that is not the number it should be.
 */
export function checkObservation(observation: DriverObservation): DriverObservation {
  const { timestamp, face, brightness, speed } = observation;
  finite("timestamp", timestamp);
  within("brightness", brightness, 0, 1);
  if (speed !== undefined) within("speed", speed, 0, Number.MAX_VALUE);
  if (face !== null) checkFace(face);
  return observation;
}

function checkFace({ score, landmarks, pose, eyes, mouth }: Face): void {
  within("face.score", score, 0, 1);
  if (landmarks.length !== LANDMARK_COUNT) {
    throw new RangeError(
      `The observation's face has ${landmarks.length} landmarks instead of ${LANDMARK_COUNT}.`,
    );
  }
  landmarks.forEach(({ x, y, probability }, k) => {
    finite(`face.landmarks[${k}].x`, x);
    finite(`face.landmarks[${k}].y`, y);
    within(`face.landmarks[${k}].probability`, probability, 0, 1);
  });
  for (const angle of ["yaw", "pitch", "roll"] as const) {
    finite(`face.pose.${angle}`, pose[angle]);
    // Without a limit is an answer here: an angle of which nothing is known.
    within(`face.pose.uncertainty.${angle}`, pose.uncertainty[angle], 0, Number.POSITIVE_INFINITY);
  }
  checkOpenness("face.eyes.left", eyes.left);
  checkOpenness("face.eyes.right", eyes.right);
  checkOpenness("face.mouth", mouth);
}

function checkOpenness(field: string, opening: Openness): void {
  if (opening.openness !== null) within(`${field}.openness`, opening.openness, 0, Number.MAX_VALUE);
  const closed = closedProbability(opening);
  if (closed !== null) within(`${field}.closed`, closed, 0, 1);
}

function finite(field: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`The observation's ${field} must be a finite number, got ${value}.`);
  }
}

function within(field: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    const range = most >= Number.MAX_VALUE ? `at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`The observation's ${field} must be a number ${range}, got ${value}.`);
  }
}
