// Hair meshes made of strips: loads them, fits them to a head, computes the direction of strands.

import * as THREE from "three";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { mergeVertices } from "three/examples/jsm/utils/BufferGeometryUtils.js";
import { ABOVE_EYES, type PersonSpec } from "../driverSpec.ts";
import { layLengthwise, rims } from "./hairRims.ts";
import { filterTriangles } from "./meshes.ts";
import { SKULL, scalpOf } from "./skull.ts";

/** Centimetres per unit of the meshes, slightly enlarged because the head model's skull is larger. */
const UNIT = 10.3;
/** Smallest distance of strips from the scalp, centimetres. */
const CLEARANCE = 0.35;

/**
 * Loads a hair mesh, in centimetres, with `rim`: distance of every vertex from the end of its strip. @throws when the
 * file contains no mesh.
 */
export async function loadHair(address: string): Promise<THREE.BufferGeometry> {
  const text = await fetch(address).then((response) => response.text());
  const found = new OBJLoader()
    .parse(text)
    .children.find((child): child is THREE.Mesh => child instanceof THREE.Mesh);
  if (found === undefined) throw new Error(`${address} contains no mesh.`);
  found.geometry.deleteAttribute("normal");
  const geometry = mergeVertices(found.geometry).scale(UNIT, UNIT, UNIT);
  layLengthwise(geometry);
  geometry.setAttribute("rim", new THREE.BufferAttribute(rims(geometry), 1));
  return geometry;
}

/**
 * Fits a hair mesh to a neutral head (all its vertices): its crown is placed on the top and the back of the scalp, no strip
 * is inside the skull, a hat presses it flat, and it is cut at `fringe`. The result has `strand`, the direction of hair.
 */
export function fitHair(
  source: THREE.BufferGeometry,
  head: Float32Array,
  flat: boolean,
  fringe: PersonSpec["hair"]["fringe"] = [ABOVE_EYES, ABOVE_EYES],
): THREE.BufferGeometry {
  const geometry = source.clone();
  const position = geometry.getAttribute("position") as THREE.BufferAttribute;
  const top = extreme(position, 1, 1, () => true);
  const crown = (index: number) => position.getY(index) > top - 0.9 * UNIT;
  const back = extreme(position, 2, -1, crown);
  const scalp = scalpOf(head);
  const place = new THREE.Vector3();
  for (let index = 0; index < position.count; index++) {
    place.fromBufferAttribute(position, index);
    place.set(place.x, scalp.top + 0.9 + place.y - top, scalp.back - 0.9 + place.z - back);
    const off = place.clone().sub(SKULL);
    const least = scalp.radius(off) + CLEARANCE;
    const pressed = flat && off.y > 1;
    if (off.length() < least || pressed) place.copy(off.setLength(least)).add(SKULL);
    position.setXYZ(index, place.x, place.y, place.z);
  }
  cutFringe(geometry, fringe);
  if (flat) holdFringeBack(geometry);
  geometry.computeVertexNormals();
  geometry.setAttribute("strand", new THREE.BufferAttribute(strands(geometry), 3));
  return geometry;
}

/** Hair further forward than this is before the face; centimetres before the middle of the head. */
const TEMPLES = 5;

/**
 * Cuts hair before the face, in place: most drivers can see the road, and the fringe of one mesh would otherwise hide the
 * whole face of a rotated head.
 */
function cutFringe(
  geometry: THREE.BufferGeometry,
  [leftEnd, rightEnd]: NonNullable<PersonSpec["hair"]["fringe"]>,
): void {
  const position = geometry.getAttribute("position");
  const rim = geometry.getAttribute("rim");
  const end = (vertex: number) => (position.getX(vertex) > 0 ? leftEnd : rightEnd);
  const left = (vertex: number) =>
    Math.max(position.getY(vertex) - end(vertex), TEMPLES - position.getZ(vertex));
  for (let vertex = 0; vertex < position.count; vertex++) {
    rim.setX(vertex, Math.min(rim.getX(vertex), left(vertex)));
  }
  keepTriangles(geometry, (corners) => corners.some((vertex) => left(vertex) > 0));
}

function keepTriangles(
  geometry: THREE.BufferGeometry,
  keep: (triangle: readonly number[]) => boolean,
): void {
  geometry.setIndex(filterTriangles(geometry.getIndex()?.array ?? [], keep));
}

/** Removes hair before the forehead, which a cap holds back. In place. */
function holdFringeBack(geometry: THREE.BufferGeometry): void {
  const position = geometry.getAttribute("position");
  const hangs = (vertex: number) =>
    position.getZ(vertex) > 4 && Math.abs(position.getX(vertex)) < 8;
  keepTriangles(geometry, (corners) => !corners.some(hangs));
}

function extreme(
  position: THREE.BufferAttribute,
  axis: number,
  sign: 1 | -1,
  counts: (index: number) => boolean,
): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < position.count; index++) {
    if (counts(index)) best = Math.max(best, sign * position.getComponent(index, axis));
  }
  return sign * best;
}

/** The direction of increasing v at every vertex: the direction of hair, because v runs along the strips. */
function strands(geometry: THREE.BufferGeometry): Float32Array {
  const position = geometry.getAttribute("position");
  const uv = geometry.getAttribute("uv");
  const index = geometry.getIndex();
  const out = new Float32Array(position.count * 3);
  const [a, b, c, along] = [0, 1, 2, 3].map(() => new THREE.Vector3()) as [
    THREE.Vector3,
    THREE.Vector3,
    THREE.Vector3,
    THREE.Vector3,
  ];
  for (let t = 0; t < (index?.count ?? 0); t += 3) {
    const [i, j, k] = [0, 1, 2].map((corner) => index?.getX(t + corner) ?? 0) as [
      number,
      number,
      number,
    ];
    a.fromBufferAttribute(position, i);
    b.fromBufferAttribute(position, j).sub(a);
    c.fromBufferAttribute(position, k).sub(a);
    const [du1, du2] = [uv.getX(j) - uv.getX(i), uv.getX(k) - uv.getX(i)];
    const [dv1, dv2] = [uv.getY(j) - uv.getY(i), uv.getY(k) - uv.getY(i)];
    const area = du1 * dv2 - du2 * dv1;
    along.copy(c).multiplyScalar(du1).addScaledVector(b, -du2).multiplyScalar(Math.sign(area));
    if (along.lengthSq() === 0) continue;
    along.normalize();
    for (const corner of [i, j, k]) {
      for (let axis = 0; axis < 3; axis++) {
        const at = 3 * corner + axis;
        out[at] = out[at] + along.getComponent(axis);
      }
    }
  }
  return out;
}
