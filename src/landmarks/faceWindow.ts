// The square window that the landmark network reads, upright around a detector's box or rotated with landmarks.

import { type Affine, type Box, boundingBox, type Point } from "../image/geometry.ts";

/** Side of the network's input in pixels (paper: 256 × 256). */
export const WINDOW_SIZE = 256;

/** A square window on a frame: centre and side in pixels, and its in-plane rotation. */
export interface FaceWindow {
  readonly centerX: number;
  readonly centerY: number;
  readonly side: number;
  /** Radians, clockwise as seen on the image; 0 is upright. */
  readonly rotation: number;
}

/** The window's side in longer sides of the face box. */
const WINDOW_MARGIN = 1.3;
/** How far a face box extends above the topmost landmark (a brow), as a share of the landmarks' height. */
const FOREHEAD_SHARE = 0.25;

/**
 * The face box of 68 landmarks: their bounding box, extended upwards by a forehead, as annotators of face detection
 * sets draw it. In training and evaluation it is the ground-truth box of an annotated photograph.
 */
export function faceBoxOf(landmarks: readonly Point[]): Box {
  const box = boundingBox(landmarks);
  const forehead = box.height * FOREHEAD_SHARE;
  return { x: box.x, y: box.y - forehead, width: box.width, height: box.height + forehead };
}

/**
 * The weight of the landmarks' box against the detector's. Chosen on validation photographs: landmarks place the
 * edges more accurately than the detector does, except where a mask or a hand hides them.
 */
const LANDMARK_SHARE = 0.75;

/** The weighted mean of a detector's box and the box of the landmarks that were found in it. */
export function refineBox(detected: Box, landmarks: readonly Point[]): Box {
  const found = faceBoxOf(landmarks);
  const between = (p: number, q: number) => p + LANDMARK_SHARE * (q - p);
  return {
    x: between(detected.x, found.x),
    y: between(detected.y, found.y),
    width: between(detected.width, found.width),
    height: between(detected.height, found.height),
  };
}

/** The upright window around a face box: same centre, side 1.3 times the box's longer side. */
export function windowOfBox(box: Box): FaceWindow {
  return {
    centerX: box.x + box.width / 2,
    centerY: box.y + box.height / 2,
    side: Math.max(box.width, box.height, 1) * WINDOW_MARGIN,
    rotation: 0,
  };
}

/** The window around landmarks, rotated so that the line between the eyes' centres is horizontal. */
export function windowOfLandmarks(landmarks: readonly Point[]): FaceWindow {
  const right = meanOf(landmarks.slice(36, 42));
  const left = meanOf(landmarks.slice(42, 48));
  const rotation = Math.atan2(left.y - right.y, left.x - right.x);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  const upright = landmarks.map(({ x, y }) => ({ x: cos * x + sin * y, y: cos * y - sin * x }));
  const { centerX, centerY, side } = windowOfBox(faceBoxOf(upright));
  return {
    centerX: cos * centerX - sin * centerY,
    centerY: sin * centerX + cos * centerY,
    side,
    rotation,
  };
}

/** The transform from frame coordinates to window coordinates, 0..`size` − 1 on both axes. */
export function windowTransform(window: FaceWindow, size: number = WINDOW_SIZE): Affine {
  const scale = size / window.side;
  const a = Math.cos(window.rotation) * scale;
  const b = Math.sin(window.rotation) * scale;
  // Pixel centres are whole numbers, so a window of `size` pixels is centred on (size − 1) / 2.
  const middle = (size - 1) / 2;
  return {
    a,
    b,
    c: middle - a * window.centerX - b * window.centerY,
    d: -b,
    e: a,
    f: middle + b * window.centerX - a * window.centerY,
  };
}

function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
