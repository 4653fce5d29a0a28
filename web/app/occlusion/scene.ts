// What was laid over an image: things that can be moved, and strokes of a brush.

import type { Face } from "../../../src/index.ts";
import { type ObjectKind, PAINTERS, SEATS } from "./objects.ts";

/** A thing on the image; all lengths in image pixels. */
export interface Thing {
  readonly id: number;
  readonly kind: ObjectKind;
  readonly x: number;
  readonly y: number;
  /** The width of the face that it fits. */
  readonly size: number;
  /** Radians, clockwise. */
  readonly turn: number;
}

export interface Stroke {
  readonly width: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** All that hides the face, from the back to the front: strokes, then things. */
export interface Scene {
  readonly things: readonly Thing[];
  readonly strokes: readonly Stroke[];
}

export const EMPTY_SCENE: Scene = { things: [], strokes: [] };

const BRUSH_COLOR = "#6f747b";

/** Draws an image and what hides it on a canvas of the image's size. */
export function paintScene(
  context: CanvasRenderingContext2D,
  image: CanvasImageSource,
  { things, strokes }: Scene,
): void {
  context.drawImage(image, 0, 0);
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { width, points } of strokes) {
    context.strokeStyle = BRUSH_COLOR;
    context.lineWidth = width;
    context.beginPath();
    for (const { x, y } of points) context.lineTo(x, y);
    // A single dab has no length and would not show.
    const [dab] = points;
    if (points.length === 1 && dab) context.lineTo(dab.x + 0.1, dab.y);
    context.stroke();
  }
  for (const { kind, x, y, size, turn } of things) {
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.scale(size, size);
    PAINTERS[kind](context);
    context.restore();
  }
}

/**
 * A thing put on a face, sized and turned as the face is.
 *
 * @param scale image pixels per frame pixel of the face.
 */
export function putOn(kind: ObjectKind, id: number, face: Face, scale: number): Thing {
  const { box, pose, landmarks } = face;
  const [right, left] = [landmarks[36], landmarks[45]];
  const turn =
    right && left ? Math.atan2(left.y - right.y, left.x - right.x) : (pose.roll * Math.PI) / 180;
  const size = scale * box.width;
  const seat = SEATS[kind];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return {
    id,
    kind,
    x: scale * (box.x + box.width / 2) + size * (cos * seat.x - sin * seat.y),
    y: scale * (box.y + box.height / 2) + size * (sin * seat.x + cos * seat.y),
    size,
    turn,
  };
}

/** The topmost thing at a place, image pixels. */
export function thingAt({ things }: Scene, x: number, y: number): Thing | undefined {
  return things.findLast((thing) => Math.hypot(thing.x - x, thing.y - y) < 0.5 * thing.size);
}

/** The scene with one thing changed. */
export function withThing(scene: Scene, id: number, changes: Partial<Thing>): Scene {
  return {
    ...scene,
    things: scene.things.map((thing) => (thing.id === id ? { ...thing, ...changes } : thing)),
  };
}
