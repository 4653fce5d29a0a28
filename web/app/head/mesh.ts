// The head that follows: the 68 landmarks' own positions on an average head, closed by a skull.

import { HEAD68 } from "../../../src/pose/head68.ts";
import type { Vector3 } from "../../../src/pose/rotation.ts";
import { triangulate } from "./triangulate.ts";

export type Triangle = readonly [number, number, number];

/** A surface of triangles, seen from outside with their corners clockwise on the image. */
export interface Mesh {
  readonly points: readonly Vector3[];
  readonly triangles: readonly Triangle[];
}

/** Points over the brows, up to the hairline, which the landmarks lack; millimetres as in HEAD68. */
const FOREHEAD: readonly Vector3[] = [
  [-66, -38, 40],
  [-46, -56, 12],
  [-18, -62, -2],
  [18, -62, -2],
  [46, -56, 12],
  [66, -38, 40],
];

/** The face: landmarks 0–67 keep their numbers, the forehead comes after them. */
export const FACE: Mesh = (() => {
  const points = [...HEAD68, ...FOREHEAD];
  return { points, triangles: triangulate(points.map(([x, y]) => ({ x, y }))) };
})();

/** An ellipsoid behind the face, a little inside its outline. */
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
