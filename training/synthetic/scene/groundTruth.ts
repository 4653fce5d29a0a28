// Ground truth of a posed driver: landmarks and their visibility, opening of eyes and mouth.

import * as THREE from "three";
import { distorted } from "../../imaging/lens.ts";
import type { DriverSpec } from "../driverSpec.ts";
import type { DriverGroundTruth, GroundTruthIris, GroundTruthLandmark } from "../rendered.ts";
import { outlineFrom, visibilityAt } from "../visibility.ts";
import { IRIS_RADIUS } from "./eyeRig.ts";
import type { PosedPerson } from "./person.ts";
import type { DepthMaps } from "./render.ts";

const CHIN = 8;
const LAST_JAW = 16;
/** Centimetres to millimetres. */
const MILLIMETRES = 10;

type Pixel = readonly [x: number, y: number];

/** Ground truth by a posed driver and the camera's depth maps. */
export function driverGroundTruth(
  { landmarks, irises, up }: Pick<PosedPerson, "landmarks" | "irises" | "up">,
  camera: THREE.PerspectiveCamera,
  depths: DepthMaps,
  spec: Pick<DriverSpec, "image" | "posture" | "camera">,
): DriverGroundTruth {
  const { width, height } = spec.image;
  const { distortion } = spec.camera;
  const ends = [0, 16].map((k) => pixelOf(landmarks[k], camera, width, height));
  const seen = landmarks.map((point, index): GroundTruthLandmark => {
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
  const at = (index: number) => landmarks[index].clone();
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
  const focal = height / 2 / Math.tan(THREE.MathUtils.degToRad(camera.fov) / 2);
  const irisOf = (centre: THREE.Vector3): GroundTruthIris => {
    const [x, y] = distorted(...pixelOf(centre, camera, width, height), distortion, width, height);
    return { x, y, radius: (MILLIMETRES * IRIS_RADIUS * focal) / inCamera(centre, camera)[2] };
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
    irises: { left: irisOf(irises[0]), right: irisOf(irises[1]) },
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
      focal,
      centerX: (width - 1) / 2,
      centerY: (height - 1) / 2,
    },
  };
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

/** A point in camera axes: millimetres, y down, z away from the camera. */
function inCamera(point: THREE.Vector3, camera: THREE.Camera): [number, number, number] {
  const { x, y, z } = point.clone().applyMatrix4(camera.matrixWorldInverse);
  return [MILLIMETRES * x, -MILLIMETRES * y, -MILLIMETRES * z];
}
