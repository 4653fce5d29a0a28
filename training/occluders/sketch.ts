// The argument of an occluder's drawing function, and strokes that several of them use.

import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";
import { css, type Rgb, shade } from "./color.ts";
import type { FaceFrame } from "./faceFrame.ts";
import type { Light } from "./light.ts";

/** A transparent layer to draw on, in face coordinates (see faceFrame.ts), and the parameters of the drawing. */
export interface Sketch {
  /** Its transform maps face coordinates to the layer; drawing functions restore it. */
  readonly context: SKRSContext2D;
  readonly random: Random;
  readonly face: FaceFrame;
  readonly light: Light;
  /** The photograph before this occluder is drawn. */
  readonly image: { readonly image: Uint8Array; readonly width: number; readonly height: number };
  /** Other photographs to cut patches from. */
  readonly cutouts: readonly Frame[];
}

export type FillStyle = SKRSContext2D["fillStyle"];

/** Begins a closed smooth path near the points: it runs through the middles of the polygon's sides. */
export function traceClosed(context: SKRSContext2D, points: readonly Point[]): void {
  context.beginPath();
  const last = points[points.length - 1];
  const first = points[0];
  context.moveTo((last.x + first.x) / 2, (last.y + first.y) / 2);
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length];
    context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
  });
  context.closePath();
}

/** A limb: its joints from root to tip, with half its thickness at each. */
export interface Limb {
  readonly joints: readonly Point[];
  readonly radii: readonly number[];
}

/** Begins the outline of a limb with a round tip; `thickness` scales its width. */
export function traceLimb(context: SKRSContext2D, { joints, radii }: Limb, thickness = 1): void {
  const left: Point[] = [];
  const right: Point[] = [];
  const last = joints.length - 1;
  let angle = 0;
  joints.forEach((joint, index) => {
    const before = joints[Math.max(0, index - 1)];
    const after = joints[Math.min(last, index + 1)];
    angle = Math.atan2(after.y - before.y, after.x - before.x);
    const radius = radii[index] * thickness;
    const dx = Math.sin(angle) * radius;
    const dy = -Math.cos(angle) * radius;
    left.push({ x: joint.x + dx, y: joint.y + dy });
    right.push({ x: joint.x - dx, y: joint.y - dy });
  });
  context.beginPath();
  traceThrough(context, left, true);
  const tip = joints[last];
  const radius = radii[last] * thickness;
  context.arc(tip.x, tip.y, radius, angle - Math.PI / 2, angle + Math.PI / 2);
  traceThrough(context, right.reverse(), false);
  context.closePath();
}

/** Fills a limb with round shading: dark at the edges, brightest along the middle. */
export function fillLimb(context: SKRSContext2D, limb: Limb, color: Rgb): void {
  for (const [thickness, brightness, alpha] of LIMB_SHADES) {
    traceLimb(context, limb, thickness);
    context.fillStyle = css(shade(color, brightness), alpha);
    context.fill();
  }
}

const LIMB_SHADES: readonly (readonly [number, number, number])[] = [
  [1, 0.66, 1],
  [0.86, 0.86, 1],
  [0.66, 1, 0.9],
  [0.34, 1.12, 0.6],
];

/** Adds a smooth open line through points to the current path. */
function traceThrough(context: SKRSContext2D, points: readonly Point[], move: boolean): void {
  const first = points[0];
  if (move) context.moveTo(first.x, first.y);
  else context.lineTo(first.x, first.y);
  for (let i = 1; i < points.length - 1; i++) {
    const point = points[i];
    const next = points[i + 1];
    context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
  }
  const end = points[points.length - 1];
  context.lineTo(end.x, end.y);
}

/** Draws a thin line, straight or bent towards a control point. */
export function strokeLine(
  context: SKRSContext2D,
  style: string,
  lineWidth: number,
  from: Point,
  to: Point,
  bend?: Point,
): void {
  context.strokeStyle = style;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.moveTo(from.x, from.y);
  if (bend === undefined) context.lineTo(to.x, to.y);
  else context.quadraticCurveTo(bend.x, bend.y, to.x, to.y);
  context.stroke();
}

/** Calls `draw` in a local coordinate frame: its origin, the angle of its x axis, its scale. */
export function within(
  context: SKRSContext2D,
  origin: Point,
  angle: number,
  scale: Point,
  draw: () => void,
): void {
  context.save();
  context.translate(origin.x, origin.y);
  context.rotate(angle);
  context.scale(scale.x, scale.y);
  draw();
  context.restore();
}
