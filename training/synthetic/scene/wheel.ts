// The steering wheel: rim, spokes and hub. It hides landmarks.

import * as THREE from "three";
import { mergeGeometries } from "three/examples/jsm/utils/BufferGeometryUtils.js";
import type { CabinSpec } from "../driverSpec.ts";
import { COVER_LAYER, mesh } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";

/** Radius and thickness of the rim, centimetres. */
const RIM_RADIUS = 18.3;
const RIM_THICKNESS = 1.5;
/** Centre of the wheel in car axes, and tilt of its top away from the driver, radians. */
const MIDDLE = new THREE.Vector3(0, -38, 44);
const LEAN = 0.42;
const SPOKE_ANGLES = [0.1, Math.PI / 2, Math.PI - 0.1] as const;

/** A movable wheel. */
export interface Wheel {
  readonly mesh: THREE.Mesh;
  place(wheel: CabinSpec["wheel"]): void;
}

/** Creates the wheel, which is invisible until it is placed. */
export function steeringWheel(shared: SharedUniforms): Wheel {
  const parts: THREE.BufferGeometry[] = [
    new THREE.TorusGeometry(RIM_RADIUS, RIM_THICKNESS, 8, 44),
    new THREE.CylinderGeometry(6.5, 7.5, 4, 20).rotateX(Math.PI / 2).translate(0, -0.5, 1),
  ];
  for (const angle of SPOKE_ANGLES) {
    parts.push(
      new THREE.BoxGeometry(RIM_RADIUS - 5, 3.4, 1.6)
        .translate(RIM_RADIUS / 2 + 2.5, 0, 0.3)
        .rotateZ(-angle),
    );
  }
  const leather = surface(shared, {
    tint: [0.03, 0.03, 0.032],
    roughness: 0.6,
    relief: [0.02, 12],
    ambient: 0.15,
  });
  const made = mesh(mergeGeometries(parts), leather);
  made.layers.enable(COVER_LAYER);
  made.visible = false;
  return {
    mesh: made,
    place: (wheel) => {
      made.visible = wheel !== undefined;
      if (wheel === undefined) return;
      made.position.copy(MIDDLE).add(new THREE.Vector3(0, wheel.up, wheel.ahead));
      made.rotation.set(LEAN, 0, THREE.MathUtils.degToRad(wheel.turn), "XYZ");
    },
  };
}
