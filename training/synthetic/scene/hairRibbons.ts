// Hair ribbons: thin ribbons of a few hairs that lie on hair and beards and break up their outlines.

import * as THREE from "three";
import type { Random } from "../../../src/math/random.ts";

/** The surface that ribbons grow on: triangles with positions, normals and hair directions. */
export interface Coat {
  readonly position: ArrayLike<number>;
  readonly normal: ArrayLike<number>;
  readonly strand: ArrayLike<number>;
  /** Density of ribbons at a vertex, 0..1. */
  readonly density: (vertex: number) => number;
  readonly triangles: ArrayLike<number>;
}

/** Lengths in centimetres. */
export interface RibbonOptions {
  readonly count: number;
  readonly length: number;
  readonly width: number;
  /** 0 combed … 1 untidy. */
  readonly disorder: number;
  /** Share of a ribbon's length by which it leans off the surface. */
  readonly lift: number;
}

/** Points along a ribbon. */
const POINTS = 3;
/** Radius of curvature of ribbons: about that of a head, centimetres. */
const HEAD_RADIUS = 9.5;

/**
 * Makes ribbons as their middle lines; the vertex shader widens them to face the camera.
 *
 * @returns a geometry with `position`, `normal` (of the coat), `strand` and `ribbon`: signed half width in centimetres,
 * position along it (0 root … 1 tip), a random number.
 */
export function hairRibbonGeometry(
  coat: Coat,
  options: RibbonOptions,
  random: Random,
): THREE.BufferGeometry {
  const pick = picker(coat, random);
  const corners = options.count * POINTS * 2;
  const position = new Float32Array(corners * 3);
  const normal = new Float32Array(corners * 3);
  const strand = new Float32Array(corners * 3);
  const ribbon = new Float32Array(corners * 3);
  const triangles = new Uint32Array(options.count * (POINTS - 1) * 6);
  const root = new THREE.Vector3();
  const up = new THREE.Vector3();
  const along = new THREE.Vector3();
  const aside = new THREE.Vector3();
  const place = new THREE.Vector3();
  let filled = 0;
  for (let k = 0; k < options.count; k++) {
    pick(root, up, along);
    aside.crossVectors(along, up);
    along.addScaledVector(aside, (0.12 + 0.4 * options.disorder) * random.normal());
    // A few ribbons stand off, most lie flat.
    const lift = random.chance(0.12 + 0.2 * options.disorder) ? 1 : 0.3;
    along.addScaledVector(up, options.lift * lift * random.next()).normalize();
    const length = options.length * random.between(0.5, 1.2);
    const bend = (0.5 * options.disorder * random.normal()) / Math.max(1, length);
    const own = random.next();
    const half = 0.5 * options.width * random.between(0.5, 1.3);
    for (let step = 0; step < POINTS; step++) {
      const share = step / (POINTS - 1);
      const far = share * length;
      place
        .copy(root)
        .addScaledVector(up, 0.06 - (0.5 * far * far) / HEAD_RADIUS)
        .addScaledVector(along, far)
        .addScaledVector(aside, bend * far * far);
      for (const side of [-1, 1]) {
        const corner = (k * POINTS + step) * 2 + (side > 0 ? 1 : 0);
        place.toArray(position, 3 * corner);
        up.toArray(normal, 3 * corner);
        along.toArray(strand, 3 * corner);
        ribbon.set([side * half * (1 - share ** 2), share, own], 3 * corner);
      }
      if (step === 0) continue;
      const from = (k * POINTS + step - 1) * 2;
      triangles.set([from, from + 1, from + 2, from + 1, from + 3, from + 2], filled);
      filled += 6;
    }
  }
  const geometry = new THREE.BufferGeometry();
  for (const [name, values] of Object.entries({ position, normal, strand, ribbon })) {
    geometry.setAttribute(name, new THREE.BufferAttribute(values, 3));
  }
  geometry.setIndex(new THREE.BufferAttribute(triangles, 1));
  return geometry;
}

/** Random positions on a coat, uniform by area and density. */
function picker({ position, normal, strand, density, triangles }: Coat, random: Random) {
  const cumulative = new Float64Array(triangles.length / 3);
  const [a, b, c] = [new THREE.Vector3(), new THREE.Vector3(), new THREE.Vector3()];
  const at = (values: ArrayLike<number>, corner: number, into: THREE.Vector3) =>
    into.fromArray(values as number[], 3 * triangles[corner]);
  let total = 0;
  for (let t = 0; t < cumulative.length; t++) {
    at(position, 3 * t, a);
    const area = at(position, 3 * t + 1, b)
      .sub(a)
      .cross(at(position, 3 * t + 2, c).sub(a))
      .length();
    const cornerDensity = [0, 1, 2].reduce((sum, k) => sum + density(triangles[3 * t + k]), 0);
    total += area * cornerDensity;
    cumulative[t] = total;
  }
  return (place: THREE.Vector3, up: THREE.Vector3, along: THREE.Vector3) => {
    const wanted = random.next() * total;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    let [u, v] = [random.next(), random.next()];
    if (u + v > 1) [u, v] = [1 - u, 1 - v];
    const mixed = (values: ArrayLike<number>, into: THREE.Vector3) => {
      into.set(0, 0, 0);
      [1 - u - v, u, v].forEach((share, k) => {
        into.addScaledVector(at(values, 3 * low + k, a), share);
      });
      return into;
    };
    mixed(position, place);
    mixed(normal, up).normalize();
    mixed(strand, along);
    along.addScaledVector(up, -along.dot(up));
    if (along.lengthSq() < 1e-6) along.set(up.y, -up.x, 0.1);
    along.normalize();
  };
}
