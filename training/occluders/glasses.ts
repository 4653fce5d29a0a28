// Sunglasses, tinted glasses and clear glasses, fitted to the eyes.

import type { Point } from "../../src/image/geometry.ts";
import { css, mix, type Rgb, randomColor, randomDark, shade } from "./color.ts";
import { landmarkAt, middleOf } from "./faceFrame.ts";
import type { FillStyle, Sketch } from "./sketch.ts";
import { strokeLine } from "./sketch.ts";

interface Lens {
  readonly center: Point;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** −1 for the lens on the left in the image, 1 for the other. */
  readonly side: -1 | 1;
}

/**
 * Lens outlines by the roundness of their corners, 0 square to 1 elliptic: outer top, inner top, inner bottom, outer
 * bottom.
 */
const STYLES: readonly (readonly [number, number, number, number])[] = [
  [1, 1, 1, 1],
  [0.4, 0.35, 0.9, 0.8],
  [0.35, 0.35, 0.4, 0.4],
  [0.5, 0.45, 1, 1],
  [0.15, 0.2, 0.3, 0.3],
];

/** Dark, graduated or mirrored lenses that hide the eyes. */
export function drawSunglasses(sketch: Sketch): void {
  const { context, random } = sketch;
  const lenses = fitLenses(sketch, random.between(0.14, 0.22), 0.035);
  const style = randomStyle(sketch);
  const dark = randomDark(random);
  const mirrored = random.chance(0.2) ? mix(randomColor(random), [200, 210, 225], 0.3) : undefined;
  const low = mirrored ?? mix(dark, randomColor(random), random.between(0, 0.35));
  const opacity = random.between(0.86, 1);
  const lowOpacity = random.chance(0.4) ? random.between(0.7, 0.85) : opacity;
  const rim = random.chance(0.75) ? random.between(0.012, 0.045) : 0;
  const rimColor = random.chance(0.6) ? randomDark(random) : randomColor(random);
  for (const lens of lenses) {
    const { center, halfHeight } = lens;
    const fill = context.createLinearGradient(0, center.y - halfHeight, 0, center.y + halfHeight);
    fill.addColorStop(0, css(mirrored === undefined ? dark : shade(mirrored, 0.5), opacity));
    fill.addColorStop(1, css(low, lowOpacity));
    fillLens(sketch, lens, style, fill);
    drawReflection(sketch, lens, style, random.between(0.05, 0.4));
  }
  drawFrame(sketch, lenses, style, Math.max(rim, 0.012), rim > 0 ? rimColor : dark);
}

/** Thin rims and slight glare: the eyes stay visible. */
export function drawClearGlasses(sketch: Sketch): void {
  const { random } = sketch;
  const lenses = fitLenses(sketch, random.between(0.11, 0.19), 0.02);
  const style = randomStyle(sketch);
  const tint = css([225, 235, 245], random.between(0.01, 0.12));
  for (const lens of lenses) {
    fillLens(sketch, lens, style, tint);
    if (random.chance(0.5)) drawReflection(sketch, lens, style, random.between(0.1, 0.35));
    if (random.chance(0.15)) drawGlare(sketch, lens);
  }
  const color = random.chance(0.65) ? randomDark(random) : randomColor(random);
  drawFrame(sketch, lenses, style, random.between(0.008, 0.035), color);
}

/** Tinted lenses through which the eyes can still be seen. */
export function drawTintedGlasses(sketch: Sketch): void {
  const { random } = sketch;
  const lenses = fitLenses(sketch, random.between(0.12, 0.2), 0.025);
  const style = randomStyle(sketch);
  // At more than 0.4 the eyes would be neither clearly visible nor clearly hidden.
  const tint = css(randomColor(random), random.between(0.18, 0.34));
  for (const lens of lenses) {
    fillLens(sketch, lens, style, tint);
    drawReflection(sketch, lens, style, 0.08);
  }
  drawFrame(sketch, lenses, style, random.between(0.008, 0.03), randomDark(random));
}

/** One lens per eye: as wide as the turned face allows, and at least around the landmarks of the eye. */
function fitLenses({ face, random }: Sketch, halfHeight: number, margin: number): readonly Lens[] {
  const bridge = landmarkAt(face, 27);
  const droop = random.between(-0.01, 0.05);
  const width = random.between(0.38, 0.46);
  return ([-1, 1] as const).map((side) => {
    const from = side < 0 ? 36 : 42;
    const eye = middleOf(face, from, from + 6);
    const temple = landmarkAt(face, side < 0 ? 0 : 16);
    const center = { x: eye.x, y: eye.y + droop };
    let halfWidth = Math.min(Math.abs(temple.x - bridge.x) * width, 0.24);
    let tall = halfHeight;
    for (let k = from; k < from + 6; k++) {
      const point = landmarkAt(face, k);
      halfWidth = Math.max(halfWidth, Math.abs(point.x - center.x) + margin);
      tall = Math.max(tall, Math.abs(point.y - center.y) + 2 * margin);
    }
    return { center, halfWidth, halfHeight: tall, side };
  });
}

