// Rotations of the head: 3 × 3 matrices, rotation vectors, and yaw, pitch and roll.

import { clamp } from "../math/statistics.ts";

export type Vector3 = readonly [number, number, number];

/** A 3 × 3 matrix, row-major. */
export type Matrix3 = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Head angles in degrees, with the signs documented on `HeadPose`. */
export interface HeadAngles {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

const DEGREE = Math.PI / 180;
/** When the cosine of yaw is below this, pitch and roll cannot be distinguished. */
const GIMBAL_LOCK = 1e-6;

/**
 * The rotation from head to camera axes, R = Rx(−pitch) · Ry(−yaw) · Rz(roll), each factor right-handed
 * about x right, y down, z away from the camera. The order is that of OpenFace, 300W-LP and AFLW2000-3D: yaw and
 * pitch give the direction of the nose, independent of roll, and roll rotates the head about that direction.
 */
export function rotationFromAngles({ yaw, pitch, roll }: HeadAngles): Matrix3 {
  const cosX = Math.cos(pitch * DEGREE);
  const sinX = -Math.sin(pitch * DEGREE);
  const cosY = Math.cos(yaw * DEGREE);
  const sinY = -Math.sin(yaw * DEGREE);
  const cosZ = Math.cos(roll * DEGREE);
  const sinZ = Math.sin(roll * DEGREE);
  return [
    cosY * cosZ,
    -cosY * sinZ,
    sinY,
    cosX * sinZ + sinX * sinY * cosZ,
    cosX * cosZ - sinX * sinY * sinZ,
    -sinX * cosY,
    sinX * sinZ - cosX * sinY * cosZ,
    sinX * cosZ + cosX * sinY * sinZ,
    cosX * cosY,
  ];
}

/** The inverse of `rotationFromAngles`: yaw in −90..90, pitch and roll in −180..180 degrees. */
export function anglesFromRotation(rotation: Matrix3): HeadAngles {
  const [m00, m01, m02, , m11, m12, , m21, m22] = rotation;
  const yaw = -Math.asin(clamp(m02, -1, 1)) / DEGREE;
  if (Math.hypot(m00, m01) < GIMBAL_LOCK) {
    return { yaw, pitch: -Math.atan2(m21, m11) / DEGREE, roll: 0 };
  }
  return { yaw, pitch: -Math.atan2(-m12, m22) / DEGREE, roll: Math.atan2(-m01, m00) / DEGREE };
}

/** The right-handed rotation about a vector by its length in radians (Rodrigues's formula). */
export function rotationFromVector([x, y, z]: Vector3): Matrix3 {
  const angle = Math.hypot(x, y, z);
  // sin(θ)/θ and (1 − cos θ)/θ², by their series where the quotients lose precision.
  const sine = angle < 1e-4 ? 1 - (angle * angle) / 6 : Math.sin(angle) / angle;
  const versine = angle < 1e-4 ? 0.5 - (angle * angle) / 24 : (1 - Math.cos(angle)) / angle ** 2;
  return [
    1 - versine * (y * y + z * z),
    versine * x * y - sine * z,
    versine * x * z + sine * y,
    versine * x * y + sine * z,
    1 - versine * (x * x + z * z),
    versine * y * z - sine * x,
    versine * x * z - sine * y,
    versine * y * z + sine * x,
    1 - versine * (x * x + y * y),
  ];
}

/** The matrix product `p` · `q`. */
export function multiplyMatrices(p: Matrix3, q: Matrix3): Matrix3 {
  const [p0, p1, p2, p3, p4, p5, p6, p7, p8] = p;
  const [q0, q1, q2, q3, q4, q5, q6, q7, q8] = q;
  return [
    p0 * q0 + p1 * q3 + p2 * q6,
    p0 * q1 + p1 * q4 + p2 * q7,
    p0 * q2 + p1 * q5 + p2 * q8,
    p3 * q0 + p4 * q3 + p5 * q6,
    p3 * q1 + p4 * q4 + p5 * q7,
    p3 * q2 + p4 * q5 + p5 * q8,
    p6 * q0 + p7 * q3 + p8 * q6,
    p6 * q1 + p7 * q4 + p8 * q7,
    p6 * q2 + p7 * q5 + p8 * q8,
  ];
}

/** The matrix times the vector. */
export function rotateVector(matrix: Matrix3, [x, y, z]: Vector3): Vector3 {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  return [m0 * x + m1 * y + m2 * z, m3 * x + m4 * y + m5 * z, m6 * x + m7 * y + m8 * z];
}

/** The inverse rotation: the transposed matrix times the vector. */
export function rotateVectorBack(matrix: Matrix3, [x, y, z]: Vector3): Vector3 {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  return [m0 * x + m3 * y + m6 * z, m1 * x + m4 * y + m7 * z, m2 * x + m5 * y + m8 * z];
}
