// The camera that a script asks for.

import type { CameraSpec } from "../training/synthetic/driverSpec.ts";
import { CAMERA_PLACES, type DriverScript } from "./driverScript.ts";

/** Vertical field of view, degrees, that shows the head with the shoulders. */
const USUAL_FIELD = 40;

/** The place the script names, with what it says differently. */
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
