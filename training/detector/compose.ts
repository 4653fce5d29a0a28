// Composes training scenes from detection photographs, annotated portraits and cut-out faces.

import { type Affine, type Box, type Point, transformPoint } from "../../src/image/geometry.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { FLIP_PERMUTATION } from "../../src/landmarks/scheme68.ts";
import type { Random } from "../../src/math/random.ts";
import { paintBackground } from "../imaging/background.ts";
import { drawPhotograph, type Opacity, type Pyramid } from "./pyramid.ts";
import {
  addFace,
  createScene,
  hideFaces,
  placementTransform,
  type Scene,
  transformFaceBox,
} from "./scene.ts";

/** A photograph with boxes of all its faces. */
export interface CrowdPhotograph {
  readonly pyramid: Pyramid;
  readonly boxes: readonly Box[];
}

/** A photograph with one annotated face. */
export interface Portrait {
  readonly pyramid: Pyramid;
  readonly landmarks: readonly Point[];
}

/** Random photographs for compositions. */
export interface Sources {
  crowd(random: Random): Promise<CrowdPhotograph>;
  portrait(random: Random): Promise<Portrait>;
}

const RADIANS = Math.PI / 180;
const WIDEST_TURN = 45 * RADIANS;
/** Longer side of the detector's input in use, pixels. */
const USUAL_LONGER_SIDE = 320;
/** Photographs that are enlarged more than this show only blur. */
const LARGEST_SCALE = 2.2;
/** Faces smaller than this in the photograph itself, in pixels, are blurred at any scale. */
const SMALLEST_SOURCE_FACE = 9;

/** Share of each kind of scene; the rest are backgrounds without photographs. */
const CROWD_SHARE = 0.62;
const PORTRAIT_SHARE = 0.19;
const COLLAGE_SHARE = 0.17;

/** Composes one scene, before occluders and light. All randomness comes from `random`, in one fixed order. */
export async function composeScene(size: number, sources: Sources, random: Random): Promise<Scene> {
  const scene = createScene(size);
  paintBackground(scene, random);
  const kind = random.next();
  if (kind < CROWD_SHARE) {
    // Half of the time another photograph fills the room that this one leaves: empty canvas teaches little.
    if (random.chance(0.5)) drawCrowd(scene, await sources.crowd(random), random);
    drawCrowd(scene, await sources.crowd(random), random);
  } else if (kind < CROWD_SHARE + PORTRAIT_SHARE) {
    if (random.chance(0.4)) drawCrowd(scene, await sources.crowd(random), random);
    drawPortrait(scene, await sources.portrait(random), random);
  } else if (kind < CROWD_SHARE + PORTRAIT_SHARE + COLLAGE_SHARE) {
    if (random.chance(0.8)) drawCrowd(scene, await sources.crowd(random), random);
    const pieces = 1 + random.below(5);
    for (let i = 0; i < pieces; i++) {
      // Cut-outs of other things too: otherwise the network would recognise faces by their soft edge.
      if (random.chance(0.3)) pastePiece(scene, await sources.crowd(random), random);
      else pasteFace(scene, await sources.portrait(random), random);
    }
  }
  return scene;
}

/** Draws a detection photograph at the scale of the detector's input, or a part of it around one face. */
function drawCrowd(scene: Scene, { pyramid, boxes }: CrowdPhotograph, random: Random): void {
  const { width, height } = pyramid.levels[0];
  const face = random.chance(0.5) ? boxes[random.below(boxes.length)] : undefined;
  const { size } = scene;
  let scale: number;
  let from: Point;
  let to: Point;
  if (face === undefined) {
    scale = (USUAL_LONGER_SIDE / Math.max(width, height)) * logUniform(random, 0.7, 1.4);
    from = { x: random.next() * width, y: random.next() * height };
    // A photograph larger than the canvas covers it; a smaller one lies within it.
    to = {
      x: between(from.x * scale, size - (width - from.x) * scale, random),
      y: between(from.y * scale, size - (height - from.y) * scale, random),
    };
  } else {
    scale = logUniform(random, 13, 190) / Math.max(face.width, face.height);
    from = { x: face.x + face.width / 2, y: face.y + face.height / 2 };
    to = { x: size * random.between(0.15, 0.85), y: size * random.between(0.15, 0.85) };
  }
  const stretch = Math.exp(0.06 * random.normal());
  const bounded = Math.min(scale, LARGEST_SCALE);
  const transform = placementTransform({
    from,
    to,
    scaleX: bounded * stretch,
    scaleY: bounded / stretch,
    rotation: random.chance(0.18) ? turn(random, 45) : turn(random, 8 * Math.abs(random.normal())),
    mirrored: random.chance(0.5),
  });
  cover(scene, pyramid, transform);
  for (const box of boxes) {
    const blurred = Math.max(box.width, box.height) < SMALLEST_SOURCE_FACE;
    addFace(scene, transformFaceBox(box, transform), { blurred });
  }
}

/** Draws a portrait; its face fills a tenth of the canvas to all of it. */
function drawPortrait(scene: Scene, portrait: Portrait, random: Random): void {
  const transform = placePortrait(scene, portrait, random, 26, 235);
  cover(scene, portrait.pyramid, transform);
  addPortraitFace(scene, portrait, transform);
}

