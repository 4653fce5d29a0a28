// Initial head poses in closed form, for the iterative fit.

import type { Point } from "../image/geometry.ts";
import { weightedMean } from "../image/similarity.ts";
import { solveSymmetric } from "../math/cholesky.ts";
import type { CameraIntrinsics } from "./camera.ts";
import { HEAD68 } from "./head68.ts";
import {
  type Matrix3,
  multiplyMatrices,
  rotateVector,
  rotationFromAngles,
  type Vector3,
} from "./rotation.ts";

/** A rigid motion from head to camera axes: `rotation` · point + `translation`, millimetres. */
export interface RigidPose {
  readonly rotation: Matrix3;
  readonly translation: Vector3;
}

/** Ridge of the affine fit, square millimetres (the head's spread is in the thousands): avoids 0 ÷ 0. */
const RIDGE = 1;
/** Yaw of the additional upright poses, degrees, for few or flat landmarks that mislead the closed form. */
const UPRIGHT_YAWS = [-45, 45, 0];

/**
 * Initial poses: the scaled orthographic fit (POS of DeMenthon and Davis, 1995), its reflection in depth, which
 * looks the same for flat point sets, and upright heads turned left, right and, last, not at all.
 *
 * @param landmarks 68 points in frame pixels.
 * @param weights 68 weights ≥ 0, not all 0.
 */
export function initialPoses(
  landmarks: readonly Point[],
  weights: readonly number[],
  camera: CameraIntrinsics,
): RigidPose[] {
  // Rays through the landmarks at unit depth, where both focal lengths are 1.
  const rays = landmarks.map(({ x, y }) => ({
    x: (x - camera.centerX) / camera.focalX,
    y: (y - camera.centerY) / camera.focalY,
  }));
  const center = weightedMean(rays, weights);
  const headCenter = weightedMeanOfHead(weights);
  const place = (rotation: Matrix3, scale: number): RigidPose => {
    const depth = 1 / scale;
    const [x, y, z] = rotateVector(rotation, headCenter);
    return { rotation, translation: [center.x * depth - x, center.y * depth - y, depth - z] };
  };

  const poses: RigidPose[] = [];
  const orthographic = fitOrthographic(rays, center, headCenter, weights);
  if (orthographic !== null) {
    const { rotation, scale } = orthographic;
    const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = rotation;
    poses.push(place(rotation, scale), place([m0, m1, -m2, m3, m4, -m5, -m6, -m7, m8], scale));
  }
  const { roll, scale } = fitUpright(rays, center, headCenter, weights);
  const tilted = rotationFromAngles({ yaw: 0, pitch: 0, roll });
  for (const yaw of UPRIGHT_YAWS) {
    const turned = multiplyMatrices(tilted, rotationFromAngles({ yaw, pitch: 0, roll: 0 }));
    poses.push(place(turned, scale));
  }
  return poses;
}

/** Least squares of rays = scale · (first two rows of a rotation) · head point; null when it is degenerate. */
function fitOrthographic(
  rays: readonly Point[],
  center: Point,
  headCenter: Vector3,
  weights: readonly number[],
): { rotation: Matrix3; scale: number } | null {
  const normal = new Float64Array(9);
  const rightX = new Float64Array(3);
  const rightY = new Float64Array(3);
  forEachOffset(rays, center, headCenter, weights, (weight, ray, offset) => {
    for (let i = 0; i < 3; i++) {
      const weighted = weight * offset[i];
      rightX[i] = rightX[i] + weighted * ray.x;
      rightY[i] = rightY[i] + weighted * ray.y;
      for (let j = 0; j < 3; j++) {
        normal[3 * i + j] = normal[3 * i + j] + weighted * offset[j];
      }
    }
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < 3; i++) normal[4 * i] = normal[4 * i] + RIDGE * total;
  const rowX = solveSymmetric(normal, rightX);
  const rowY = solveSymmetric(normal, rightY);
  if (rowX === null || rowY === null) return null;
  const lengthX = Math.hypot(...rowX);
  const lengthY = Math.hypot(...rowY);
  if (!(lengthX > 0 && lengthY > 0)) return null;

  // The nearest orthonormal pair: half-sum and half-difference of the unit rows are already orthogonal.
  const unitX = rowX.map((value) => value / lengthX);
  const unitY = rowY.map((value) => value / lengthY);
  const sum = unitX.map((value, i) => value + unitY[i]);
  const difference = unitX.map((value, i) => value - unitY[i]);
  const sumLength = Math.hypot(...sum) * Math.SQRT2;
  const differenceLength = Math.hypot(...difference) * Math.SQRT2;
  if (!(sumLength > 1e-6 && differenceLength > 1e-6)) return null;
  const axis = (i: number, sign: number) =>
    sum[i] / sumLength + (sign * difference[i]) / differenceLength;
  const [a, b, c] = [axis(0, 1), axis(1, 1), axis(2, 1)];
  const [d, e, f] = [axis(0, -1), axis(1, -1), axis(2, -1)];
  return {
    rotation: [a, b, c, d, e, f, b * f - c * e, c * d - a * f, a * e - b * d],
    // A flat point set foreshortens one row; the longer one gives the scale.
    scale: Math.max(lengthX, lengthY),
  };
}

/** Roll and scale of the frontal head that fits the rays best (a similarity in the plane). */
function fitUpright(
  rays: readonly Point[],
  center: Point,
  headCenter: Vector3,
  weights: readonly number[],
): { roll: number; scale: number } {
  let along = 0;
  let across = 0;
  let raySpread = 0;
  let headSpread = 0;
  forEachOffset(rays, center, headCenter, weights, (weight, ray, [x, y]) => {
    along += weight * (x * ray.x + y * ray.y);
    across += weight * (x * ray.y - y * ray.x);
    raySpread += weight * (ray.x * ray.x + ray.y * ray.y);
    headSpread += weight * (x * x + y * y);
  });
  const scale = Math.sqrt(raySpread / headSpread);
  return {
    roll: (Math.atan2(across, along) * 180) / Math.PI,
    // All landmarks coincide: the limit puts the head at a hundred metres.
    scale: Number.isFinite(scale) ? Math.max(scale, 1e-5) : 1e-3,
  };
}

function forEachOffset(
  rays: readonly Point[],
  center: Point,
  headCenter: Vector3,
  weights: readonly number[],
  use: (weight: number, ray: Point, offset: Vector3) => void,
): void {
  HEAD68.forEach(([x, y, z], index) => {
    const ray = rays[index];
    const offset: Vector3 = [x - headCenter[0], y - headCenter[1], z - headCenter[2]];
    use(weights[index], { x: ray.x - center.x, y: ray.y - center.y }, offset);
  });
}

function weightedMeanOfHead(weights: readonly number[]): Vector3 {
  const flat = weightedMean(
    HEAD68.map(([x, y]) => ({ x, y })),
    weights,
  );
  const deep = weightedMean(
    HEAD68.map(([, , z]) => ({ x: z, y: 0 })),
    weights,
  );
  return [flat.x, flat.y, deep.x];
}
