// The driver's upper body: a shirt as one closed surface, its collar, and the belt across it.

import * as THREE from "three";
import { gridGeometry, tube } from "./meshes.ts";

/** Half width, half depth and middle of the body at heights below the head's origin, centimetres. */
const PROFILE: readonly (readonly [
  y: number,
  halfWidth: number,
  halfDepth: number,
  middle: number,
])[] = [
  [-10.6, 6.9, 5.6, -1.2],
  [-12.6, 8.2, 6.9, -1.6],
  [-14.6, 12.2, 7.9, -2.0],
  [-16.5, 16.6, 8.8, -2.1],
  [-19, 20.3, 9.8, -2.0],
  [-23, 22.6, 10.9, -1.6],
  [-30, 23.2, 12.2, -0.8],
  [-42, 22.5, 13, 0],
  [-70, 22, 14, 1],
];
const COLUMNS = 73;
const ROWS = 40;

/** The shirt, open at the neck. */
export function shirtGeometry(): THREE.BufferGeometry {
  return gridGeometry(ROWS, COLUMNS, (row, column) => {
    const depth = row / (ROWS - 1);
    return bodyPoint(depth, (column / (COLUMNS - 1)) * 2 * Math.PI - Math.PI);
  });
}

/** A ribbed neckband along the shirt's opening. */
export function neckbandGeometry(): THREE.BufferGeometry {
  const points = Array.from({ length: 33 }, (_, k) =>
    bodyPoint(0.004, (k / 32) * 2 * Math.PI - Math.PI),
  );
  return tube(points, 0.55);
}

/** The belt: from the pillar over the driver's left shoulder down to the right hip. */
export function beltGeometry(): THREE.BufferGeometry {
  const spine: THREE.Vector3[] = [new THREE.Vector3(41, 4, -27), new THREE.Vector3(30, -6, -14)];
  for (let k = 0; k <= 14; k++) {
    const share = k / 14;
    spine.push(frontPoint(14.5 - 27 * share, -14.2 - 46 * share));
  }
  const curve = new THREE.CatmullRomCurve3(spine, false, "centripetal");
  return gridGeometry(60, 5, (row, column) => {
    const at = row / 59;
    const middle = curve.getPoint(at);
    const along = curve.getTangent(at);
    const across = new THREE.Vector3()
      .crossVectors(along, new THREE.Vector3(0.1, 0.25, 1))
      .normalize();
    return middle.addScaledVector(across, (column / 4 - 0.5) * 4.7);
  });
}

function bodyPoint(depth: number, angle: number): THREE.Vector3 {
  const y = -10.6 - 60 * depth ** 1.7;
  const [halfWidth, halfDepth, middle] = sizesAt(y);
  // Near the neck the section is round, at the chest it is squarer.
  const power = 2 / (2 + Math.min(0.9, 4 * depth));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const x = halfWidth * Math.sign(sine) * Math.abs(sine) ** power;
  const z = middle + halfDepth * Math.sign(cosine) * Math.abs(cosine) ** power;
  // The neckline lies lower in front.
  const tilt = Math.max(0, 1 - 3.2 * depth);
  const fold =
    0.22 *
    Math.sin(0.5 * x + 0.9 * y) *
    Math.sin(0.31 * x - 0.4 * y + z * 0.3) *
    Math.min(1, 5 * depth);
  return new THREE.Vector3(x, y - tilt * 0.36 * (z - middle + 2), z + fold * 2);
}

function frontPoint(x: number, y: number): THREE.Vector3 {
  const [halfWidth, halfDepth, middle] = sizesAt(y + 1.2);
  const share = Math.min(0.97, Math.abs(x) / halfWidth);
  return new THREE.Vector3(x, y, middle + halfDepth * (1 - share ** 2.6) ** (1 / 2.6) + 2.4);
}

function sizesAt(y: number): [halfWidth: number, halfDepth: number, middle: number] {
  let previous = PROFILE[0] as (typeof PROFILE)[number];
  for (const next of PROFILE) {
    if (y >= next[0]) {
      const share = next === previous ? 0 : (previous[0] - y) / (previous[0] - next[0]);
      const mix = (k: 1 | 2 | 3) => previous[k] + (next[k] - previous[k]) * share;
      return [mix(1), mix(2), mix(3)];
    }
    previous = next;
  }
  return [previous[1], previous[2], previous[3]];
}
