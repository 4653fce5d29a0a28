// Wrinkles, painted as soft dark lines that deepen with age.

import type { Colour } from "../driverSpec.ts";
import { type Brush, CENTIMETRE, css, middle, type Place, tracePath } from "./brush.ts";

/** Paints wrinkles: beside nose and mouth, under the eyes, at their corners, on the forehead. */
export function paintFolds(
  { context }: Brush,
  at: (index: number) => Place,
  age: number,
  colour: Colour,
): void {
  const off = ([x, y]: Place, dx: number, dy: number): Place => [
    x + dx * CENTIMETRE,
    y + dy * CENTIMETRE,
  ];
  context.save();
  context.strokeStyle = css(colour);
  context.lineCap = "round";
  const fold = (points: readonly Place[], width: number, strength: number) => {
    // Narrower strokes on wider ones look soft; a blur filter for each stroke would be slow.
    for (const spread of [4.5, 3.4, 2.4, 1.6, 1]) {
      context.globalAlpha = Math.min(1, 0.26 * strength);
      context.lineWidth = width * spread;
      tracePath(context, points);
      context.stroke();
    }
  };
  for (const [side, wing, corner, inner, outer, cheek] of [
    [-1, 31, 48, 39, 36, 41],
    [1, 35, 54, 42, 45, 46],
  ] as const) {
    const mouth = at(corner);
    fold(
      [
        off(at(wing), 0.35 * side, -0.3),
        off(middle(at(wing), mouth, 0.5), 0.75 * side, 0),
        off(mouth, 0.5 * side, 0.1),
      ],
      4,
      0.12 + 0.5 * age,
    );
    fold(
      [off(at(inner), 0.1 * side, 0.35), off(at(cheek), 0, 0.75), off(at(outer), 0.1 * side, 0.7)],
      4,
      0.12 + 0.4 * age,
    );
    for (const slope of [-0.5, 0.05, 0.5]) {
      const start = off(at(outer), 0.45 * side, 0.3 * slope);
      fold(
        [start, off(start, 0.5 * side, 0.4 * slope), off(start, 0.95 * side, 0.8 * slope)],
        2,
        0.6 * age ** 2,
      );
    }
  }
  for (const [k, height] of [2, 2.8, 3.6].entries()) {
    const [left, right] = [off(at(18), 0, -height), off(at(25), 0, -height)];
    fold(
      [
        left,
        off(middle(left, right, 0.3), 0, 0.25 - 0.1 * k),
        off(middle(left, right, 0.7), 0, 0.3),
        right,
      ],
      3,
      0.45 * age ** 1.5,
    );
  }
  context.restore();
}
