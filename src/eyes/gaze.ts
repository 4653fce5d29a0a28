// Where both eyes look, from the gaze of each: the better an eye is seen, the more it counts.

import * as z from "zod";
import { check, mustBe } from "../options.ts";
import { type EyeGaze, type Face, GAZE_REASONS } from "../result.ts";
import { eyeGazeSchema } from "../schemas.ts";

const withGaze = z.looseObject({ gaze: z.optional(eyeGazeSchema) }, mustBe("a face"));

/** Both eyes share errors (of the head's pose, of the network): two eyes are at most this much better than one. */
const LEAST_SHARE = 0.8;

/**
 * The gaze of both eyes together, relative to the head: their mean, weighted by the inverse of their variances.
 *
 * @returns unknown when neither eye is known; the reason is that of the eye that would be known first (an eye that is shut
 *   was seen better than one that is hidden).
 * @throws {RangeError} naming the first malformed value.
 *
 * @example
 * joinGaze(
 *   { known: true, yaw: 10, pitch: -4, deviation: 4 },
 *   { known: false, reason: "glare" },
 * ); // { known: true, yaw: 10, pitch: -4, deviation: 4 }
 */
export function joinGaze(left: EyeGaze, right: EyeGaze): EyeGaze {
  check(eyeGazeSchema, left, "The left eye's gaze");
  check(eyeGazeSchema, right, "The right eye's gaze");
  if (!left.known && !right.known) {
    const [first, second] = [left, right].map(({ reason }) => GAZE_REASONS.indexOf(reason));
    return first <= second ? left : right;
  }
  if (!left.known) return right;
  if (!right.known) return left;
  const [p, q] = [left.deviation ** -2, right.deviation ** -2];
  const mean = (a: number, b: number) => (p * a + q * b) / (p + q);
  return {
    known: true,
    yaw: mean(left.yaw, right.yaw),
    pitch: mean(left.pitch, right.pitch),
    deviation: Math.max(
      1 / Math.sqrt(p + q),
      LEAST_SHARE * Math.min(left.deviation, right.deviation),
    ),
  };
}

/**
 * Where both eyes of a face look, relative to the head; unknown with the reason "no-network" where nothing measured it.
 *
 * @throws {RangeError} when the face is none, or its gaze is malformed.
 *
 * @example
 * const vigil = await loadVigil();
 * const { faces } = await vigil.analyze(await readImageFile("samples/driver-sunglasses.jpg"));
 * gazeOf(faces[0]); // { known: false, reason: "dark-lens" }
 * gazeOf({}); // { known: false, reason: "no-network" }
 */
export function gazeOf(face: Pick<Face, "gaze">): EyeGaze {
  check(withGaze, face, "The face");
  return face.gaze ?? { known: false, reason: "no-network" };
}
