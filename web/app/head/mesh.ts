// The 3-D head as triangles: the 68 landmarks of an average head, and an ellipsoid for the skull behind them.

import Delaunator from "delaunator";
import { HEAD68 } from "../../../src/pose/head68.ts";
import type { Vector3 } from "../../../src/pose/rotation.ts";

export type Triangle = readonly [number, number, number];

/** A surface of triangles; corners are clockwise on the image when seen from outside. */
export interface Mesh {
  readonly points: readonly Vector3[];
  readonly triangles: readonly Triangle[];
}

/** Points from the brows to the hairline, where there are no landmarks; millimetres as in HEAD68. */
const FOREHEAD: readonly Vector3[] = [
  [-66, -38, 40],
  [-46, -56, 12],
  [-18, -62, -2],
  [18, -62, -2],
  [46, -56, 12],
  [66, -38, 40],
];

/** The face: landmarks 0–67 by their numbers, then the forehead. */
export const FACE: Mesh = (() => {
  const points = [...HEAD68, ...FOREHEAD];
  const { triangles: corners } = Delaunator.from(points);
  // Corners come counterclockwise with y down: they are turned round.
  const triangles = Array.from({ length: corners.length / 3 }, (_, k): Triangle => {
    return [corners[3 * k], corners[3 * k + 2], corners[3 * k + 1]];
  });
  return { points, triangles };
})();

/** The skull: an ellipsoid behind the face, slightly smaller than the face's outline. */
const SKULL_CENTER: Vector3 = [0, -2, 78];
const SKULL_RADII: Vector3 = [75, 92, 92];
const RINGS = 9;
const SEGMENTS = 18;

export const SKULL: Mesh = (() => {
  const points: Vector3[] = [];
  for (let ring = 0; ring <= RINGS; ring++) {
    const down = (Math.PI * ring) / RINGS;
    for (let segment = 0; segment < SEGMENTS; segment++) {
      const around = (2 * Math.PI * segment) / SEGMENTS;
      points.push([
        SKULL_CENTER[0] + SKULL_RADII[0] * Math.sin(down) * Math.cos(around),
        SKULL_CENTER[1] - SKULL_RADII[1] * Math.cos(down),
        SKULL_CENTER[2] - SKULL_RADII[2] * Math.sin(down) * Math.sin(around),
      ]);
    }
  }
  const triangles: Triangle[] = [];
  for (let ring = 0; ring < RINGS; ring++) {
    for (let segment = 0; segment < SEGMENTS; segment++) {
      const next = (segment + 1) % SEGMENTS;
      const [a, b] = [ring * SEGMENTS + segment, ring * SEGMENTS + next];
      const [c, d] = [a + SEGMENTS, b + SEGMENTS];
      triangles.push([a, b, c], [b, d, c]);
    }
  }
  return { points, triangles };
})();
