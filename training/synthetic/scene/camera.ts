// The camera, and the head pose relative to it in the library's convention.

import * as THREE from "three";
import type { CameraSpec } from "../../../drives/viewpoint.ts";
import { multiplyMatrices, rotationFromAngles } from "../../../src/pose/rotation.ts";
import type { DriverSpec, PostureSpec } from "../driverSpec.ts";
import { MODEL_PITCH } from "./headModel.ts";

/** Centre of head rotations: the top of the spine. */
const PIVOT = new THREE.Vector3(0, -4, -1);
/** The camera's target, between the eyes and the mouth. */
const MIDDLE = new THREE.Vector3(0, 0.5, 6);
/** The middle between the eyes of the mean head. */
const EYES = new THREE.Vector3(0, 3, 6.4);

export function driverCamera({
  camera: spec,
  image,
  posture,
}: DriverSpec): THREE.PerspectiveCamera {
  const camera = new THREE.PerspectiveCamera(spec.fieldOfView, image.width / image.height, 5, 4000);
  const aside = THREE.MathUtils.degToRad(spec.aside);
  const above = THREE.MathUtils.degToRad(spec.above);
  camera.position
    .set(Math.sin(aside) * Math.cos(above), Math.sin(above), Math.cos(aside) * Math.cos(above))
    .multiplyScalar(spec.distance)
    .add(MIDDLE);
  camera.lookAt(MIDDLE);
  if (image.centre === "eyes") return lookAtEyes(camera, posture);
  // The principal point stays in the middle of the image: the camera is rotated to place the head.
  const half = Math.tan(THREE.MathUtils.degToRad(spec.fieldOfView) / 2);
  camera.rotateY(Math.atan(spec.headAt[0] * half * camera.aspect));
  camera.rotateX(-Math.atan(spec.headAt[1] * half));
  camera.updateMatrixWorld();
  return camera;
}

/** Rotates the camera to the eyes. The head's pose is relative to the camera, so the eyes move with it: it takes a few steps. */
function lookAtEyes(
  camera: THREE.PerspectiveCamera,
  posture: PostureSpec,
): THREE.PerspectiveCamera {
  for (let step = 0; step < 4; step++) {
    camera.updateMatrixWorld();
    const eyes = EYES.clone().sub(PIVOT).applyQuaternion(headRotation(camera, posture)).add(PIVOT);
    camera.lookAt(eyes);
  }
  camera.updateMatrixWorld();
  return camera;
}

/** Moves the camera within its aperture and the image within a pixel; the distance of the head stays in focus. */
export function jitterCamera(
  camera: THREE.PerspectiveCamera,
  spec: CameraSpec,
  lens: readonly [number, number],
  pixel: readonly [number, number],
  size: readonly [number, number],
): THREE.PerspectiveCamera {
  const moved = camera.clone();
  const dx = lens[0] * spec.aperture;
  const dy = lens[1] * spec.aperture;
  moved.translateX(dx);
  moved.translateY(dy);
  moved.updateMatrixWorld();
  moved.updateProjectionMatrix();
  const e = moved.projectionMatrix.elements;
  e[8] = -(e[0] * dx) / spec.distance + (2 * pixel[0]) / size[0];
  e[9] = -(e[5] * dy) / spec.distance + (2 * pixel[1]) / size[1];
  moved.projectionMatrixInverse.copy(moved.projectionMatrix).invert();
  return moved;
}

/** The rotation from the head model's axes to car axes, for a pose relative to the camera. */
export function headRotation(camera: THREE.Camera, posture: PostureSpec): THREE.Quaternion {
  const m = multiplyMatrices(
    rotationFromAngles(posture),
    rotationFromAngles({ yaw: 0, pitch: -MODEL_PITCH, roll: 0 }),
  );
  // In the library y points down and z away from the camera; in the model y up and z towards it.
  const sign = [1, -1, -1];
  const flipped = m.map((value, index) => {
    return value * sign[Math.floor(index / 3)] * sign[index % 3];
  }) as unknown as Parameters<THREE.Matrix3["set"]>;
  const relative = new THREE.Quaternion().setFromRotationMatrix(
    new THREE.Matrix4().setFromMatrix3(new THREE.Matrix3().set(...flipped)),
  );
  return camera.getWorldQuaternion(new THREE.Quaternion()).multiply(relative);
}

/** Rotates the head around the top of the spine, in place; the rotation of the neck decreases towards the shoulders. */
export function turnHead(
  positions: Float32Array,
  neutral: Float32Array,
  rotation: THREE.Quaternion,
): void {
  const partial = new THREE.Quaternion();
  const still = new THREE.Quaternion();
  const point = new THREE.Vector3();
  for (let i = 0; i < positions.length; i += 3) {
    const height = neutral[i + 1] + 0.4 * neutral[i + 2];
    const share = THREE.MathUtils.smoothstep(height, -15, -5.6);
    if (share === 1) partial.copy(rotation);
    else partial.slerpQuaternions(still, rotation, share);
    point
      .fromArray(positions, i)
      .sub(PIVOT)
      .applyQuaternion(partial)
      .add(PIVOT)
      .toArray(positions, i);
  }
}
