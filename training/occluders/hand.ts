// Hands before the face: open, pointing or closed, with forearm; fingers that hold an object.

import type { Point } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";
import { css, mix, type Rgb, randomColor, randomSkin, shade } from "./color.ts";
import { landmarkAt, middleOf } from "./faceFrame.ts";
import { fillLimb, type Limb, type Sketch, strokeLine, traceClosed, within } from "./sketch.ts";
import { clothFill } from "./texture.ts";

/** Hand coordinates: origin in the middle of the palm, fingers towards −y, thumb towards +x, in face units. */
const KNUCKLES: readonly Point[] = [
  { x: 0.2, y: -0.27 },
  { x: 0.068, y: -0.31 },
  { x: -0.068, y: -0.3 },
  { x: -0.195, y: -0.25 },
];
const FINGER_LENGTHS = [0.4, 0.46, 0.42, 0.33] as const;
const FINGER_RADIUS = 0.068;

/** Draws a hand from below or the side, over a random part of the face. */
export function drawHand(sketch: Sketch): void {
  const { context, random } = sketch;
  const target = randomTarget(sketch);
  // Direction of the arm, from straight down (0) to the side of the target.
  const side = target.x < -0.1 ? -1 : target.x > 0.1 ? 1 : random.chance(0.5) ? 1 : -1;
  const sideways = side * random.between(-0.25, 1.35);
  const arm = { x: Math.sin(sideways), y: Math.cos(sideways) };
  const reach = random.between(-0.1, 0.42);
  const palm = {
    x: target.x + arm.x * reach + random.normal() * 0.06,
    y: target.y + arm.y * reach + random.normal() * 0.06,
  };
  const scale = random.between(0.85, 1.15);
  const mirrored = random.chance(0.5) ? scale : -scale;
  const skin = handSkin(sketch);
  const closed = random.chance(0.25);
  within(context, palm, -sideways, { x: mirrored, y: scale }, () => {
    drawForearm(sketch, skin);
    if (closed) drawFist(sketch, skin);
    else drawOpenHand(sketch, skin);
  });
}

/** The colour of a hand: that of this face's skin, or a random one. */
export function handSkin({ random, light }: Sketch): Rgb {
  if (random.chance(0.45)) return randomSkin(random);
  const own: Rgb = [
    light.skin[0] / light.gain[0],
    light.skin[1] / light.gain[1],
    light.skin[2] / light.gain[2],
  ];
  return shade(own, random.between(0.85, 1.12));
}

/**
 * Draws fingertips around a held object: `count` fingers side by side from (x, y), each along `angle` with `length`.
 */
export function drawGrip(
  sketch: Sketch,
  skin: Rgb,
  from: Point,
  angle: number,
  length: number,
  count: number,
): void {
  const { context, random } = sketch;
  for (let i = 0; i < count; i++) {
    const radius = FINGER_RADIUS * random.between(0.85, 1);
    const y = (i - (count - 1) / 2) * FINGER_RADIUS * 2.02;
    const reach = length * random.between(0.85, 1.1);
    within(context, from, angle, { x: 1, y: 1 }, () => {
      const finger: Limb = {
        joints: [
          { x: 0, y },
          { x: reach * 0.5, y: y + random.normal() * 0.01 },
          { x: reach, y: y + random.normal() * 0.015 },
        ],
        radii: [radius, radius, radius * 0.85],
      };
      drawFinger(sketch, skin, finger, true);
    });
  }
}

function randomTarget({ face, random }: Sketch): Point {
  const side = random.chance(0.5);
  const spots: readonly (() => Point)[] = [
    () => middleOf(face, 48, 68),
    () => middleOf(face, 48, 68),
    () => landmarkAt(face, 30),
    () => {
      const jaw = landmarkAt(face, side ? 3 : 13);
      const nose = landmarkAt(face, side ? 31 : 35);
      return { x: (jaw.x + nose.x) / 2, y: (jaw.y + nose.y) / 2 };
    },
    () => landmarkAt(face, 8),
    () => (side ? middleOf(face, 36, 42) : middleOf(face, 42, 48)),
    () => landmarkAt(face, side ? 2 : 14),
    () => {
      const brow = side ? middleOf(face, 17, 22) : middleOf(face, 22, 27);
      return { x: brow.x, y: brow.y - 0.1 };
    },
  ];
  return spots[random.below(spots.length)]();
}

function drawForearm(sketch: Sketch, skin: Rgb): void {
  const { context, random } = sketch;
  const bend = random.normal() * 0.15;
  const arm: Limb = {
    joints: [
      { x: bend * 3, y: 2.6 },
      { x: bend, y: 1.1 },
      { x: 0, y: 0.25 },
    ],
    radii: [0.36, 0.27, 0.2],
  };
  fillLimb(context, arm, shade(skin, 0.97));
  if (!random.chance(0.6)) return;
  const cuff = random.between(0.42, 1);
  context.fillStyle = clothFill(sketch, randomColor(random), random.between(0.15, 0.6));
  traceClosed(context, [
    { x: -0.3, y: cuff + random.normal() * 0.03 },
    { x: 0.3, y: cuff + random.normal() * 0.03 },
    { x: 0.34 + bend, y: cuff + 0.3 },
    { x: 0.5 + bend * 3, y: 3 },
    { x: -0.5 + bend * 3, y: 3 },
    { x: -0.34 + bend, y: cuff + 0.3 },
  ]);
  context.fill();
}

