// Measures where annotators mark the 68 landmarks, relative to the head model's vertices: the numbers of
// training/synthetic/annotation.ts. Reads coordinates (.pts) only, no photograph.
// node dist/bench/annotationOffset.js ASSETS DIR…

import type { Point } from "../src/image/geometry.ts";
import { FLIP_PERMUTATION } from "../src/landmarks/scheme68.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../src/pose/rotation.ts";
import { listLandmarkPairs, readLandmarks } from "../training/landmarks/dataset.ts";
import { readHead, vectorOf } from "../training/synthetic/turned/readHead.ts";

/** Of what counts as a frontal face with closed lips. */
const FRONTAL = { nose: 0.06, jaw: 0.1, lips: 0.04 } as const;
/** Points that are easy to mark: corners of eyes, nose and mouth, middles of lips and chin. */
const ANCHORS = [36, 39, 42, 45, 31, 33, 35, 48, 54, 8, 51, 57] as const;
/** Opposite points of lids and of inner lips: they move alike. */
const OPPOSITE = [
  [37, 41],
  [38, 40],
  [43, 47],
  [44, 46],
  [61, 67],
  [62, 66],
  [63, 65],
] as const;
/** From the camera to the head, millimetres. */
const DISTANCE = 1200;
const DEEPEST = 4;

const [, , assets = "", ...folders] = process.argv;
const head = await readHead(assets);
const shapes: Point[][] = [];
for (const folder of folders) {
  for (const { ptsPath } of await listLandmarkPairs(folder)) {
    shapes.push(await readLandmarks(ptsPath));
  }
}
const frontal = shapes.filter(isFrontal);
const mean = meanShape(frontal.map(upright));
const vertices = head.landmarkVertices.map((vertex) => vectorOf(head.neutral, vertex));
const { pitch, error, moves } = bestFit();
const flat = unsmiled(moves);
for (const [p, q] of OPPOSITE) {
  const y = (flat[p].y + flat[q].y) / 2;
  flat[p] = { x: flat[p].x, y };
  flat[q] = { x: flat[q].x, y };
}
const offsets = flat.map(({ x, y }, k) => [x, y, depthOf(k, x, y)] as const);
console.error(
  `${frontal.length} of ${shapes.length} faces; pitch ${pitch}°, anchors off by ${error.toFixed(1)} mm`,
);
offsets.forEach((own, k) => {
  const other = offsets[FLIP_PERMUTATION[k]];
  const symmetric = [own[0] - other[0], own[1] + other[1], own[2] + other[2]];
  console.log(`  [${symmetric.map((value) => Math.round(5 * value) / 10 + 0).join(", ")}],`);
});

function distance(shape: readonly Point[], p: number, q: number): number {
  return Math.hypot(shape[p].x - shape[q].x, shape[p].y - shape[q].y);
}

function isFrontal(shape: readonly Point[]): boolean {
  const uneven = (left: number, right: number) => {
    const [p, q] = [distance(shape, 30, left), distance(shape, 30, right)];
    return Math.abs(p - q) / (p + q);
  };
  const lips = distance(shape, 62, 66) / distance(shape, 36, 45);
  return uneven(36, 45) < FRONTAL.nose && uneven(2, 14) < FRONTAL.jaw && lips < FRONTAL.lips;
}

