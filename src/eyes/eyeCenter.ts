// The centre of an eye by its landmarks.

import type { Point } from "../image/geometry.ts";
import { REGIONS } from "../landmarks/scheme68.ts";
import { mean } from "../math/statistics.ts";

/** The mean of the six landmarks of an eye, the subject's own left or right one. */
export function eyeCenter(landmarks: readonly Point[], side: "left" | "right"): Point {
  const points = landmarks.slice(...REGIONS[side === "left" ? "leftEye" : "rightEye"]);
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}
