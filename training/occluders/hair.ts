// Hair over the face: a fringe, or strands beside and across it.

import type { Point } from "../../src/image/geometry.ts";
import { css, randomHair, shade } from "./color.ts";
import { landmarkAt, middleOf } from "./faceFrame.ts";
import { type Sketch, strokeLine, traceLimb } from "./sketch.ts";

/** Draws locks, each a tapering curve, with single strands over them. */
export function drawHair(sketch: Sketch): void {
  const { random } = sketch;
  if (random.chance(0.55)) drawFringe(sketch);
  else drawSideHair(sketch);
}

function drawFringe(sketch: Sketch): void {
  const { random, face } = sketch;
  const brows = middleOf(face, 17, 27);
  const right = landmarkAt(face, 0).x;
  const left = landmarkAt(face, 16).x;
  const from = random.chance(0.5) ? right : right + (left - right) * random.between(0, 0.4);
  const to = random.chance(0.5) ? left : left - (left - right) * random.between(0, 0.4);
  const lean = random.normal() * 0.3;
  const depth = brows.y + random.between(0, 0.34);
  const slope = random.normal() * 0.12;
  drawLocks(sketch, 24 + random.below(24), 36, () => {
    const share = random.next();
    const across = from + (to - from) * share;
    // Roots converge towards the crown, beyond the hairline.
    const root = { x: across * 0.75, y: brows.y - random.between(0.5, 0.75) };
    const tip = {
      x: across + lean + random.normal() * 0.06,
      y: depth + slope * (share - 0.5) * 2 + random.normal() * 0.05,
    };
    return [root, tip, { x: root.x + lean * 0.2, y: (root.y + tip.y) / 2 - 0.05 }];
  });
}

function drawSideHair(sketch: Sketch): void {
  const { random, face } = sketch;
  const side = random.chance(0.5) ? -1 : 1;
  const temple = landmarkAt(face, side < 0 ? 0 : 16);
  const eye = side < 0 ? middleOf(face, 36, 42) : middleOf(face, 42, 48);
  const top = middleOf(face, 17, 27).y - 0.6;
  const parting = eye.x * random.between(-0.3, 0.8);
  const inner = temple.x + (eye.x - temple.x) * random.between(0.1, 1.2);
  const bottom = random.between(0.35, 1.3);
  drawLocks(sketch, 20 + random.below(16), 36, () => {
    const share = random.next();
    const root = { x: parting + (temple.x - parting) * share, y: top + random.normal() * 0.06 };
    const tip = {
      x: inner + (temple.x + side * 0.2 - inner) * share + random.normal() * 0.05,
      y: bottom + random.normal() * 0.12,
    };
    const bend = { x: (inner + temple.x) / 2 + side * (0.25 * share - 0.02), y: 0.1 };
    return [root, tip, bend];
  });
}

/** Draws locks, then single strands, each along a curve of root, tip and control point. */
function drawLocks(
  { context, random }: Sketch,
  locks: number,
  strands: number,
  course: () => readonly [Point, Point, Point],
): void {
  const color = randomHair(random);
  for (let i = 0; i < locks; i++) {
    const [root, tip, bend] = course();
    const width = random.between(0.018, 0.055);
    const middle = {
      x: (root.x + tip.x + 2 * bend.x) / 4,
      y: (root.y + tip.y + 2 * bend.y) / 4,
    };
    traceLimb(context, { joints: [root, middle, tip], radii: [width * 0.4, width, width * 0.15] });
    context.fillStyle = css(shade(color, random.between(0.65, 1.15)));
    context.fill();
  }
  for (let i = 0; i < strands; i++) {
    const [root, tip, bend] = course();
    const style = css(shade(color, random.between(0.6, 1.5)), random.between(0.5, 1));
    strokeLine(context, style, random.between(0.004, 0.012), root, tip, bend);
  }
}
