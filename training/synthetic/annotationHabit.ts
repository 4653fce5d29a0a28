// Where annotators mark jaw and brows: they follow the visible line of cheek and chin in even steps, which lie elsewhere the
// farther the head is turned.

import type { Point } from "../../src/image/geometry.ts";
import { FLIP_PERMUTATION } from "../../src/landmarks/scheme68.ts";

/** Jaw and brows. */
export const HABIT_POINTS: readonly number[] = Array.from({ length: 27 }, (_, k) => k);
/** Yaw of the rows of `MOVES`, degrees. Farther turned heads are like the last one; to the other side all is mirrored. */
export const HABIT_YAWS = [0, 15, 30, 40] as const;

/**
 * From the labels of renders to where annotators mark the same points: millimetres in the plane of the image, upright with
 * the eyes. The mean of two habits, that of 300-W (1,115 faces of Helen and AFW) and that of YouTube Faces (3,231), measured
 * on their training halves as the median over faces with closed lips, relative to 1,633 rendered portraits. From
 * coordinates alone: no photograph and no network took part (`node dist/bench/annotationHabit.js RENDERS HELEN,AFW YTF`).
 */
const MOVES: readonly (readonly (readonly [number, number])[])[] = [
  [
    [-2.4, 4],
    [-2.4, 4.8],
    [-1.7, 4.9],
    [-2, 4.8],
    [-2.7, 5.8],
    [-3.2, 5.4],
    [-4.1, 4.2],
    [-3.9, 3.7],
    [0, 5.6],
    [3.9, 3.7],
    [4.1, 4.2],
    [3.2, 5.4],
    [2.7, 5.8],
    [2, 4.8],
    [1.7, 4.9],
    [2.4, 4.8],
    [2.4, 4],
    [0.4, 0.3],
    [0.3, 0.1],
    [-0.7, 0],
    [-1.9, -0.7],
    [-3.8, -1.7],
    [3.8, -1.7],
    [1.9, -0.7],
    [0.7, 0],
    [-0.3, 0.1],
    [-0.4, 0.3],
  ],
  [
    [-4.3, 2.9],
    [-4, 4.2],
    [-4.7, 4.8],
    [-5.3, 5.1],
    [-6.2, 6.4],
    [-6.6, 6.4],
    [-6.6, 5.2],
    [-6, 4.8],
    [-1.7, 6],
    [1.9, 4.3],
    [2.6, 3.5],
    [2.1, 3.9],
    [2, 4.5],
    [1.6, 3.4],
    [1.3, 4.4],
    [2.3, 5.5],
    [2.4, 6.1],
    [2.3, 0.3],
    [1.1, 0.1],
    [-1, -0.4],
    [-2, -0.9],
    [-3.3, -1.6],
    [3.5, -1.6],
    [1.2, -0.4],
    [0, -0.2],
    [-0.1, -0.3],
    [0.6, -0.1],
  ],
  [
    [-5.6, 2.3],
    [-5.6, 3.2],
    [-7.5, 4.6],
    [-8.5, 5.2],
    [-8.8, 6.6],
    [-9, 6.7],
    [-9.2, 5.1],
    [-8.1, 4.6],
    [-2.5, 5.7],
    [0, 3.7],
    [1, 2.5],
    [0.9, 2.9],
    [1.8, 3.4],
    [2.6, 2.6],
    [2.1, 4.3],
    [3.3, 6.9],
    [0.7, 7.8],
    [4.2, 0],
    [1.3, 1.1],
    [-1.9, 0.4],
    [-3.1, -0.7],
    [-3.3, -2],
    [3.7, -1.1],
    [0.9, 0.5],
    [0.2, 0.9],
    [1, 0.1],
    [2.4, -0.9],
  ],
  [
    [-6.5, 3.7],
    [-7.4, 4.6],
    [-8.3, 6.6],
    [-10, 6.2],
    [-10.2, 8.4],
    [-9.8, 8.1],
    [-10.6, 6.2],
    [-10.4, 5.6],
    [-3.8, 7.6],
    [-1.2, 5],
    [-0.5, 4],
    [-1.3, 4.5],
    [-0.4, 2.8],
    [0.6, 1.9],
    [3.8, 3.3],
    [5.7, 4.1],
    [0.6, 6.7],
    [5, -0.9],
    [1.3, 0.7],
    [-1.2, -0.1],
    [-2.2, -0.6],
    [-2.8, -0.5],
    [3.1, -0.2],
    [0.3, 1.2],
    [0.1, 1.5],
    [1.1, 0.1],
    [3.3, -2.4],
  ],
];

/**
 * How far annotators mark the points of jaw and brows from the labels of a rendered head; one move for each of
 * `HABIT_POINTS`, millimetres in the plane of the image, upright with the eyes.
 *
 * @param yaw of the head, degrees.
 */
export function habitMoves(yaw: number): readonly Point[] {
  const turned = Math.min(Math.abs(yaw), HABIT_YAWS[HABIT_YAWS.length - 1]);
  const next = Math.max(
    1,
    HABIT_YAWS.findIndex((node) => node >= turned),
  );
  const [from, to] = [HABIT_YAWS[next - 1], HABIT_YAWS[next]];
  const share = (turned - from) / (to - from);
  const moves = HABIT_POINTS.map((k): Point => {
    const [p, q] = [MOVES[next - 1][k], MOVES[next][k]];
    return { x: p[0] + share * (q[0] - p[0]), y: p[1] + share * (q[1] - p[1]) };
  });
  return yaw >= 0 ? moves : mirroredMoves(moves);
}

/** The moves of the face in a mirror: each landmark has those of its counterpart. */
export function mirroredMoves(moves: readonly Point[]): readonly Point[] {
  return moves.map((_, k) => {
    const { x, y } = moves[FLIP_PERMUTATION[k]];
    return { x: -x, y };
  });
}
