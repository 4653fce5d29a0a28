// A training image for the detector: a square canvas, and the faces drawn on it so far.

import { type Affine, type Box, type Point, transformPoint } from "../../src/image/geometry.ts";
import type { Canvas } from "./pyramid.ts";

/** A face on a scene. */
export interface SceneFace {
  /** In canvas pixels, cut at the canvas's border. */
  readonly box: Box;
  /** Neither a face to find nor background: too small, too hidden or too far outside. */
  readonly ignored: boolean;
  /** Its 68 landmarks in canvas pixels, x and y interleaved, where they are known. */
  readonly landmarks?: Float32Array;
}

export interface Scene extends Canvas {
  readonly faces: SceneFace[];
}

/** Smaller faces (longer side in input pixels) are ignored. */
export const SMALLEST_FACE = 12;
/** A face with a smaller share of its box on the canvas is ignored. */
const VISIBLE_SHARE = 0.6;

/** An empty, black scene. */
export function createScene(size: number): Scene {
  return { image: new Uint8Array(size * size * 3), size, faces: [] };
}

/**
 * Adds a face by its whole box; nothing is added for a face of which less than a pixel's width or height is on the canvas.
 *
 * @param options `blurred`: the face is too small in the photograph itself.
 */
export function addFace(
  scene: Scene,
  full: Box,
  options: { readonly landmarks?: Float32Array; readonly blurred?: boolean } = {},
): void {
  const { landmarks, blurred = false } = options;
  const limit = scene.size - 0.5;
  const left = Math.max(-0.5, full.x);
  const top = Math.max(-0.5, full.y);
  const width = Math.min(limit, full.x + full.width) - left;
  const height = Math.min(limit, full.y + full.height) - top;
  // A table of boxes rounds to tenths of a pixel: a thinner rest would be an empty box there.
  if (width < 1 || height < 1) return;
  const visible = (width * height) / (full.width * full.height);
  const small = Math.max(full.width, full.height) < SMALLEST_FACE;
  const ignored = blurred || small || visible < VISIBLE_SHARE;
  scene.faces.push({
    box: { x: left, y: top, width, height },
    ignored,
    landmarks,
  });
}

/** A face is ignored from this hidden share of its box. */
const HALF_HIDDEN = 0.45;
/** A face is removed from this hidden share of its box: its place is background. */
const ALL_HIDDEN = 0.9;

/**
 * Updates the faces after something was drawn over the scene: half hidden ones are ignored, wholly hidden ones removed.
 *
 * @param hides whether the drawn thing hides a canvas pixel.
 */
export function hideFaces(scene: Scene, hides: (x: number, y: number) => boolean): void {
  const left = scene.faces.flatMap((face) => {
    const hidden = hiddenShare(face.box, hides);
    if (hidden >= ALL_HIDDEN) return [];
    return [hidden >= HALF_HIDDEN ? { ...face, ignored: true } : face];
  });
  scene.faces.splice(0, scene.faces.length, ...left);
}

function hiddenShare(box: Box, hides: (x: number, y: number) => boolean): number {
  let hidden = 0;
  for (let i = 0; i < COVER_SAMPLES ** 2; i++) {
    const u = ((i % COVER_SAMPLES) + 0.5) / COVER_SAMPLES;
    const v = (Math.floor(i / COVER_SAMPLES) + 0.5) / COVER_SAMPLES;
    if (hides(box.x + u * box.width, box.y + v * box.height)) hidden++;
  }
  return hidden / COVER_SAMPLES ** 2;
}

/** Samples along each side of a box to estimate its hidden share. */
const COVER_SAMPLES = 6;

/**
 * The upright box of a transformed face: the bounds of the transformed ellipse inscribed in the old box, because a face
 * does not fill the corners of its box.
 */
export function transformFaceBox(box: Box, t: Affine): Box {
  const center = transformPoint(t, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const halfWidth = Math.hypot(t.a * box.width, t.b * box.height) / 2;
  const halfHeight = Math.hypot(t.d * box.width, t.e * box.height) / 2;
  return {
    x: center.x - halfWidth,
    y: center.y - halfHeight,
    width: 2 * halfWidth,
    height: 2 * halfHeight,
  };
}

/** Where a photograph is drawn on the canvas. */
export interface Placement {
  /** Point of the photograph that is mapped to `to`. */
  readonly from: Point;
  readonly to: Point;
  /** Canvas pixels per pixel of the photograph, across and down the photograph. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Radians, clockwise. */
  readonly rotation: number;
  readonly mirrored: boolean;
}

/** The transform from pixels of a photograph to pixels of the canvas. */
export function placementTransform(placement: Placement): Affine {
  const { from, to, scaleY, rotation, mirrored } = placement;
  const scaleX = mirrored ? -placement.scaleX : placement.scaleX;
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  const linear = { a: cos * scaleX, b: -sin * scaleY, d: sin * scaleX, e: cos * scaleY };
  return {
    ...linear,
    c: to.x - linear.a * from.x - linear.b * from.y,
    f: to.y - linear.d * from.x - linear.e * from.y,
  };
}
