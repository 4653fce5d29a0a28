// Cloth over the lower face: masks and scarves.

import type { Point } from "../../src/image/geometry.ts";
import { css, mix, type Rgb, randomColor, randomDark, shade } from "./color.ts";
import { landmarkAt, middleOf } from "./faceFrame.ts";
import { type FillStyle, type Sketch, strokeLine, traceClosed } from "./sketch.ts";
import { clothFill, weaveFill } from "./texture.ts";

/** A mask from ear to ear: over nose and mouth, or pulled down below the nose. */
export function drawMask(sketch: Sketch): void {
  const { context, random, face } = sketch;
  const { color, patterned } = maskColor(sketch);
  const below = random.chance(0.15);
  const first = random.chance(0.5) ? 1 : 2;
  const top = landmarkAt(face, below ? 33 : random.chance(0.5) ? 28 : 29);
  const middle = middleOf(face, 48, 68);
  const slack = random.between(1.06, 1.14);
  const outline: Point[] = [];
  for (let k = first; k <= 16 - first; k++) {
    const point = landmarkAt(face, k);
    // Below the nose the mask's upper corners sit lower too.
    const y = below && (k <= 2 || k >= 14) ? point.y + 0.08 : point.y;
    outline.push({
      x: middle.x + (point.x - middle.x) * slack,
      y: middle.y + (y - middle.y) * (y > middle.y ? slack : 1.02),
    });
  }
  const rightCorner = outline[0];
  const leftCorner = outline[outline.length - 1];
  const lowerCorners = [outline[2], outline[outline.length - 3]];
  const cheek = (corner: Point): Point => ({
    x: (corner.x + top.x) / 2,
    y: (corner.y + top.y) / 2 + random.between(0, 0.05),
  });
  outline.push(cheek(leftCorner), { x: top.x, y: top.y - 0.03 }, cheek(rightCorner));
  const strap = css(patterned || random.chance(0.5) ? shade(color, 0.9) : [235, 235, 232]);
  drawStraps(sketch, [rightCorner, leftCorner], lowerCorners, strap);
  context.fillStyle = patterned
    ? clothFill(sketch, color, random.between(0.12, 0.6))
    : foldShading(sketch, color, top, middle);
  traceClosed(context, outline);
  context.fill();
  drawPleats(sketch, color, rightCorner, leftCorner, middle, below);
  context.strokeStyle = css(shade(color, 0.72), 0.8);
  context.lineWidth = 0.012;
  traceClosed(context, outline);
  context.stroke();
}

/** A scarf or pulled-up collar that hides mouth, chin and neck, sometimes the nose. */
export function drawScarf(sketch: Sketch): void {
  const { context, random, face } = sketch;
  const color = random.chance(0.3) ? randomDark(random) : randomColor(random);
  const edges = [
    landmarkAt(face, 33),
    middleOf(face, 48, 68),
    landmarkAt(face, 57),
    landmarkAt(face, 29),
  ];
  const edge = edges[random.below(random.chance(0.4) ? 4 : 3)];
  const right = landmarkAt(face, 3);
  const left = landmarkAt(face, 13);
  const tilt = random.normal() * 0.05;
  const wide = random.between(0.06, 0.2);
  const rise = random.between(-0.1, 0.05);
  context.fillStyle = random.chance(0.5)
    ? weaveFill(sketch, color, random.between(0.15, 0.5))
    : clothFill(sketch, color, random.between(0.15, 0.7));
  traceClosed(context, [
    { x: right.x - wide, y: Math.min(right.y, edge.y) + rise - tilt },
    { x: (right.x + edge.x) / 2, y: edge.y + random.between(-0.03, 0.06) - tilt / 2 },
    { x: edge.x, y: edge.y },
    { x: (left.x + edge.x) / 2, y: edge.y + random.between(-0.03, 0.06) + tilt / 2 },
    { x: left.x + wide, y: Math.min(left.y, edge.y) + rise + tilt },
    { x: left.x + wide + 0.15, y: 0.9 },
    { x: left.x + 0.5, y: 2.4 },
    { x: right.x - 0.5, y: 2.4 },
    { x: right.x - wide - 0.15, y: 0.9 },
  ]);
  context.fill();
  // Folds: dark lines beside bright ones, which sag in the middle.
  context.save();
  context.clip();
  const count = 3 + random.below(4);
  for (let i = 0; i < count; i++) {
    const y = edge.y + 0.08 + (i + random.between(-0.3, 0.3)) * random.between(0.1, 0.2);
    const from = { x: right.x - 0.3, y: y + random.normal() * 0.1 };
    const to = { x: left.x + 0.3, y: y + random.normal() * 0.1 };
    const bend = { x: edge.x, y: y + random.between(0.05, 0.25) };
    const lower = (p: Point): Point => ({ x: p.x, y: p.y + 0.035 });
    strokeLine(context, css(shade(color, 0.3), 0.35), 0.05, from, to, bend);
    strokeLine(context, css(shade(color, 1.4), 0.3), 0.03, lower(from), lower(to), lower(bend));
  }
  context.restore();
}

