// Smooth light from all directions: radiance as spherical harmonics, and the visibility of the sky on the head.

import * as THREE from "three";
import { directionAt, type Radiance, solidAngle } from "./daylight.ts";
import { type HeadModel, headPart, smoothNormals } from "./headModel.ts";
import { geometryFrom, HEAD_LAYER, mesh } from "./meshes.ts";
import { depthFrom } from "./render.ts";
import { HARMONICS } from "./surfaceShader.ts";

/** Directions for which sky visibility is tabulated, and the side of their depth maps. */
const DIRECTIONS = 64;
const MAP_SIZE = 192;
const MIDDLE = new THREE.Vector3(0, 0, 1);
const RADIUS = 17;

/** Real spherical harmonics of a unit vector, bands 0 to 2. */
function harmonicsOf({ x, y, z }: THREE.Vector3): number[] {
  return [
    0.282095,
    0.488603 * y,
    0.488603 * z,
    0.488603 * x,
    1.092548 * x * y,
    1.092548 * y * z,
    0.315392 * (3 * z * z - 1),
    1.092548 * x * z,
    0.546274 * (x * x - y * y),
  ];
}

/**
 * Coefficients c such that Σ cᵢ Yᵢ(n) is the irradiance on a surface with normal n, by colour (Ramamoorthi and
 * Hanrahan, "An efficient representation for irradiance environment maps", 2001).
 */
export function skyHarmonics({ width, height, data }: Radiance): THREE.Vector3[] {
  const sums = Array.from({ length: HARMONICS }, () => new THREE.Vector3());
  const spread = [Math.PI, ...Array(3).fill((2 * Math.PI) / 3), ...Array(5).fill(Math.PI / 4)];
  const colour = new THREE.Vector3();
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      const basis = harmonicsOf(directionAt((column + 0.5) / width, (row + 0.5) / height));
      const weight = 4 * solidAngle(row, width, height);
      colour.fromArray(data, 4 * (row * width + column)).multiplyScalar(weight);
      for (let k = 0; k < HARMONICS; k++) {
        sums[k].addScaledVector(colour, basis[k] * spread[k]);
      }
    }
  }
  return sums;
}

/**
 * For every vertex of the head and every direction: the cosine of incident light, and the same where it is not
 * blocked.
 */
export interface SkyView {
  readonly directions: readonly THREE.Vector3[];
  /** 0..255; all directions of a vertex follow each other. */
  readonly cosines: Uint8Array;
  readonly seen: Uint8Array;
}

/** Tabulates sky visibility for the mean head, because persons differ too little. */
export function skyView(renderer: THREE.WebGLRenderer, model: HeadModel): SkyView {
  const directions = Array.from({ length: DIRECTIONS }, (_, k) => {
    const y = 1 - (2 * k + 1) / DIRECTIONS;
    const turn = k * Math.PI * (3 - Math.sqrt(5));
    const level = Math.sqrt(1 - y * y);
    return new THREE.Vector3(level * Math.cos(turn), y, level * Math.sin(turn));
  });
  const normals = smoothNormals(model.neutral, model.polygons);
  const scene = new THREE.Scene();
  for (const material of ["M_Face", "M_BackHead"]) {
    const { vertices, uvs, triangles } = headPart(model, material);
    const positions = Float32Array.from({ length: 3 * vertices.length }, (_, i) => {
      return model.neutral[3 * vertices[Math.floor(i / 3)] + (i % 3)];
    });
    const part = mesh(geometryFrom(positions, uvs, triangles), new THREE.MeshBasicMaterial());
    part.layers.enable(HEAD_LAYER);
    scene.add(part);
  }
  const size = model.vertexCount * DIRECTIONS;
  const view = { directions, cosines: new Uint8Array(size), seen: new Uint8Array(size) };
  const place = new THREE.Vector3();
  const normal = new THREE.Vector3();
  directions.forEach((direction, k) => {
    const { depth, matrix } = depthFrom(renderer, scene, direction, {
      middle: MIDDLE,
      radius: RADIUS,
      size: MAP_SIZE,
      layer: HEAD_LAYER,
    });
    for (let vertex = 0; vertex < model.vertexCount; vertex++) {
      normal.fromArray(normals, 3 * vertex);
      const cosine = Math.max(0, normal.dot(direction));
      if (cosine === 0) continue;
      place.fromArray(model.neutral, 3 * vertex).addScaledVector(normal, 0.15);
      place.addScaledVector(direction, 0.1).applyMatrix4(matrix);
      const column = Math.floor((place.x * 0.5 + 0.5) * MAP_SIZE);
      const row = Math.floor((0.5 - place.y * 0.5) * MAP_SIZE);
      const inside = column >= 0 && row >= 0 && column < MAP_SIZE && row < MAP_SIZE;
      const blocker = inside ? depth[row * MAP_SIZE + column] : 1;
      const index = vertex * DIRECTIONS + k;
      view.cosines[index] = Math.round(255 * cosine);
      view.seen[index] = blocker > 1 && blocker < place.z ? 0 : Math.round(255 * cosine);
    }
  });
  return view;
}

/** Share of the sky's light that reaches each vertex of a head rotated by `rotation`, 0..1. */
export function skyShares(
  view: SkyView,
  radiance: Radiance,
  rotation: THREE.Quaternion,
): Float32Array {
  const light = view.directions.map((direction) =>
    brightnessToward(radiance, direction.clone().applyQuaternion(rotation)),
  );
  const count = view.directions.length;
  const shares = new Float32Array(view.cosines.length / count);
  for (let vertex = 0; vertex < shares.length; vertex++) {
    let all = 0;
    let seen = 0;
    for (let k = 0; k < count; k++) {
      const level = light[k];
      all += level * view.cosines[vertex * count + k];
      seen += level * view.seen[vertex * count + k];
    }
    shares[vertex] = all > 0 ? seen / all : 1;
  }
  return shares;
}

/** Mean green radiance around a direction. */
function brightnessToward({ width, height, data }: Radiance, { x, y, z }: THREE.Vector3): number {
  const column = Math.floor((Math.atan2(x, z) / (2 * Math.PI) + 0.5) * width);
  const row = Math.floor((Math.asin(Math.max(-1, Math.min(1, y))) / Math.PI + 0.5) * height);
  const reach = Math.round(height / 16);
  let sum = 0;
  let count = 0;
  for (let dy = -reach; dy <= reach; dy += 2) {
    const at = row + dy;
    if (at < 0 || at >= height) continue;
    for (let dx = -reach; dx <= reach; dx += 2) {
      sum += data[4 * (at * width + ((column + dx + width) % width)) + 1];
      count++;
    }
  }
  return sum / Math.max(1, count);
}
