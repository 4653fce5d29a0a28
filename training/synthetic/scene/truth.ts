// The truth of a posed driver before its camera: where landmarks are seen, what hides them, how open eyes and mouth are.

import * as THREE from "three";
import type { DriverSpec } from "../driverSpec.ts";
import type { DriverTruth, TrueLandmark, Visibility } from "../rendered.ts";
import { distorted } from "./lens.ts";
import type { PosedPerson } from "./person.ts";
import type { DepthMaps } from "./render.ts";

/** The head's skin this much nearer than a landmark hides it; the skin's own roundness, the lids' and the lips' stay below it. Centimetres. */
const HEAD_MARGIN = 0.7;
/** The same for anything else: cloth lies closer to the skin than the skin is round. */
const COVER_MARGIN = 0.05;
/** Two neighbouring pixels whose depths differ by more lie on different sides of an outline. Centimetres. */
const OUTLINE_JUMP = 1.2;
const CHIN = 8;
const LAST_JAW = 16;
/** Centimetres to millimetres. */
const MILLIMETRES = 10;

type Pixel = readonly [x: number, y: number];

/** Truth of a posed driver and the depths that the camera sees. */
export function driverTruth(
  { landmarks, up }: Pick<PosedPerson, "landmarks" | "up">,
  camera: THREE.PerspectiveCamera,
  depths: DepthMaps,
  spec: Pick<DriverSpec, "picture" | "posture" | "camera">,
): DriverTruth {
  const { width, height } = spec.picture;
  const { distortion } = spec.camera;
  const ends = [0, 16].map((k) => pixelOf(landmarks[k] as THREE.Vector3, camera, width, height));
  const seen = landmarks.map((point, index): TrueLandmark => {
    const [x, y] = pixelOf(point, camera, width, height);
    const position = inCamera(point, camera);
    const distance = position[2] / MILLIMETRES;
    const visibility = visibilityAt(depths, x, y, distance, width, height);
    const [drawnX, drawnY] = distorted(x, y, distortion, width, height);
    const landmark = { x: drawnX, y: drawnY, position, visibility };
    if (index > LAST_JAW || index === CHIN || visibility !== "self-occluded") return landmark;
    const [right, left] = ends as [Pixel, Pixel];
    const outward = index < CHIN ? [right, left] : [left, right];
    const [edgeX, edgeY] = outlineFrom(
      depths.head,
      [x, y],
      outward as [Pixel, Pixel],
      width,
      height,
    );
    return { ...landmark, outline: distorted(edgeX, edgeY, distortion, width, height) };
  });
  const at = (index: number) => (landmarks[index] as THREE.Vector3).clone();
  const mean = (from: number, to: number) => {
    const sum = new THREE.Vector3();
    for (let k = from; k < to; k++) sum.add(at(k));
    return sum.divideScalar(to - from);
  };
  const opening = (pairs: readonly (readonly [number, number])[], corners: [number, number]) => {
    const gaps = pairs.map(([upper, lower]) => Math.max(0, at(upper).sub(at(lower)).dot(up)));
    return {
      opening: (MILLIMETRES * gaps.reduce((sum, gap) => sum + gap, 0)) / gaps.length,
      width: MILLIMETRES * at(corners[0]).distanceTo(at(corners[1])),
    };
  };
  const { yaw, pitch, roll } = spec.posture;
  const xs = seen.map(({ x }) => x);
  const ys = seen.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    landmarks: seen,
    pose: { yaw, pitch, roll, translation: inCamera(mean(36, 48), camera) },
    gaze: spec.posture.gaze,
    eyes: {
      right: opening(
        [
          [37, 41],
          [38, 40],
        ],
        [36, 39],
      ),
      left: opening(
        [
          [43, 47],
          [44, 46],
        ],
        [42, 45],
      ),
    },
    mouth: opening(
      [
        [61, 67],
        [62, 66],
        [63, 65],
      ],
      [48, 54],
    ),
    box: { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top },
    camera: {
      focal: height / 2 / Math.tan(THREE.MathUtils.degToRad(camera.fov) / 2),
      centerX: (width - 1) / 2,
      centerY: (height - 1) / 2,
    },
  };
}

/**
 * The last pixel of the surface seen at a pixel, on the way along a direction: where the depth (centimetres)
 * jumps or ends.
 *
 * @param towards the direction's end and its start.
 */
export function outlineFrom(
  depth: Float32Array,
  [x, y]: Pixel,
  [[toX, toY], [fromX, fromY]]: readonly [Pixel, Pixel],
  width: number,
  height: number,
): Pixel {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [dx, dy] = [(toX - fromX) / length / 2, (toY - fromY) / length / 2];
  let last: Pixel = [x, y];
  let before: number | undefined;
  for (let step = 0; step < 2 * width; step++) {
    const [px, py] = [x + step * dx, y + step * dy];
    const [column, row] = [Math.round(px), Math.round(py)];
    if (column < 0 || row < 0 || column >= width || row >= height) break;
    const here = depth[row * width + column] as number;
    if (here <= 1 || (before !== undefined && Math.abs(here - before) > OUTLINE_JUMP)) break;
    before = here;
    last = [px, py];
  }
  return last;
}

/**
 * What hides a point at a pixel and a distance along the view axis (centimetres). Only what covers all pixels
 * around it hides it, so that a contour that passes through the point leaves it visible.
 */
export function visibilityAt(
  depths: DepthMaps,
  x: number,
  y: number,
  distance: number,
  width: number,
  height: number,
): Visibility {
  const farthest = (depth: Float32Array) => farthestAround(depth, x, y, width, height);
  if (farthest(depths.cover) < distance - COVER_MARGIN) return "occluded";
  return farthest(depths.head) < distance - HEAD_MARGIN ? "self-occluded" : "visible";
}

/** The farthest depth within a pixel of a place; −∞ outside the picture. */
function farthestAround(
  depth: Float32Array,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return Number.NEGATIVE_INFINITY;
  let farthest = Number.NEGATIVE_INFINITY;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const column = Math.round(x) + dx;
      const row = Math.round(y) + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const seen = depth[row * width + column] as number;
      // The clear value 1 lies before the camera's near plane: nothing is there.
      farthest = Math.max(farthest, seen <= 1 ? Number.POSITIVE_INFINITY : seen);
    }
  }
  return farthest;
}

function pixelOf(
  point: THREE.Vector3,
  camera: THREE.PerspectiveCamera,
  width: number,
  height: number,
): Pixel {
  const projected = point.clone().project(camera);
  return [((projected.x + 1) / 2) * width - 0.5, ((1 - projected.y) / 2) * height - 0.5];
}

/** A point of the car in camera axes: millimetres, y down, z away from the camera. */
function inCamera(point: THREE.Vector3, camera: THREE.Camera): [number, number, number] {
  const { x, y, z } = point.clone().applyMatrix4(camera.matrixWorldInverse);
  return [MILLIMETRES * x, -MILLIMETRES * y, -MILLIMETRES * z];
}
