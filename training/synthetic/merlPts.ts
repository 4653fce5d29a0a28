// Landmarks in the sign convention of MERL-RAV: what hides a point is in its coordinates' signs.

import type { TrueLandmark } from "./rendered.ts";

/**
 * The text of a `.pts` file as MERL-RAV's (Kumar et al., LUVLi, CVPR 2020): (x, y) where a landmark is visible,
 * (−x, −y) where an object hides it, (−1, −1) where the face itself does. Coordinates count the first pixel's
 * centre as (1, 1); a point left of or above the image would change its sign and is moved to its edge.
 */
export function formatMerlPts(landmarks: readonly TrueLandmark[]): string {
  const rows = landmarks.map(({ x, y, visibility }) => {
    if (visibility === "self-occluded") return "-1 -1";
    const sign = visibility === "visible" ? 1 : -1;
    return [x, y].map((value) => sign * Number(Math.max(1, value + 1).toFixed(3))).join(" ");
  });
  return ["version: 1", `n_points: ${landmarks.length}`, "{", ...rows, "}", ""].join("\n");
}