/** A shape with level eyes, their middles at a distance of 1, the origin between them. */
function upright(shape: readonly Point[]): Point[] {
  const [right, left] = [36, 42].map((first) => middle(shape.slice(first, first + 6)));
  const angle = Math.atan2(left.y - right.y, left.x - right.x);
  const scale = 1 / Math.hypot(left.x - right.x, left.y - right.y);
  const { x: cx, y: cy } = middle([right, left]);
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return shape.map(({ x, y }) => ({
    x: cos * (x - cx) + sin * (y - cy),
    y: cos * (y - cy) - sin * (x - cx),
  }));
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((p, q) => ({ x: p.x + q.x, y: p.y + q.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function meanShape(of: readonly (readonly Point[])[]): Point[] {
  const raw = indices().map((k) => ({
    x: median(of.map((shape) => shape[k].x)),
    y: median(of.map((shape) => shape[k].y)),
  }));
  return raw.map(({ x, y }, k) => {
    const other = raw[FLIP_PERMUTATION[k]];
    return { x: (x - other.x) / 2, y: (y + other.y) / 2 };
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((p, q) => p - q)[Math.floor(values.length / 2)];
}

function indices(): number[] {
  return Array.from({ length: 68 }, (_, k) => k);
}

/** The pitch at which the mean shape fits the projected head best, and how far each point is from its vertex, millimetres. */
function bestFit(): { pitch: number; error: number; moves: Point[] } {
  const fits = Array.from({ length: 49 }, (_, k) => fitAt(k / 2 - 12));
  return fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
}

function fitAt(pitch: number): { pitch: number; error: number; moves: Point[] } {
  const rotation = rotationFromAngles({ yaw: 0, pitch, roll: 0 });
  const projected = vertices.map((vertex) => {
    const [x, y, z] = rotateVector(rotation, vertex);
    const scale = DISTANCE / (z + DISTANCE);
    return { x: scale * x, y: scale * y };
  });
  const from = middle(ANCHORS.map((k) => mean[k]));
  const to = middle(ANCHORS.map((k) => projected[k]));
  let [above, below] = [0, 0];
  for (const k of ANCHORS) {
    const [x, y] = [mean[k].x - from.x, mean[k].y - from.y];
    above += x * (projected[k].x - to.x) + y * (projected[k].y - to.y);
    below += x * x + y * y;
  }
  const scale = above / below;
  const moves = mean.map(({ x, y }, k) => ({
    x: scale * (x - from.x) + to.x - projected[k].x,
    y: scale * (y - from.y) + to.y - projected[k].y,
  }));
  const squares = ANCHORS.map((k) => moves[k].x ** 2 + moves[k].y ** 2);
  const error = Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / ANCHORS.length);
  return { pitch, error, moves };
}

/** Without the smile of the annotated faces: as much of the model's smile as lifts the corners of the mouth. */
function unsmiled(given: readonly Point[]): Point[] {
  const smiles = head.shapes.filter(({ name }) => name.startsWith("mouthSmile"));
  const smile = indices().map((k) =>
    smiles.reduce(
      (sum, { landmarks }) => ({ x: sum.x + landmarks[k][0], y: sum.y + landmarks[k][1] }),
      { x: 0, y: 0 },
    ),
  );
  const weight = (given[48].y + given[54].y) / (smile[48].y + smile[54].y);
  return given.map(({ x, y }, k) =>
    k < 48 ? { x, y } : { x: x - weight * smile[k].x, y: y - weight * smile[k].y },
  );
}

/** How far the surface recedes from a vertex of the brows or the bridge of the nose to its annotated point. */
function depthOf(k: number, x: number, y: number): number {
  if (k < 17 || k >= 30) return 0;
  const vertex = vertices[k];
  const depth = surfaceAt([vertex[0] + x, vertex[1] + y, vertex[2]]) - surfaceAt(vertex);
  return Math.max(-DEEPEST, Math.min(DEEPEST, depth));
}

/** Depth of the surface at a point: the mean of its four nearest vertices in front, weighted by nearness. */
function surfaceAt([x, y, z]: Vector3): number {
  const { neutral } = head;
  const near: { far: number; depth: number }[] = [];
  for (let i = 0; i < neutral.length; i += 3) {
    const far = (neutral[i] - x) ** 2 + (neutral[i + 1] - y) ** 2;
    if (far < 50 && Math.abs(neutral[i + 2] - z) < 16) near.push({ far, depth: neutral[i + 2] });
  }
  const four = near.sort((p, q) => p.far - q.far).slice(0, 4);
  const weights = four.map(({ far }) => 1 / (far + 0.01));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return four.reduce((sum, { depth }, i) => sum + (weights[i] * depth) / total, 0);
}