function maskColor({ random }: Sketch): { color: Rgb; patterned: boolean } {
  const pick = random.next();
  if (pick < 0.3) return { color: [235, 238, 240], patterned: false };
  if (pick < 0.6)
    return { color: mix([120, 180, 220], [170, 215, 230], random.next()), patterned: false };
  if (pick < 0.8) return { color: randomDark(random), patterned: false };
  return { color: randomColor(random), patterned: random.chance(0.7) };
}

function foldShading({ context }: Sketch, color: Rgb, top: Point, middle: Point): FillStyle {
  const gradient = context.createRadialGradient(
    middle.x,
    middle.y - 0.08,
    0.05,
    middle.x,
    middle.y,
    0.6,
  );
  gradient.addColorStop(0, css(shade(color, 1.05)));
  gradient.addColorStop(Math.min(0.6, Math.max(0.2, middle.y - top.y)), css(shade(color, 0.95)));
  gradient.addColorStop(1, css(shade(color, 0.68)));
  return gradient;
}

function drawStraps(
  { context, face, random }: Sketch,
  upperCorners: readonly Point[],
  lowerCorners: readonly Point[],
  style: string,
): void {
  upperCorners.forEach((corner, index) => {
    const lower = lowerCorners[index];
    const ear = landmarkAt(face, index === 0 ? 0 : 16);
    const out = index === 0 ? -1 : 1;
    // The far ear of a turned head is hidden.
    if ((ear.x - landmarkAt(face, 27).x) * out < 0.12) return;
    const at = { x: ear.x + out * 0.08, y: ear.y - 0.05 };
    const bend = { x: ear.x + out * 0.02, y: (corner.y + at.y) / 2 };
    const thickness = random.between(0.008, 0.02);
    strokeLine(context, style, thickness, corner, at, bend);
    strokeLine(context, style, thickness, lower, at, bend);
  });
}

function drawPleats(
  { context, random }: Sketch,
  color: Rgb,
  right: Point,
  left: Point,
  middle: Point,
  below: boolean,
): void {
  const count = random.chance(0.7) ? 3 : random.below(3);
  const first = below ? 0.05 : -0.05;
  for (let i = 0; i < count; i++) {
    const y = middle.y + first + (i - 0.5) * 0.12 + random.normal() * 0.01;
    const from = { x: middle.x + (right.x - middle.x) * 0.86, y: y - 0.03 };
    const to = { x: middle.x + (left.x - middle.x) * 0.86, y: y - 0.03 };
    const bend = { x: middle.x, y: y + 0.07 };
    strokeLine(context, css(shade(color, 0.7), 0.7), 0.012, from, to, bend);
    const lower = (p: Point): Point => ({ x: p.x, y: p.y + 0.014 });
    strokeLine(context, css(shade(color, 1.15), 0.6), 0.012, lower(from), lower(to), lower(bend));
  }
}
