// Geometry of clothes: the shirt as one closed surface, the collar, the seat belt.

import * as THREE from "three";
import type { Collar } from "../driverSpec.ts";
import { gridGeometry, tube } from "./meshes.ts";

/** Half width, half depth and middle of the body at heights below the origin of the head, centimetres. */
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

/** The collar: a ribbed band, a folded collar, a stand-up collar or a lowered hood. */
export function collarGeometry(collar: Collar): THREE.BufferGeometry {
  if (collar === "band") return tube(ringPoints(0.004), 0.55);
  if (collar === "hood") return loweredHood();
  const stand = collar === "stand" ? 4.2 : 3;
  const opening = collar === "stand" ? 0.12 : 0.2;
  const rows = collar === "stand" ? 6 : 12;
  return gridGeometry(rows, 49, (row, column) => {
    const across = (column / 48) * 2 - 1;
    // From one end in front, around the nape, to the other.
    const angle = Math.PI + across * (Math.PI - opening);
    const base = bodyPoint(0.003, angle);
    const out = new THREE.Vector3(base.x, 0, base.z + 1.2).normalize();
    const share = row / (rows - 1);
    if (collar === "stand") {
      base.y += stand * share;
      return base.addScaledVector(out, 0.25 + 0.5 * share);
    }
    // Up along the neck, over, and down outside to points in front.
    const up = Math.min(1, share / 0.4);
    const down = Math.max(0, (share - 0.4) / 0.6);
    const front = Math.max(0, 1 - (Math.PI - Math.abs(angle - Math.PI)) / 1.1);
    base.y += stand * up - (3.6 + 2.6 * front) * down;
    return base.addScaledVector(out, 0.15 + 2.3 * down ** 0.8 + 0.5 * Math.sin(Math.PI * down));
  });
}

/** A lowered hood on the shoulders: thick behind, thin in front. */
function loweredHood(): THREE.BufferGeometry {
  const ring = ringPoints(0.012);
  const sides = 12;
  return gridGeometry(ring.length, sides + 1, (row, column) => {
    const point = ring[row].clone();
    const out = new THREE.Vector3(point.x, 0, point.z + 1.2).normalize();
    const back = 0.5 - 0.5 * out.z;
    const turn = (column / sides) * 2 * Math.PI;
    const thick = 0.9 + 1.7 * back + 0.15 * Math.sin(row * 1.3);
    point.y += (0.4 + back) * 0.8 + thick * Math.sin(turn);
    return point.addScaledVector(out, 0.6 + 1.4 * back + thick * (1 + 0.5 * back) * Math.cos(turn));
  });
}

function ringPoints(depth: number): THREE.Vector3[] {
  return Array.from({ length: 33 }, (_, k) => bodyPoint(depth, (k / 32) * 2 * Math.PI - Math.PI));
}

/** The belt's ring on the pillar, beside and behind the driver's left shoulder. */
const ANCHOR = new THREE.Vector3(45.4, 13, -33);
const BELT_WIDTH = 4.7;

/** The seat belt: up the pillar to its ring, over the left shoulder and down to the right hip. */
export function beltGeometry(): THREE.BufferGeometry {
  const spine: THREE.Vector3[] = [
    ANCHOR.clone().setY(-60),
    ANCHOR.clone().setY(-12),
    ANCHOR.clone(),
    new THREE.Vector3(31, -4, -18),
  ];
  for (let k = 0; k <= 14; k++) {
    const share = k / 14;
    spine.push(frontPoint(15.5 - 28 * share, -13.8 - 46 * share));
  }
  const curve = new THREE.CatmullRomCurve3(spine, false, "centripetal");
  return gridGeometry(90, 5, (row, column) => {
    const at = row / 89;
    const middle = curve.getPoint(at);
    const along = curve.getTangent(at);
    const across = new THREE.Vector3()
      .crossVectors(along, new THREE.Vector3(0.1, 0.25, 1))
      .normalize();
    return middle.addScaledVector(across, (column / 4 - 0.5) * BELT_WIDTH);
  });
}

/** The ring on the pillar that the belt runs through. */
export function beltRingGeometry(): THREE.BufferGeometry {
  return new THREE.TorusGeometry(2.9, 0.9, 6, 14).translate(ANCHOR.x + 0.4, ANCHOR.y, ANCHOR.z);
}

function bodyPoint(depth: number, angle: number): THREE.Vector3 {
  const y = -10.6 - 60 * depth ** 1.7;
  const [halfWidth, halfDepth, middle] = sizesAt(y);
  // The cross section is round near the neck and squarer at the chest.
  const power = 2 / (2 + Math.min(0.9, 4 * depth));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const x = halfWidth * Math.sign(sine) * Math.abs(sine) ** power;
  const z = middle + halfDepth * Math.sign(cosine) * Math.abs(cosine) ** power;
  // The neckline is lower in front.
  const tilt = Math.max(0, 1 - 3.2 * depth);
  // Creases: sharp valleys between soft folds, deeper towards the belly.
  const slack = Math.min(1, 3 * depth) * (0.5 + 0.5 * Math.min(1, 2.5 * depth));
  const crease = (phase: number) => 0.6 - Math.abs(Math.sin(phase));
  const fold =
    slack *
    (0.45 * crease(0.19 * x + 0.34 * y + 0.8 * Math.sin(0.13 * y)) +
      0.35 * crease(0.27 * x - 0.21 * y + z * 0.2 + 1) +
      0.3 * Math.sin(0.5 * x + 0.9 * y) * Math.sin(0.31 * x - 0.4 * y + z * 0.3));
  return new THREE.Vector3(
    x + 0.4 * fold * Math.sign(sine),
    y - tilt * 0.36 * (z - middle + 2),
    z + fold * Math.sign(cosine || 1) * 1.1,
  );
}

function frontPoint(x: number, y: number): THREE.Vector3 {
  const [halfWidth, halfDepth, middle] = sizesAt(y + 1.2);
  const share = Math.min(0.97, Math.abs(x) / halfWidth);
  return new THREE.Vector3(x, y, middle + halfDepth * (1 - share ** 2.6) ** (1 / 2.6) + 2.4);
}

function sizesAt(y: number): [halfWidth: number, halfDepth: number, middle: number] {
  let previous = PROFILE[0];
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
