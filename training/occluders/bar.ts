// Bars across the face: the rim of a steering wheel, straight bars, a seat belt.

import { css, randomColor, randomDark, shade } from "./color.ts";
import { landmarkAt } from "./faceFrame.ts";
import { type Sketch, within } from "./sketch.ts";
import { clothFill } from "./texture.ts";

/** Draws one bar near a random landmark. */
export function drawBar(sketch: Sketch): void {
  const { random } = sketch;
  const pick = random.next();
  if (pick < 0.45) drawWheel(sketch);
  else if (pick < 0.75) drawPost(sketch);
  else drawBelt(sketch);
}

/** The upper arc of a steering wheel, which hides the face from below; sometimes with a spoke. */
function drawWheel({ context, random, face }: Sketch): void {
  const color = random.chance(0.8) ? randomDark(random) : randomColor(random);
  const radius = random.between(0.9, 1.6);
  const thickness = random.between(0.14, 0.26);
  const touched = landmarkAt(face, [8, 57, 33, 62, 30, 5, 11][random.below(7)]);
  const turn = random.normal() * 0.5;
  const center = {
    x: touched.x - Math.sin(turn) * radius,
    y: touched.y + Math.cos(turn) * radius,
  };
  if (random.chance(0.4)) {
    within(context, center, turn + random.normal() * 0.6, { x: 1, y: 1 }, () => {
      context.fillStyle = css(shade(color, 0.9));
      context.fillRect(-thickness * 0.7, -radius, thickness * 1.4, radius);
    });
  }
  for (const [share, brightness] of ROUND_SHADES) {
    context.beginPath();
    context.arc(center.x, center.y, radius, 0, 2 * Math.PI);
    context.lineWidth = thickness * share;
    context.strokeStyle = css(shade(color, brightness));
    context.stroke();
  }
}

/** A straight round bar at any angle. */
function drawPost({ context, random, face }: Sketch): void {
  const color = random.chance(0.5) ? randomDark(random) : randomColor(random);
  const thickness = random.between(0.1, 0.3);
  const through = landmarkAt(face, random.below(68));
  within(context, through, random.between(0, Math.PI), { x: 1, y: 1 }, () => {
    for (const [share, brightness] of ROUND_SHADES) {
      context.fillStyle = css(shade(color, brightness));
      context.fillRect(-4, (-thickness * share) / 2, 8, thickness * share);
    }
  });
}

/** A flat strap across the lower face. */
function drawBelt(sketch: Sketch): void {
  const { context, random, face } = sketch;
  const color = random.chance(0.8) ? randomDark(random) : randomColor(random);
  const width = random.between(0.22, 0.34);
  const through = landmarkAt(face, [4, 6, 8, 10, 12, 57, 48, 54][random.below(8)]);
  const angle = (random.chance(0.5) ? 1 : -1) * random.between(0.4, 1.2);
  within(context, through, angle, { x: 1, y: 1 }, () => {
    context.fillStyle = clothFill(sketch, color, random.between(0.03, 0.08));
    context.fillRect(-4, -width / 2, 8, width);
    context.fillStyle = css(shade(color, 1.5), 0.8);
    for (const y of [-0.46, -0.38, 0.36, 0.44]) context.fillRect(-4, y * width, 8, width * 0.03);
  });
}

/** Thickness (as a share) and brightness of the strokes that shade a round bar, from its edge to its highlight. */
const ROUND_SHADES: readonly (readonly [number, number])[] = [
  [1, 0.6],
  [0.8, 0.9],
  [0.55, 1.15],
  [0.2, 1.7],
];
