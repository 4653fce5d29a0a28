// Imitates what an eye network would estimate of a scripted driver's gaze: with errors, this person's offset, and reasons
// where nothing can be estimated.

import { SIGHT } from "../src/driver/constants.ts";
import { eyeWidth } from "../src/eyes/eyeCrop.ts";
import { REGIONS } from "../src/landmarks/scheme68.ts";
import { mixSeed, randomFrom } from "../src/math/random.ts";
import type { EyeGaze, Face, GazeReason } from "../src/result.ts";
import type { DriverScript } from "./driverScript.ts";
import { type ErrorStream, errorStream } from "./errorStream.ts";
import type { Moment } from "./moment.ts";
import { lidHeight } from "./movingHead.ts";

/** Lids closed further than this leave nothing of the pupil. */
const SHUT = 0.55;
/** Head angles before the camera, degrees, beyond which gaze is not estimated. */
const TURNED = { yaw: 50, pitch: 40 };
/** Eyes of fewer pixels show no iris. */
const LEAST_PIXELS = 8;
/** How much lids that cover the iris, and a head that is turned from the camera, add to the errors. */
const HARDER = { lids: 1, turn: 0.6 };
/** Variance of an eye's error that the other one has too. */
const COMMON = 0.5;

type EyesGaze = Readonly<Record<"left" | "right", EyeGaze>>;

/** The gaze of both eyes in each frame, in order; null when the script imitates no gaze. */
export function gazeObserver(
  script: DriverScript,
): ((moment: Moment, face: Face) => EyesGaze) | null {
  const { gaze: spec } = script.analysis;
  if (spec === undefined) return null;
  const person = randomFrom(mixSeed(script.person.seed ?? script.seed, 63));
  const offset = { yaw: spec.offset * person.normal(), pitch: spec.offset * person.normal() };
  const gain = { yaw: 1 + spec.gain * person.normal(), pitch: 1 + spec.gain * person.normal() };
  const random = randomFrom(mixSeed(script.seed, 64));
  const errors = Array.from({ length: 6 }, () => errorStream(random));
  return (moment, face) => {
    const [yaw, pitch, ...own] = errors.map((next: ErrorStream) => next(moment.timestamp));
    const estimate = (side: "left" | "right", [ownYaw, ownPitch]: readonly number[]): EyeGaze => {
      const reason = reasonAgainst(moment, face, side);
      if (reason !== null) return { known: false, reason };
      const turn = Math.hypot(face.pose.yaw / TURNED.yaw, face.pose.pitch / TURNED.pitch);
      const harder = (1 + HARDER.lids * (1 - lidHeight(moment))) * (1 + HARDER.turn * turn ** 2);
      const deviation = spec.error * harder;
      // A network's answer is the nearer to straight ahead, the less it sees.
      const shrunk = (angle: number, axis: "yaw" | "pitch") =>
        angle * (1 - Math.min(SIGHT.mostShrunk, (deviation / SIGHT.spread[axis]) ** 2));
      const error = (common = 0, eye = 0) =>
        deviation * (Math.sqrt(COMMON) * common + Math.sqrt(1 - COMMON) * eye);
      return {
        known: true,
        yaw: gain.yaw * shrunk(moment.gaze.yaw, "yaw") + offset.yaw + error(yaw, ownYaw),
        pitch:
          gain.pitch * shrunk(moment.gaze.pitch, "pitch") + offset.pitch + error(pitch, ownPitch),
        deviation,
      };
    };
    return { left: estimate("left", own.slice(0, 2)), right: estimate("right", own.slice(2)) };
  };
}

function reasonAgainst(
  moment: Moment,
  { landmarks, pose }: Face,
  side: "left" | "right",
): GazeReason | null {
  const region = landmarks.slice(...REGIONS[side === "left" ? "leftEye" : "rightEye"]);
  const hidden = region.filter(({ occluded }) => occluded).length;
  if (moment.glasses === "sun") return "dark-lens";
  if (Math.abs(pose.yaw) > TURNED.yaw || Math.abs(pose.pitch) > TURNED.pitch)
    return "turned-too-far";
  if (hidden > region.length / 2) return "hidden";
  if (moment.closure >= SHUT) return "shut";
  return eyeWidth(landmarks, side) < LEAST_PIXELS ? "too-small" : null;
}
