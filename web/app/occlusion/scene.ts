// What is laid over an image: movable occluders, and strokes of a brush.

import type { Face } from "../../../src/index.ts";
import { type OccluderKind, PAINTERS, SEATS } from "./occluders.ts";

/** An occluder on the image; all lengths in image pixels. */
export interface Occluder {
  readonly id: number;
  readonly kind: OccluderKind;
  readonly x: number;
  readonly y: number;
  /** The width of the face that it fits. */
  readonly size: number;
  /** Radians, clockwise. */
  readonly turn: number;
}

interface Stroke {
  readonly width: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** All that hides the face: strokes, and occluders in front of them. */
export interface Scene {
  readonly occluders: readonly Occluder[];
  readonly strokes: readonly Stroke[];
}

export const EMPTY_SCENE: Scene = { occluders: [], strokes: [] };

const BRUSH_COLOR = "#6f747b";

/** Draws an image and a scene over it on a canvas of the image's size. */
export function paintScene(
  context: CanvasRenderingContext2D,
  image: CanvasImageSource,
  { occluders, strokes }: Scene,
): void {
  context.drawImage(image, 0, 0);
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { width, points } of strokes) {
    context.strokeStyle = BRUSH_COLOR;
    context.lineWidth = width;
    context.beginPath();
    for (const { x, y } of points) context.lineTo(x, y);
    // A stroke of a single point has no length and would not be visible.
    const [dab] = points;
    if (points.length === 1 && dab) context.lineTo(dab.x + 0.1, dab.y);
    context.stroke();
  }
  for (const { kind, x, y, size, turn } of occluders) {
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.scale(size, size);
    PAINTERS[kind](context);
    context.restore();
  }
}

/**
 * An occluder on a face, with the face's size and rotation.
 *
 * @param scale image pixels per frame pixel of the face.
 */
export function putOn(kind: OccluderKind, id: number, face: Face, scale: number): Occluder {
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

/** The topmost occluder at a position in image pixels. */
export function occluderAt({ occluders }: Scene, x: number, y: number): Occluder | undefined {
  return occluders.findLast(
    (occluder) => Math.hypot(occluder.x - x, occluder.y - y) < 0.5 * occluder.size,
  );
}

/** The scene with one occluder changed. */
export function withOccluder(scene: Scene, id: number, changes: Partial<Occluder>): Scene {
  return {
    ...scene,
    occluders: scene.occluders.map((occluder) =>
      occluder.id === id ? { ...occluder, ...changes } : occluder,
    ),
  };
}