/** Draws a head that is cut out along an ellipse with a soft edge. */
function pasteFace(scene: Scene, portrait: Portrait, random: Random): void {
  const transform = placePortrait(scene, portrait, random, 14, 130);
  const box = faceBoxOf(portrait.landmarks);
  const grown = random.between(1, 1.5);
  const head = {
    x: box.x + (box.width * (1 - grown)) / 2,
    // Hair extends further above the face than the neck below it.
    y: box.y + box.height * (1 - grown) * 0.65,
    width: box.width * grown,
    height: box.height * grown,
  };
  pasteEllipse(scene, portrait.pyramid, transform, head, random);
  addPortraitFace(scene, portrait, transform);
}

/** Draws an ellipse with a soft edge out of a detection photograph, unless it touches a face. */
function pastePiece(scene: Scene, { pyramid, boxes }: CrowdPhotograph, random: Random): void {
  const { width, height } = pyramid.levels[0];
  const side = Math.min(width, height) * random.between(0.15, 0.4);
  const piece = {
    x: random.next() * (width - side),
    y: random.next() * (height - side),
    width: side,
    height: side,
  };
  if (boxes.some((box) => overlaps(box, piece))) return;
  const scale = Math.min(logUniform(random, 20, 140) / side, LARGEST_SCALE);
  const transform = placementTransform({
    from: { x: piece.x + side / 2, y: piece.y + side / 2 },
    to: { x: scene.size * random.next(), y: scene.size * random.next() },
    scaleX: scale,
    scaleY: scale * random.between(0.9, 1.4),
    rotation: turn(random, 45),
    mirrored: random.chance(0.5),
  });
  pasteEllipse(scene, pyramid, transform, piece, random);
}

function placePortrait(
  scene: Scene,
  { landmarks }: Portrait,
  random: Random,
  smallest: number,
  largest: number,
): Affine {
  const { size } = scene;
  const box = faceBoxOf(landmarks);
  const longer = Math.max(box.width, box.height);
  const scale = Math.min(logUniform(random, smallest, largest) / longer, LARGEST_SCALE);
  // A tenth of the face may lie beyond the border.
  const margin = Math.min(0.5 * size, 0.4 * longer * scale);
  return placementTransform({
    from: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    to: { x: random.between(margin, size - margin), y: random.between(margin, size - margin) },
    scaleX: scale,
    scaleY: scale,
    rotation: random.chance(0.4) ? turn(random, 45) : turn(random, 10 * Math.abs(random.normal())),
    mirrored: random.chance(0.5),
  });
}

function addPortraitFace(scene: Scene, { landmarks }: Portrait, transform: Affine): void {
  const moved = landmarks.map((point) => transformPoint(transform, point));
  const mirrored = transform.a * transform.e - transform.b * transform.d < 0;
  const interleaved = new Float32Array(moved.length * 2);
  for (const [k, { x, y }] of moved.entries()) {
    const target = mirrored ? FLIP_PERMUTATION[k] : k;
    interleaved[2 * target] = x;
    interleaved[2 * target + 1] = y;
  }
  addFace(scene, faceBoxOf(moved), { landmarks: interleaved });
}

/** Draws a whole photograph and updates the faces that it hides. */
function cover(scene: Scene, pyramid: Pyramid, transform: Affine): void {
  const { width, height } = pyramid.levels[0];
  drawPhotograph(scene, pyramid, transform);
  const inside = distanceInBox({ x: 0, y: 0, width, height }, transform, (u, v) =>
    Math.max(Math.abs(u), Math.abs(v)),
  );
  hideFaces(scene, (x, y) => inside(x, y) <= 1);
}

function pasteEllipse(
  scene: Scene,
  pyramid: Pyramid,
  transform: Affine,
  piece: Box,
  random: Random,
): void {
  const radius = distanceInBox(piece, transform, (u, v) => Math.hypot(u, v));
  const feather = random.between(0.04, 0.25);
  const opacity: Opacity = (x, y) => (1 - radius(x, y)) / feather;
  drawPhotograph(scene, pyramid, transform, (x, y) => Math.min(1, opacity(x, y)));
  hideFaces(scene, (x, y) => radius(x, y) < 1 - feather / 2);
}

/** The distance, by `norm`, of canvas pixels from the centre of a box of the photograph; 1 on the box's edge. */
function distanceInBox(
  box: Box,
  transform: Affine,
  norm: (u: number, v: number) => number,
): (x: number, y: number) => number {
  const { a, b, c, d, e, f } = transform;
  const determinant = a * e - b * d;
  const middleX = box.x + box.width / 2;
  const middleY = box.y + box.height / 2;
  return (x, y) => {
    const px = (e * (x - c) - b * (y - f)) / determinant;
    const py = (a * (y - f) - d * (x - c)) / determinant;
    return norm((px - middleX) / (box.width / 2), (py - middleY) / (box.height / 2));
  };
}

function overlaps(p: Box, q: Box): boolean {
  return p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height;
}

function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

function between(p: number, q: number, random: Random): number {
  return random.between(Math.min(p, q), Math.max(p, q));
}

function turn(random: Random, degrees: number): number {
  const turned = random.between(-degrees, degrees) * RADIANS;
  return Math.max(-WIDEST_TURN, Math.min(WIDEST_TURN, turned));
}
