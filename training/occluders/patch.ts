// Patches of random outlines: textured shapes and cut-outs of other photographs.

import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { css, randomColor, shade } from "./color.ts";
import { landmarkAt } from "./faceFrame.ts";
import { type Sketch, traceClosed, within } from "./sketch.ts";
import { clothFill, gradientFill, photographFill } from "./texture.ts";

/** A random shape of one texture. */
export function drawShape(sketch: Sketch): void {
  const { context, random } = sketch;
  const color = randomColor(random);
  drawPatch(sketch, (size) => {
    context.fillStyle = random.chance(0.4)
      ? gradientFill(sketch, color, shade(color, random.between(0.4, 1.5)))
      : clothFill(sketch, color, size * random.between(0.2, 1.5));
    context.fill();
    if (random.chance(0.3)) {
      context.strokeStyle = css(shade(color, random.between(0.4, 1.3)));
      context.lineWidth = 0.02;
      context.stroke();
    }
  });
}

/** A patch of another photograph. @throws {RangeError} when the sketch has no photographs to cut from. */
export function drawCutout(sketch: Sketch): void {
  const { context, random, cutouts } = sketch;
  const photograph = cutouts[random.below(cutouts.length)] as Frame | undefined;
  if (photograph === undefined) {
    throw new RangeError(
      "The occluder kind “cutout” needs photographs: give the option `cutouts`.",
    );
  }
  drawPatch(sketch, (size) => {
    context.fillStyle = photographFill(sketch, photograph, size * 2.3);
    context.fill();
  });
}

/** Traces an outline around a random landmark, randomly rotated, and calls `fill` to fill it. */
function drawPatch(sketch: Sketch, fill: (size: number) => void): void {
  const { context, random, face } = sketch;
  const center = landmarkAt(face, random.below(68));
  const size = random.between(0.18, 0.48);
  const aspect = random.between(0.55, 1);
  within(context, center, random.between(0, 2 * Math.PI), { x: 1, y: 1 }, () => {
    const pick = random.next();
    if (pick < 0.3) {
      context.beginPath();
      context.ellipse(0, 0, size, size * aspect, 0, 0, 2 * Math.PI);
    } else if (pick < 0.5) {
      context.beginPath();
      const corner = size * random.between(0, 0.4) * aspect;
      context.roundRect(-size, -size * aspect, 2 * size, 2 * size * aspect, corner);
    } else if (pick < 0.7) {
      const outline = ring(sketch, 3 + random.below(4), size, aspect, 0.25);
      context.beginPath();
      for (const point of outline) context.lineTo(point.x, point.y);
      context.closePath();
    } else {
      traceClosed(context, ring(sketch, 6 + random.below(7), size * 1.1, aspect, 0.35));
    }
    fill(size);
  });
}

/** Points around the origin at uneven distances, in order. */
function ring(
  { random }: Sketch,
  count: number,
  size: number,
  aspect: number,
  unevenness: number,
): readonly Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = ((i + random.between(-0.25, 0.25)) / count) * 2 * Math.PI;
    const distance = size * (1 + random.between(-1, 1) * unevenness);
    return { x: Math.cos(angle) * distance, y: Math.sin(angle) * distance * aspect };
  });
}
