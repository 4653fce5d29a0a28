// Cropped hair and beards as layers of fur: each layer is higher and has fewer strands.

import * as THREE from "three";
import { randomFrom } from "../../../src/math/random.ts";
import type { PersonSpec } from "../driverSpec.ts";
import { type HeadModel, headPart } from "./headModel.ts";
import { filterTriangles } from "./meshes.ts";

/** Density of hair at a point of the mean head (centimetres): 1 inside the hairline, 0 outside, smooth between. */
export type Growth = (x: number, y: number, z: number) => number;

/** Hair of the head. @param recession of the hairline at forehead and temples, centimetres. */
export function scalpGrowth(recession: number): Growth {
  return (x, y, z) => {
    const side = Math.abs(x);
    // The hairline always recedes a little at the temples.
    const back = y > 5 ? (recession + 0.6) * (0.3 + 0.8 * Math.min(1, side / 5)) : 0;
    const ahead = piecewise(HAIRLINE, y) - back - z;
    // No hair on the ear.
    const ear = side > 7.9 && y < 4.6 && z > -2.4 ? 1 : 0;
    const nape = THREE.MathUtils.smoothstep(y, -7.2, -5.2);
    const burns =
      0.8 *
      THREE.MathUtils.smoothstep(side, 5.4, 6.8) *
      THREE.MathUtils.smoothstep(y, -2, 1) *
      THREE.MathUtils.smoothstep(3.4 - y, 0, 1.4) *
      THREE.MathUtils.smoothstep(z, 0.6, 2) *
      THREE.MathUtils.smoothstep(4.8 - z, 0, 2);
    return Math.max(THREE.MathUtils.smoothstep(ahead, -0.3, 1.5) * (1 - ear) * nape, burns);
  };
}

/** A beard around the mouth. @param fullness coverage of the cheeks, 0..1. */
export function beardGrowth(fullness: number): Growth {
  return (x, y, z) => {
    const side = Math.abs(x);
    // From under the nose along the cheek up to the ear.
    const line = piecewise(
      [
        [0, -1.9],
        [1.6, -1.9],
        [2.9, -2.6],
        [4.5, -2.9 + 1.6 * fullness],
        [6.3, -1.2 + 2.4 * fullness],
        [7.4, 1 + 2 * fullness],
      ],
      side,
    );
    const below = THREE.MathUtils.smoothstep(line - y, -0.4, 2.4);
    const mouth = Math.hypot(x / 2.75, (y + 3.45) / 0.95);
    const neck = THREE.MathUtils.smoothstep(y, -9.6, -8.2);
    const front = THREE.MathUtils.smoothstep(z, 1.2, 2.4);
    return below * THREE.MathUtils.smoothstep(mouth, 0.95, 1.3) * neck * front;
  };
}

/** The hairline from the side: how far forward hair grows at each height, centimetres. */
const HAIRLINE = [
  [-8.5, -3.6],
  [-5, -3.2],
  [0, -2.6],
  [1.5, -2.2],
  [2.2, 4.6],
  [5, 4.9],
  [6.5, 5.2],
  [8, 6.2],
  [9.4, 7.4],
  [10.6, 9.6],
  [11.4, 12],
] as const;

function piecewise(points: readonly (readonly [number, number])[], at: number): number {
  let [previousX, previousY] = points[0];
  for (const [x, y] of points) {
    if (at <= x) {
      return x === previousX
        ? y
        : previousY + ((y - previousY) * (at - previousX)) / (x - previousX);
    }
    [previousX, previousY] = [x, y];
  }
  return previousY;
}

/** The drawn layers, and one layer as a solid. */
export interface HairGeometry {
  /** With attributes `strand` (its direction) and `shell` (root and height 0..1). */
  readonly fur: THREE.BufferGeometry;
  /** The middle layer, which casts shadows and hides landmarks for all of them. */
  readonly bulk: THREE.BufferGeometry;
}

/** No strands are drawn below this density. */
const LOWEST_DENSITY = 0.04;

