// Objects held before or beside the face: telephones, cups and bottles, with the fingers that hold them.

import { css, mix, type Rgb, randomColor, randomDark, shade } from "./color.ts";
import { landmarkAt, middleOf } from "./faceFrame.ts";
import { drawGrip, handSkin } from "./hand.ts";
import { type Sketch, within } from "./sketch.ts";
import { clothFill } from "./texture.ts";

/** A telephone at ear and cheek, or held up in front. */
export function drawPhone(sketch: Sketch): void {
  const { context, random, face } = sketch;
  const skin = handSkin(sketch);
  const atEar = random.chance(0.5);
  const side = random.chance(0.5) ? -1 : 1;
  const jaw = landmarkAt(face, side < 0 ? 3 : 13);
  const eye = side < 0 ? middleOf(face, 36, 42) : middleOf(face, 42, 48);
  const nose = landmarkAt(face, 30);
  const center = atEar
    ? { x: jaw.x - side * random.between(-0.02, 0.16), y: jaw.y + random.between(-0.2, 0.05) }
    : {
        x: nose.x + (eye.x - nose.x) * random.between(-0.3, 1.2) + random.normal() * 0.05,
        y: nose.y + random.between(-0.15, 0.5),
      };
  const angle = atEar ? -side * random.between(-0.1, 0.45) : random.normal() * 0.5;
  const width = random.between(0.4, 0.52);
  const height = width * random.between(1.75, 2.1);
  within(context, center, angle, { x: 1, y: 1 }, () => {
    const body = random.chance(0.6) ? randomDark(random) : randomColor(random);
    context.fillStyle = css(body);
    context.beginPath();
    context.roundRect(-width / 2, -height / 2, width, height, width * random.between(0.08, 0.2));
    context.fill();
    context.lineWidth = 0.012;
    context.strokeStyle = css(mix(body, [200, 200, 205], 0.5));
    context.stroke();
    if (random.chance(0.4)) drawScreen(sketch, width, height);
    else drawCameras(sketch, body, width, height);
    const fingers = 2 + random.below(3);
    const grip = { x: side * width * 0.62, y: random.between(0, 0.25) * height };
    drawGrip(
      sketch,
      skin,
      grip,
      side > 0 ? Math.PI : 0,
      width * random.between(0.35, 0.7),
      fingers,
    );
  });
}

/** A cup, can or bottle lifted to the mouth. */
export function drawCup(sketch: Sketch): void {
  const { context, random, face } = sketch;
  const skin = handSkin(sketch);
  const mouth = middleOf(face, 48, 68);
  const lip = landmarkAt(face, 51);
  const rim = { x: mouth.x + random.normal() * 0.05, y: random.chance(0.5) ? lip.y : mouth.y };
  const bottle = random.chance(0.35);
  const width = bottle ? random.between(0.32, 0.42) : random.between(0.45, 0.68);
  const height = random.between(0.6, 0.95);
  const neck = bottle ? random.between(0.15, 0.35) : 0;
  const color = random.chance(0.3) ? ([238, 236, 230] as const) : randomColor(random);
  within(context, rim, random.normal() * 0.35, { x: 1, y: 1 }, () => {
    const half = width / 2;
    const foot = half * (bottle ? 1 : random.between(0.65, 1));
    const top = bottle ? half * 0.35 : half;
    context.fillStyle = random.chance(0.3)
      ? clothFill(sketch, color, random.between(0.2, 0.8))
      : roundShading(sketch, color, half);
    context.beginPath();
    context.moveTo(-top, 0);
    if (bottle) {
      context.lineTo(-top, neck);
      context.bezierCurveTo(-top, neck + 0.1, -half, neck + 0.05, -half, neck + 0.2);
    }
    context.lineTo(-foot, neck + height);
    context.quadraticCurveTo(0, neck + height + 0.1, foot, neck + height);
    if (bottle) {
      context.lineTo(half, neck + 0.2);
      context.bezierCurveTo(half, neck + 0.05, top, neck + 0.1, top, neck);
    }
    context.lineTo(top, 0);
    context.closePath();
    context.fill();
    const tilt = top * random.between(0.08, 0.35);
    context.beginPath();
    context.ellipse(0, 0, top, tilt, 0, 0, 2 * Math.PI);
    context.fillStyle = css(shade(color, random.between(0.5, 1)));
    context.fill();
    context.strokeStyle = css(shade(color, 1.15));
    context.lineWidth = 0.014;
    context.stroke();
    const side = random.chance(0.5) ? -1 : 1;
    const grip = { x: side * width * 0.6, y: neck + height * random.between(0.3, 0.6) };
    drawGrip(
      sketch,
      skin,
      grip,
      side > 0 ? Math.PI : 0,
      width * random.between(0.5, 0.85),
      3 + random.below(2),
    );
  });
}

/** Shading across a cylinder of half width `half` around x = 0. */
function roundShading({ context, random }: Sketch, color: Rgb, half: number) {
  const gradient = context.createLinearGradient(-half, 0, half, 0);
  const bright = random.between(0.25, 0.75);
  gradient.addColorStop(0, css(shade(color, 0.6)));
  gradient.addColorStop(bright, css(shade(color, 1.12)));
  gradient.addColorStop(1, css(shade(color, 0.55)));
  return gradient;
}

function drawScreen({ context, random }: Sketch, width: number, height: number): void {
  const inset = width * 0.05;
  const gradient = context.createLinearGradient(0, -height / 2, width / 2, height / 2);
  gradient.addColorStop(0, css(randomColor(random)));
  gradient.addColorStop(1, css(randomColor(random)));
  context.fillStyle = gradient;
  context.fillRect(-width / 2 + inset, -height * 0.44, width - 2 * inset, height * 0.88);
  for (let i = 0; i < 4; i++) {
    context.fillStyle = css(randomColor(random), 0.8);
    const w = width * random.between(0.2, 0.7);
    context.fillRect(-width * 0.4, (i - 2) * height * 0.18, w, height * random.between(0.03, 0.12));
  }
}

function drawCameras({ context, random }: Sketch, body: Rgb, width: number, height: number): void {
  context.fillStyle = css(mix(body, [90, 90, 95], 0.35));
  context.beginPath();
  context.roundRect(-width * 0.42, -height * 0.46, width * 0.4, width * 0.4, width * 0.08);
  context.fill();
  const count = 1 + random.below(3);
  for (let i = 0; i < count; i++) {
    context.fillStyle = css([12, 12, 16]);
    context.beginPath();
    const x = -width * (0.32 - 0.18 * (i & 1));
    context.arc(x, -height * 0.46 + width * (0.1 + 0.1 * i), width * 0.065, 0, 2 * Math.PI);
    context.fill();
  }
}
