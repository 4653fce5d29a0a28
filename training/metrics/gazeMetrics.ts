// Figures of gaze: angles between directions, ranks within a session, the right side.

import { mean, quantile } from "../../src/math/statistics.ts";

/** A direction in degrees: yaw, and pitch upwards. */
export interface Direction {
  readonly yaw: number;
  readonly pitch: number;
}

const RADIANS = Math.PI / 180;

/** Degrees between two directions. */
export function angleBetween(p: Direction, q: Direction): number {
  const vector = ({ yaw, pitch }: Direction) => {
    const [y, x] = [yaw * RADIANS, pitch * RADIANS];
    return [Math.sin(y) * Math.cos(x), Math.sin(x), Math.cos(y) * Math.cos(x)] as const;
  };
  const [a, b] = [vector(p), vector(q)];
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / RADIANS;
}

/** Spearman's rank correlation; ties get their mean rank. `null` when a list is constant. */
export function rankCorrelation(p: readonly number[], q: readonly number[]): number | null {
  const [a, b] = [ranks(p), ranks(q)];
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, squareA, squareB] = [0, 0, 0];
  a.forEach((value, index) => {
    product += (value - meanA) * (b[index] - meanB);
    squareA += (value - meanA) ** 2;
    squareB += (b[index] - meanB) ** 2;
  });
  return squareA === 0 || squareB === 0 ? null : product / Math.sqrt(squareA * squareB);
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const less = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return less + (equal - 1) / 2;
  });
}

/** Where somebody looked on a screen, as they see it: u to the right and v down, 0..1; and the measured direction. */
export interface ScreenLook {
  readonly u: number;
  readonly v: number;
  readonly direction: Direction;
}

/** Figures of one session. */
export interface SessionFigures {
  readonly looks: number;
  /** Rank correlation of yaw with −u and of pitch with −v; `null` where one does not vary. */
  readonly sideways: number | null;
  readonly updown: number | null;
  /** Looks at the outermost columns, and those of them on the right side of the session's median yaw. */
  readonly outer: number;
  readonly outer_right: number;
}

/** Figures of the looks of one session. */
export function sessionFigures(looks: readonly ScreenLook[]): SessionFigures {
  const of = (value: (look: ScreenLook) => number) => looks.map(value);
  const us = of(({ u }) => u);
  const [least, most] = [Math.min(...us), Math.max(...us)];
  const middle = quantile(
    of(({ direction }) => direction.yaw),
    0.5,
  );
  const outer = looks.filter(({ u }) => (u === least || u === most) && least < most);
  // A dot on the left of the screen is to the person's own left, where yaw is positive.
  const right = outer.filter(({ u, direction }) => direction.yaw > middle === (u === least));
  return {
    looks: looks.length,
    sideways: rankCorrelation(
      of(({ direction }) => direction.yaw),
      of(({ u }) => -u),
    ),
    updown: rankCorrelation(
      of(({ direction }) => direction.pitch),
      of(({ v }) => -v),
    ),
    outer: outer.length,
    outer_right: right.length,
  };
}