function drawPalm(sketch: Sketch, skin: Rgb, top: number): void {
  const { context, random } = sketch;
  const gradient = context.createRadialGradient(-0.04, -0.06, 0.03, 0, 0, 0.48);
  gradient.addColorStop(0, css(shade(skin, 1.07)));
  gradient.addColorStop(0.6, css(skin));
  gradient.addColorStop(1, css(shade(skin, 0.7)));
  context.fillStyle = gradient;
  traceClosed(context, [
    { x: -0.22, y: 0.42 },
    { x: 0.22, y: 0.42 },
    { x: 0.29, y: 0.16 },
    { x: 0.3, y: -0.12 },
    { x: 0.27, y: top },
    { x: 0, y: top - 0.09 },
    { x: -0.27, y: top },
    { x: -0.29, y: -0.08 },
    { x: -0.27, y: 0.18 },
  ]);
  context.fill();
  const crease = css(shade(skin, 0.72), 0.55);
  for (let i = 0; i < 3; i++) {
    strokeLine(
      context,
      crease,
      0.008,
      { x: random.between(0.05, 0.24), y: random.between(-0.2, 0.1) },
      { x: random.between(-0.24, -0.05), y: random.between(-0.2, 0.25) },
      { x: 0, y: random.between(-0.15, 0.2) },
    );
  }
}

function drawOpenHand(sketch: Sketch, skin: Rgb): void {
  const { random } = sketch;
  const nails = random.chance(0.6);
  drawPalm(sketch, skin, -0.25);
  const extended = 2 + random.below(3);
  const spread = random.between(0.01, 0.16);
  const foreshortening = random.between(0.65, 1.05);
  const curl = random.normal() * 0.08;
  KNUCKLES.forEach((knuckle, index) => {
    const long = index < extended;
    const length = (FINGER_LENGTHS[index] as number) * foreshortening * (long ? 1 : 0.35);
    const angle = (1.5 - index) * spread + random.normal() * 0.04;
    drawFinger(sketch, skin, bentFinger(random, knuckle, angle, length, curl), nails && long);
  });
  const out = random.between(0.15, 1.1);
  const thumb: Limb = {
    joints: [
      { x: 0.16, y: 0.2 },
      { x: 0.28 + 0.08 * out, y: 0 },
      { x: 0.26 + 0.2 * out, y: -0.16 },
      { x: 0.26 + 0.28 * out, y: -0.3 + 0.08 * out },
    ],
    radii: [0.12, 0.09, 0.074, 0.06],
  };
  drawFinger(sketch, skin, thumb, nails);
}

function drawFist(sketch: Sketch, skin: Rgb): void {
  const { context, random } = sketch;
  drawPalm(sketch, skin, -0.2);
  for (const knuckle of KNUCKLES) {
    const finger: Limb = {
      joints: [
        { x: knuckle.x, y: knuckle.y + 0.02 },
        { x: knuckle.x * 0.97, y: knuckle.y + 0.15 },
        { x: knuckle.x * 0.93, y: knuckle.y + random.between(0.27, 0.32) },
      ],
      radii: [0.06, 0.07, 0.06],
    };
    fillLimb(context, finger, skin);
  }
  const thumb: Limb = {
    joints: [
      { x: 0.27, y: 0.18 },
      { x: 0.22, y: 0.06 },
      { x: 0.02, y: random.between(0.02, 0.08) },
    ],
    radii: [0.1, 0.08, 0.062],
  };
  drawFinger(sketch, skin, thumb, random.chance(0.5));
}

/** Three bones from a knuckle, each rotated by `curl` against the previous one; angle 0 points along −y. */
function bentFinger(
  random: Random,
  knuckle: Point,
  angle: number,
  length: number,
  curl: number,
): Limb {
  const joints: Point[] = [{ x: knuckle.x, y: knuckle.y + 0.06 }];
  let at = { x: knuckle.x, y: knuckle.y };
  let direction = angle;
  for (const share of [0.42, 0.32, 0.26]) {
    at = {
      x: at.x + Math.sin(direction) * length * share,
      y: at.y - Math.cos(direction) * length * share,
    };
    joints.push(at);
    direction += curl + random.normal() * 0.03;
  }
  const thickness = FINGER_RADIUS * random.between(0.92, 1.06);
  return { joints, radii: [thickness, thickness, thickness * 0.93, thickness * 0.78] };
}

function drawFinger({ context, random }: Sketch, skin: Rgb, limb: Limb, nail: boolean): void {
  fillLimb(context, limb, shade(skin, random.between(0.96, 1.04)));
  const last = limb.joints.length - 1;
  const tip = limb.joints[last];
  const before = limb.joints[last - 1];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const radius = limb.radii[last];
  within(context, before, angle, { x: 1, y: 1 }, () => {
    const crease = css(shade(skin, 0.68), 0.6);
    for (const x of [-0.012, 0.012]) {
      strokeLine(context, crease, 0.007, { x, y: -radius * 0.7 }, { x, y: radius * 0.7 });
    }
  });
  if (!nail) return;
  within(context, tip, angle, { x: 1, y: 1 }, () => {
    context.fillStyle = css(mix(shade(skin, 1.12), [250, 200, 195], 0.35));
    context.beginPath();
    context.ellipse(radius * 0.3, 0, radius * 0.62, radius * 0.55, 0, 0, 2 * Math.PI);
    context.fill();
  });
}
