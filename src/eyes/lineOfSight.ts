// The line of sight of a face: the head's pose and the eyes' gaze added up.

import * as z from "zod";
import { check, finite, mustBe } from "../options.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../pose/rotation.ts";
import type { EyeGaze, Face } from "../result.ts";
import { eyeGazeSchema } from "../schemas.ts";
import { gazeOf } from "./gaze.ts";

const facingSchema = z.object(
  { pose: z.object({ yaw: finite, pitch: finite, roll: finite }), gaze: z.optional(eyeGazeSchema) },
  mustBe("a face with pose"),
);

/** A direction as azimuth and elevation, degrees: yaw positive to the subject's own left, pitch positive up. */
export interface SightAngles {
  readonly yaw: number;
  readonly pitch: number;
}

/** Where a face looks: its gaze relative to the head, and the same direction in the camera's axes. */
export type LineOfSight =
  | (Extract<EyeGaze, { known: true }> & {
      /** Unit vector: x to the image's right, y down, z away from the camera. (0, 0, −1) looks into the camera. */
      readonly direction: Vector3;
    })
  | Extract<EyeGaze, { known: false }>;

const DEGREE = Math.PI / 180;

/**
 * The line of sight of a face: `yaw` and `pitch` relative to the head, degrees, and `direction` in the camera's axes.
 * Unknown with the eyes' reason; it is never guessed from the head.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const { faces } = await vigil.analyze(frame);
 * const { pose } = faces[0];
 * const gaze = { known: true, yaw: 20, pitch: 0, deviation: 3 } as const;
 * const sight = lineOfSight({ pose: { ...pose, yaw: 10, pitch: 0, roll: 0 }, gaze });
 * sight.known && Math.round(1000 * sight.direction[0]) / 1000; // 0.5
 * lineOfSight({ pose, gaze: { known: false, reason: "shut" } }); // { known: false, reason: "shut" }
 */
export function lineOfSight(face: Pick<Face, "pose" | "gaze">): LineOfSight {
  check(facingSchema, face, "The face's");
  return sightOf(gazeOf(face), face);
}

/** The line of sight of a single eye. */
export function sightOf(gaze: EyeGaze, { pose }: Pick<Face, "pose">): LineOfSight {
  if (!gaze.known) return gaze;
  const direction = rotateVector(rotationFromAngles(pose), directionOf(gaze));
  return { ...gaze, direction };
}

/** The unit vector of a direction relative to the head, in the head's axes: x to its left, y down, z backwards. */
export function directionOf({ yaw, pitch }: SightAngles): Vector3 {
  const across = Math.cos(pitch * DEGREE);
  return [
    Math.sin(yaw * DEGREE) * across,
    -Math.sin(pitch * DEGREE),
    -Math.cos(yaw * DEGREE) * across,
  ];
}

/** The inverse of `directionOf`, for a vector of any length. */
export function anglesOfDirection([x, y, z]: Vector3): SightAngles {
  return {
    yaw: Math.atan2(x, -z) / DEGREE,
    pitch: Math.atan2(-y, Math.hypot(x, z)) / DEGREE,
  };
}
