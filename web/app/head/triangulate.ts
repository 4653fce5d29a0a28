// Delaunay triangulation of a few dozen points by adding them one after the other (Bowyer 1981, Watson 1981).

import type { Point } from "../../../src/index.ts";

type Corners = readonly [number, number, number];

/**
 * Triangles between points, none of whose circumcircles holds another point.
 *
 * @returns corners as indices, clockwise with y down; time grows with the square of the number of points.
 */
export function triangulate(points: readonly Point[]): Corners[] {
  const reach = 16 * Math.max(...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]), 1);
  const count = points.length;
  // A triangle around everything, whose corners go at the end.
  const all = [...points, { x: -reach, y: -reach }, { x: reach, y: -reach }, { x: 0, y: reach }];
  let triangles: Corners[] = [[count, count + 1, count + 2]];
  for (let index = 0; index < count; index++) {
    const point = all[index];
    const broken = triangles.filter((corners) => circleHolds(corners, point, all));
    const edges = broken.flatMap(([a, b, c]) => [
      [a, b] as const,
      [b, c] as const,
      [c, a] as const,
    ]);
    // Edges of two broken triangles lie inside the hole; the rest is its rim.
    const rim = edges.filter(([a, b]) => !edges.some(([c, d]) => a === d && b === c));
    triangles = triangles.filter((corners) => !broken.includes(corners));
    triangles.push(...rim.map(([a, b]): Corners => [a, b, index]));
  }
  return triangles.filter((corners) => corners.every((corner) => corner < count));
}

function circleHolds([a, b, c]: Corners, { x, y }: Point, points: readonly Point[]): boolean {
  const rows = [a, b, c].map((index) => {
    const p = points[index];
    const [dx, dy] = [p.x - x, p.y - y];
    return [dx, dy, dx * dx + dy * dy] as const;
  });
  const [[ax, ay, aq], [bx, by, bq], [cx, cy, cq]] = rows as [Row, Row, Row];
  return ax * (by * cq - cy * bq) - ay * (bx * cq - cx * bq) + aq * (bx * cy - cx * by) > 0;
}

type Row = readonly [number, number, number];
