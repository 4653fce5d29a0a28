// How a script's camera sees the driver: poses in the car become poses relative to the camera.

import type { Point } from "../src/image/geometry.ts";
import type { CameraIntrinsics } from "../src/pose/camera.ts";
import {
  anglesFromRotation,
  type HeadAngles,
  type Matrix3,
  multiplyMatrices,
  rotateVector,
  rotateVectorBack,
  rotationFromAngles,
  type Vector3,
} from "../src/pose/rotation.ts";
import { CAMERA_PLACES, type DriverScript } from "./driverScript.ts";
import type { Moment } from "./moment.ts";

/**
 * The camera stands on a sphere about the head: degrees to the driver's left and up, distance in centimetres.
 * On the column it is about 5° aside and 15° below, at the mirror −35° and 10°, on the pillar 40° and 5°.
 */
export interface CameraSpec {
  readonly aside: number;
  readonly above: number;
  readonly distance: number;
  /** Vertical, degrees. */
  readonly fieldOfView: number;
  /** Where the head's middle falls in the image, −1..1 from the left and from the bottom. */
  readonly headAt: readonly [number, number];
  /** Lens radius in centimetres: 0 is sharp everywhere. */
  readonly aperture: number;
  /** Radial distortion at half the image's height, as a share of it: 0 or, as a barrel, down to −0.15. The corners stay. */
  readonly distortion: number;
}

/** Vertical field of view, degrees, that shows the head with the shoulders. */
const USUAL_FIELD = 40;

/** The camera of a script: the place it names, with the values it gives in place of that place's own. */
export function scriptCamera({ camera }: DriverScript): CameraSpec {
  const usual = CAMERA_PLACES[camera.place];
  return {
    aside: camera.aside ?? usual.aside,
    above: camera.above ?? usual.above,
    distance: camera.distance ?? usual.distance,
    fieldOfView: camera.fieldOfView ?? USUAL_FIELD,
    headAt: camera.headAt,
    aperture: 0.12,
    distortion: 0,
  };
}

// Vectors are in the library's axes for a camera straight ahead of the driver: x to the driver's left, y down,
// z backward. Millimetres.

/** What the camera aims at, seen from the pivot's origin (in scene/camera.ts in centimetres, y up). */
const MIDDLE: Vector3 = [0, -5, -60];
/** The point that the head turns about: the top of the spine. */
const PIVOT: Vector3 = [0, 40, 10];
/** HEAD68's origin from that point, in the head's axes. */
const ORIGIN_FROM_PIVOT: Vector3 = [0, -67.1, -107.2];

/** A camera's place and view. */
export interface Viewpoint {
  readonly intrinsics: CameraIntrinsics;
  /** The head's angles relative to the camera, from its angles in the car. */
  readonly anglesOf: (head: HeadAngles) => HeadAngles;
  /** Camera axes, millimetres, of HEAD68's origin. */
  readonly originOf: (moment: Pick<Moment, "head" | "place">) => Vector3;
  /** Where points given in HEAD68's axes fall in the image. */
  readonly project: (moment: Pick<Moment, "head" | "place">, points: readonly Vector3[]) => Point[];
}

/** The view of a camera, without lens distortion. */
export function viewpointOf(
  camera: CameraSpec,
  { width, height }: { readonly width: number; readonly height: number },
): Viewpoint {
  const half = Math.tan((camera.fieldOfView * Math.PI) / 360);
  const focal = height / 2 / half;
  const intrinsics: CameraIntrinsics = {
    focalX: focal,
    focalY: focal,
    centerX: (width - 1) / 2,
    centerY: (height - 1) / 2,
    assumed: false,
  };
  const degrees = (slope: number) => (Math.atan(slope) * 180) / Math.PI;
  const rotation = [
    turned({ yaw: camera.aside }),
    turned({ pitch: camera.above }),
    turned({ yaw: degrees((camera.headAt[0] * half * width) / height) }),
    turned({ pitch: degrees(camera.headAt[1] * half) }),
  ].reduce(multiplyMatrices);
  // Before it is turned towards the head's place in the image, the camera looks at the middle of the face.
  const towards = multiplyMatrices(turned({ yaw: camera.aside }), turned({ pitch: camera.above }));
  const from = plus(MIDDLE, rotateVector(towards, [0, 0, -10 * camera.distance]));
  const before = ([x, y, z]: Vector3) =>
    rotateVectorBack(rotation, [x - from[0], y - from[1], z - from[2]]);
  const originInCar = ({ head, place }: Pick<Moment, "head" | "place">) =>
    plus(
      plus(PIVOT, [place[0], -place[1], -place[2]]),
      rotateVector(rotationFromAngles(head), ORIGIN_FROM_PIVOT),
    );
  return {
    intrinsics,
    anglesOf: (head) =>
      anglesFromRotation(multiplyMatrices(transposed(rotation), rotationFromAngles(head))),
    originOf: (moment) => before(originInCar(moment)),
    project: (moment, points) => {
      const head = rotationFromAngles(moment.head);
      const origin = originInCar(moment);
      const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = rotation;
      // `projectPoint(before(plus(origin, rotateVector(head, point))))` without the vectors in between: long drives
      // project millions of points.
      return points.map((point) => {
        const x =
          origin[0] + (head[0] * point[0] + head[1] * point[1] + head[2] * point[2]) - from[0];
        const y =
          origin[1] + (head[3] * point[0] + head[4] * point[1] + head[5] * point[2]) - from[1];
        const z =
          origin[2] + (head[6] * point[0] + head[7] * point[1] + head[8] * point[2]) - from[2];
        const depth = c2 * x + c5 * y + c8 * z;
        return {
          x: intrinsics.centerX + (focal * (c0 * x + c3 * y + c6 * z)) / depth,
          y: intrinsics.centerY + (focal * (c1 * x + c4 * y + c7 * z)) / depth,
        };
      });
    },
  };
}

function turned({ yaw = 0, pitch = 0 }): Matrix3 {
  return rotationFromAngles({ yaw, pitch, roll: 0 });
}

function plus([x, y, z]: Vector3, q: Vector3): Vector3 {
  return [x + q[0], y + q[1], z + q[2]];
}

function transposed([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [a, d, g, b, e, h, c, f, i];
}