function randomStyle({ random }: Sketch): readonly [number, number, number, number] {
  return STYLES[random.below(STYLES.length)];
}

function traceLens(
  { context }: Sketch,
  { center, halfWidth, halfHeight, side }: Lens,
  style: readonly [number, number, number, number],
): void {
  const radius = Math.min(halfWidth, halfHeight);
  const [outerTop, innerTop, innerBottom, outerBottom] = style.map((share) => share * radius) as [
    number,
    number,
    number,
    number,
  ];
  // Canvas takes corners clockwise from the top left, which is the outer corner of the left lens in the image.
  const radii =
    side < 0
      ? [outerTop, innerTop, innerBottom, outerBottom]
      : [innerTop, outerTop, outerBottom, innerBottom];
  context.beginPath();
  context.roundRect(
    center.x - halfWidth,
    center.y - halfHeight,
    2 * halfWidth,
    2 * halfHeight,
    radii,
  );
}

function fillLens(
  sketch: Sketch,
  lens: Lens,
  style: readonly [number, number, number, number],
  fill: FillStyle,
): void {
  traceLens(sketch, lens, style);
  sketch.context.fillStyle = fill;
  sketch.context.fill();
}

/** Draws a bright slanted band across a lens. */
function drawReflection(
  sketch: Sketch,
  lens: Lens,
  style: readonly [number, number, number, number],
  alpha: number,
): void {
  const { context, random } = sketch;
  const { center, halfWidth, halfHeight } = lens;
  context.save();
  traceLens(sketch, lens, style);
  context.clip();
  // Drawn atop the lens only, so that the reflection does not change its alpha.
  context.globalCompositeOperation = alpha < 0.5 ? "source-over" : "source-atop";
  const x = center.x + halfWidth * random.between(-0.8, 0.5);
  strokeLine(
    context,
    css([235, 242, 250], alpha),
    halfWidth * random.between(0.2, 0.7),
    { x, y: center.y - halfHeight * 1.2 },
    { x: x + halfWidth * 0.6, y: center.y + halfHeight * 1.2 },
  );
  context.restore();
}

/** Draws a small opaque highlight on a lens, away from its middle. */
function drawGlare({ context, random }: Sketch, { center, halfWidth, halfHeight }: Lens): void {
  context.fillStyle = css([250, 252, 255], 0.92);
  context.beginPath();
  context.ellipse(
    center.x + halfWidth * random.between(-0.7, 0.7),
    center.y + halfHeight * random.between(-0.8, -0.4),
    halfWidth * random.between(0.1, 0.3),
    halfHeight * random.between(0.06, 0.2),
    random.between(-0.5, 0.5),
    0,
    2 * Math.PI,
  );
  context.fill();
}

/** Draws rims, bridge and temples. */
function drawFrame(
  sketch: Sketch,
  lenses: readonly Lens[],
  style: readonly [number, number, number, number],
  thickness: number,
  color: Rgb,
): void {
  const { context, face } = sketch;
  for (const lens of lenses) {
    const { center, halfWidth, halfHeight, side } = lens;
    traceLens(sketch, lens, style);
    context.strokeStyle = css(color);
    context.lineWidth = thickness;
    context.stroke();
    const hinge = { x: center.x + side * halfWidth, y: center.y - halfHeight * 0.5 };
    const temple = landmarkAt(face, side < 0 ? 0 : 16);
    // The temple is hidden where the head is turned so far that it lies behind the lens.
    if ((temple.x - hinge.x) * side > 0.02) {
      const ear = { x: temple.x + side * 0.06, y: Math.min(temple.y, center.y) - 0.02 };
      strokeLine(context, css(shade(color, 0.85)), Math.max(thickness, 0.018), hinge, ear);
    }
  }
  const [first, second] = lenses as readonly [Lens, Lens];
  const y = (first.center.y + second.center.y) / 2 - first.halfHeight * 0.25;
  strokeLine(
    context,
    css(color),
    Math.max(thickness, 0.014),
    { x: first.center.x + first.halfWidth, y },
    { x: second.center.x - second.halfWidth, y },
    { x: (first.center.x + second.center.x) / 2, y: y - 0.05 },
  );
}
