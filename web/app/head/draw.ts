// Draws the 3-D head as the camera sees it: flat shaded, occluded parts in the colour of occluded landmarks.

import type { Face } from "../../../src/index.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../../../src/pose/rotation.ts";
import { FACE, type Mesh, SKULL, type Triangle } from "./mesh.ts";

export interface HeadColors {
  readonly skin: Rgb;
  readonly skull: Rgb;
  readonly hidden: Rgb;
  readonly feature: string;
  readonly nose: string;
}

type Rgb = readonly [number, number, number];

/** The part of a face that is drawn. */
type PosedFace = Pick<Face, "pose" | "landmarks">;

/** From the camera's upper left towards the head. */
const LIGHT: Vector3 = [-0.35, -0.5, -0.79];
const EYES = [
  [36, 37, 38, 39, 40, 41],
  [42, 43, 44, 45, 46, 47],
] as const;
const LIPS = [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59] as const;
const NOSE_TIP = 30;
/** Millimetres from the centre of the drawing to its nearer border. */
const HALF_EXTENT = 150;
/** The head's centre, millimetres. It is drawn at the centre of the drawing. */
const CENTER: Vector3 = [0, 16, 45];

/** Draws on a context of `width` × `height`. Without a face the head is frontal and faint. */
export function drawHead(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  face: PosedFace | null,
  colors: HeadColors,
): void {
  const rotation = rotationFromAngles(face?.pose ?? { yaw: 0, pitch: 0, roll: 0 });
  const scale = Math.min(width, height) / (2 * HALF_EXTENT);
  const turn = ([x, y, z]: Vector3): Vector3 =>
    rotateVector(rotation, [x - CENTER[0], y - CENTER[1], z - CENTER[2]]);
  const place = ([x, y]: Vector3) => [width / 2 + scale * x, height / 2 + scale * y] as const;

  context.clearRect(0, 0, width, height);
  context.globalAlpha = face === null ? 0.35 : 1;
  context.lineJoin = "round";
  const fillMesh = (
    { points, triangles }: Mesh,
    colorOf: (triangle: Triangle) => Rgb,
  ): Vector3[] => {
    const turned = points.map(turn);
    const facing = triangles
      .map((triangle) => ({ triangle, corners: cornersOf(triangle, turned) }))
      .filter(({ corners }) => normalOf(corners)[2] < 0)
      .sort((p, q) => depthOf(q.corners) - depthOf(p.corners));
    for (const { triangle, corners } of facing) {
      const style = shade(colorOf(triangle), brightnessOf(normalOf(corners)));
      context.fillStyle = style;
      // A thin line in the same colour closes the seams that antialiasing leaves.
      context.strokeStyle = style;
      context.lineWidth = 0.75;
      context.beginPath();
      for (const corner of corners) context.lineTo(...place(corner));
      context.closePath();
      context.fill();
      context.stroke();
    }
    return turned;
  };

  fillMesh(SKULL, () => colors.skull);
  const isHidden = (k: number): boolean => face?.landmarks[k]?.occluded ?? false;
  const points = fillMesh(FACE, (triangle) =>
    blend(colors.skin, colors.hidden, triangle.filter(isHidden).length / 3),
  );

  const outline = (indices: readonly number[]): boolean => {
    const corners = indices.map((k) => points[k]);
    context.beginPath();
    for (const corner of corners) context.lineTo(...place(corner));
    context.closePath();
    // The corners are clockwise on the image only when seen from the front.
    return signedArea(corners) > 0;
  };
  context.fillStyle = colors.feature;
  for (const feature of [...EYES, LIPS]) if (outline(feature)) context.fill();
  drawNose(context, points[NOSE_TIP], rotateVector(rotation, [0, 0, -1]), place, colors.nose);
  context.globalAlpha = 1;
}

type Corners = readonly [Vector3, Vector3, Vector3];

function cornersOf([a, b, c]: Triangle, points: readonly Vector3[]): Corners {
  return [points[a], points[b], points[c]];
}

/** A line from the nose in the direction of the head. */
function drawNose(
  context: CanvasRenderingContext2D,
  tip: Vector3,
  forward: Vector3,
  place: (point: Vector3) => readonly [number, number],
  color: string,
): void {
  const LENGTH = 90;
  const end: Vector3 = [
    tip[0] + LENGTH * forward[0],
    tip[1] + LENGTH * forward[1],
    tip[2] + LENGTH * forward[2],
  ];
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineCap = "round";
  context.lineWidth = 3.5;
  context.beginPath();
  context.moveTo(...place(tip));
  context.lineTo(...place(end));
  context.stroke();
  context.beginPath();
  context.arc(...place(end), 5, 0, 2 * Math.PI);
  context.fill();
}

function normalOf([p, q, r]: Corners): Vector3 {
  const [ux, uy, uz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
  const [vx, vy, vz] = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
  const normal: Vector3 = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal) || 1;
  // The corners are clockwise with y down, so the cross product points into the head: it is reversed.
  return [-normal[0] / length, -normal[1] / length, -normal[2] / length];
}

function depthOf([p, q, r]: Corners): number {
  return p[2] + q[2] + r[2];
}

function signedArea(corners: readonly Vector3[]): number {
  return corners.reduce((sum, [x, y], k) => {
    const [nextX, nextY] = corners[(k + 1) % corners.length];
    return sum + x * nextY - nextX * y;
  }, 0);
}

function brightnessOf(normal: Vector3): number {
  const lit = normal[0] * LIGHT[0] + normal[1] * LIGHT[1] + normal[2] * LIGHT[2];
  return 0.62 + 0.48 * Math.max(0, lit);
}

function blend(from: Rgb, to: Rgb, share: number): Rgb {
  const tone = (k: 0 | 1 | 2): number => from[k] + share * (to[k] - from[k]);
  return [tone(0), tone(1), tone(2)];
}

function shade([red, green, blue]: Rgb, brightness: number): string {
  const tone = (value: number): number => Math.min(255, Math.round(value * brightness));
  return `rgb(${tone(red)} ${tone(green)} ${tone(blue)})`;
}