/** Grows hair in layers on a head (`positions` and `normals` of all its vertices). */
export function hairGeometry(
  model: HeadModel,
  positions: Float32Array,
  normals: Float32Array,
  growth: Growth,
  hair: PersonSpec["hair"],
  layers: number,
  seed: number,
): HairGeometry {
  const random = randomFrom(seed);
  const parting = random.between(-1, 1) * 3;
  const sweep = random.between(-0.3, 0.5);
  const phase = [random.next() * 9, random.next() * 9, random.next() * 9] as const;
  const roots: number[] = [];
  const rootOf = new Map<number, number>();
  const triangles: number[] = [];
  for (const material of ["M_Face", "M_BackHead"]) {
    const part = headPart(model, material);
    for (let t = 0; t < part.triangles.length; t += 3) {
      const corners = [0, 1, 2].map((k) => part.vertices[part.triangles[t + k]]);
      if (!corners.some((vertex) => growthAt(model, vertex, growth) > 0)) continue;
      for (const vertex of corners) {
        let root = rootOf.get(vertex);
        if (root === undefined) {
          root = roots.length;
          rootOf.set(vertex, root);
          roots.push(vertex);
        }
        triangles.push(root);
      }
    }
  }
  const count = roots.length;
  // No strand reaches the topmost layer.
  const drawn = layers - 1;
  const out = new Float32Array(count * drawn * 3);
  const normal = new Float32Array(count * drawn * 3);
  const strand = new Float32Array(count * drawn * 3);
  const shell = new Float32Array(count * drawn * 4);
  const uvs = new Float32Array(count * drawn * 2);
  const p = new THREE.Vector3();
  const n = new THREE.Vector3();
  const flow = new THREE.Vector3();
  const step = new THREE.Vector3();
  roots.forEach((vertex, root) => {
    const base = new THREE.Vector3().fromArray(model.neutral, 3 * vertex);
    const ragged = 0.45 * wave(base, phase, 2.6) + 0.4 * wave(base, phase, 0.8);
    const grows = growth(base.x, base.y, base.z + ragged);
    p.fromArray(positions, 3 * vertex);
    n.fromArray(normals, 3 * vertex);
    const clump = wave(base, phase, 0.55) * 0.5 + wave(base, phase, 1.7) * 0.35;
    const top = THREE.MathUtils.smoothstep(base.y, 4, 11.5);
    const length = hair.length * grows * (0.45 + 0.55 * top) * (1 + 0.35 * hair.disorder * clump);
    // Hair runs from the parting to the sides, forward at the front, down at the sides and the nape.
    flow.set(
      (base.x - parting) * 0.12 * top + 0.35 * hair.disorder * wave(base, phase, 1.1),
      -0.25 - 0.75 * (1 - top) + 0.25 * hair.disorder * wave(base, phase, 1.4),
      top * sweep + (base.z > 4 ? 0.15 : -0.25) + 0.35 * hair.disorder * wave(base, phase, 0.9),
    );
    flow.addScaledVector(n, -flow.dot(n));
    if (flow.lengthSq() > 1) flow.normalize();
    for (let layer = 0; layer < drawn; layer++) {
      const height = layer / drawn;
      const index = layer * count + root;
      // Short strands stand upright, long ones lie down.
      const lying = Math.min(0.8, 0.25 * hair.length);
      step
        .copy(n)
        .multiplyScalar(height * length * (1 - lying * height * 0.7) + 0.02)
        .addScaledVector(flow, length * lying * height ** 1.6 * 1.3);
      step.add(p).toArray(out, 3 * index);
      n.toArray(normal, 3 * index);
      flow
        .clone()
        .addScaledVector(n, 0.9 - lying)
        .normalize()
        .toArray(strand, 3 * index);
      shell.set([base.x, base.y, base.z, height], 4 * index);
      uvs[2 * index] = Math.min(0.998, Math.max(0.002, grows));
      uvs[2 * index + 1] = height;
    }
  });
  const layer = (index: number) => triangles.map((corner) => corner + index * count);
  const fur = new THREE.BufferGeometry();
  fur.setAttribute("position", new THREE.BufferAttribute(out, 3));
  fur.setAttribute("normal", new THREE.BufferAttribute(normal, 3));
  fur.setAttribute("uv", new THREE.BufferAttribute(uvs, 2));
  const bulk = fur.clone();
  const grown = (corner: number) => uvs[2 * corner];
  bulk.setIndex(
    filterTriangles(layer(layers >> 1), (triangle) =>
      triangle.every((c) => grown(c) > HIDING_DENSITY),
    ),
  );
  fur.setAttribute("strand", new THREE.BufferAttribute(strand, 3));
  fur.setAttribute("shell", new THREE.BufferAttribute(shell, 4));
  fur.setIndex(
    Array.from({ length: drawn }, (_, k) => layer(k)).flatMap((triangles) =>
      filterTriangles(triangles, (triangle) => triangle.some((c) => grown(c) > LOWEST_DENSITY)),
    ),
  );
  return { fur, bulk };
}

/** Hair of lower density does not hide landmarks. */
const HIDING_DENSITY = 0.45;

/** Opacity by density (u): hair thins out at the hairline. */
export function hairlineTexture(): THREE.DataTexture {
  const data = new Uint8Array(64 * 4).fill(255);
  for (let x = 0; x < 64; x++)
    data[4 * x + 3] = Math.round(255 * THREE.MathUtils.smoothstep(x / 63, 0.05, 0.85));
  const texture = new THREE.DataTexture(data, 64, 1);
  texture.magFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

function growthAt(model: HeadModel, vertex: number, growth: Growth): number {
  const at = (axis: number) => model.neutral[3 * vertex + axis];
  return growth(at(0), at(1), at(2));
}

/** A smooth pseudo-random field in −1..1. */
function wave(
  { x, y, z }: THREE.Vector3,
  phase: readonly [number, number, number],
  frequency: number,
): number {
  return (
    (Math.sin(x * frequency * 1.9 + phase[0] + 1.3 * Math.sin(y * frequency + phase[1])) +
      Math.sin(z * frequency * 2.1 + phase[2] + 1.1 * Math.sin(x * frequency * 1.3 + phase[0])) +
      Math.sin(y * frequency * 1.7 + phase[1] + 1.2 * Math.sin(z * frequency * 0.9))) /
    3
  );
}
