// Measures where annotators mark jaw and brows of heads that are turned, relative to the labels of renders: the numbers of
// training/synthetic/annotationHabit.ts. Reads coordinates (.pts, .truth.json) only: no photograph, and no network.
// node dist/bench/annotationHabit.js RENDERS DIR,DIR… DIR,DIR…   (each list of folders is one habit; all count the same)

import { readFile } from "node:fs/promises";
import type { Point } from "../src/image/geometry.ts";
import { type CameraIntrinsics, projectPoint } from "../src/pose/camera.ts";
import { HEAD68 } from "../src/pose/head68.ts";
import { estimateHeadPose } from "../src/pose/pnp.ts";
import { rotateVector, rotationFromAngles, type Vector3 } from "../src/pose/rotation.ts";
import { listLandmarkPairs, readLandmarks } from "../training/landmarks/dataset.ts";
import { median } from "../training/metrics/landmarkMetrics.ts";
import { offsetLandmarks } from "../training/synthetic/annotation.ts";
import { HABIT_POINTS, HABIT_YAWS, mirroredMoves } from "../training/synthetic/annotationHabit.ts";
import type { DriverGroundTruth } from "../training/synthetic/rendered.ts";

/** Lips farther apart than this share of the distance of the outer corners of the eyes move the jaw. */
const CLOSED_LIPS = 0.08;
/** Between the outer corners of the eyes, and from the camera of a photograph to the head, millimetres. */
const EYES = 90;
const DISTANCE = 1200;
/** Yaw of the faces that count for a node lies within this many degrees of it. */
const REACH = 8;
/** The pose is that of eyes, nose and corners of the mouth: what is measured here would mislead it, lips move. */
const WEIGHTS = HEAD68.map((_, k) => ((k >= 27 && k < 49) || k === 54 ? 1 : 0));

/** How far the landmarks of a face lie from those of the average head in its pose: millimetres, upright in the image. */
interface Placed {
  readonly yaw: number;
  readonly moves: readonly Point[];
}

const [, , renders = "", ...habits] = process.argv;
const reference = await placedRenders(renders);
const measured = await Promise.all(
  habits.map(async (list) => (await Promise.all(list.split(",").map(placedPhotographs))).flat()),
);
for (const yaw of HABIT_YAWS) {
  const from = meansAt(yaw, reference);
  const each = measured.map((faces) => meansAt(yaw, faces));
  const counts = [reference, ...measured].map((faces) => near(yaw, faces).length);
  console.error(`yaw ${yaw}: ${counts.join(", ")} faces`);
  const moves = HABIT_POINTS.map((k) => {
    const { x, y } = middle(each.map((means) => means[k]));
    return `[${rounded(x - from[k].x)}, ${rounded(y - from[k].y)}]`;
  });
  console.log(`  [${moves.join(", ")}],`);
}

async function placedRenders(folder: string): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const { ptsPath } of await listLandmarkPairs(folder)) {
    const text = await readFile(ptsPath.replace(".pts", ".truth.json"), "utf8");
    const truth = JSON.parse(text) as DriverGroundTruth;
    const { focal, centerX, centerY } = truth.camera;
    const camera = { focalX: focal, focalY: focal, centerX, centerY, assumed: false };
    placed.push(...place(offsetLandmarks(truth), camera));
  }
  return placed;
}

async function placedPhotographs(folder: string): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const { ptsPath } of await listLandmarkPairs(folder)) {
    const landmarks = await readLandmarks(ptsPath);
    const { x, y } = middle(landmarks);
    // The camera of a photograph is not known: one at the usual distance, ahead of the face.
    const focal = (DISTANCE * distance(landmarks[36], landmarks[45])) / EYES;
    const camera = { focalX: focal, focalY: focal, centerX: x, centerY: y, assumed: false };
    placed.push(...place(landmarks, camera));
  }
  return placed;
}

/** A face with closed lips and its mirror image; none of another face. */
function place(landmarks: readonly Point[], camera: CameraIntrinsics): Placed[] {
  const lips = distance(landmarks[62], landmarks[66]) / distance(landmarks[36], landmarks[45]);
  if (!(lips < CLOSED_LIPS)) return [];
  const pose = estimateHeadPose(landmarks, WEIGHTS, camera);
  const rotation = rotationFromAngles(pose);
  const scale = camera.focalX / pose.translation[2];
  const [right, left] = [36, 42].map((first) => middle(landmarks.slice(first, first + 6)));
  const roll = Math.atan2(left.y - right.y, left.x - right.x);
  const [cos, sin] = [Math.cos(roll) / scale, Math.sin(roll) / scale];
  const moves = landmarks.map(({ x, y }, k) => {
    const [hx, hy, hz] = rotateVector(rotation, HEAD68[k]);
    const [tx, ty, tz] = pose.translation;
    const there: Vector3 = [hx + tx, hy + ty, hz + tz];
    const model = projectPoint(there, camera);
    const [dx, dy] = [x - model.x, y - model.y];
    return { x: cos * dx + sin * dy, y: cos * dy - sin * dx };
  });
  return [
    { yaw: pose.yaw, moves },
    { yaw: -pose.yaw, moves: mirroredMoves(moves) },
  ];
}

function near(yaw: number, faces: readonly Placed[]): Placed[] {
  return faces.filter((face) => Math.abs(face.yaw - yaw) < REACH);
}

/** The median move of each landmark of the faces with about this yaw. */
function meansAt(yaw: number, faces: readonly Placed[]): Point[] {
  const chosen = near(yaw, faces);
  return HEAD68.map((_, k) => ({
    x: median(chosen.map(({ moves }) => moves[k].x)),
    y: median(chosen.map(({ moves }) => moves[k].y)),
  }));
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((p, q) => ({ x: p.x + q.x, y: p.y + q.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}

function rounded(value: number): number {
  // Opposite numbers are rounded alike.
  return (Math.sign(value) * Math.round(10 * Math.abs(value))) / 10 + 0;
}
