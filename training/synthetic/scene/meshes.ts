// Builds meshes and geometries from arrays.

import * as THREE from "three";
import type { HeadPart } from "./headModel.ts";

/** Objects on this layer cast shadows. */
export const SHADOW_LAYER = 1;
/**
 * Objects only on this layer are drawn but cast no shadows and hide no landmarks: lashes, clear lenses, single
 * strands.
 */
export const SEE_THROUGH_LAYER = 2;
/** Objects only on this layer are not drawn: the solid of hair. */
export const SOLID_LAYER = 3;
/** The skin of the head, which hides landmarks of its far side. */
export const HEAD_LAYER = 4;
/** Everything else that hides landmarks: hair, glasses, masks, hats, hands, clothes, the belt. */
export const COVER_LAYER = 5;

/** A mesh; by default it casts shadows. */
export function mesh(
  geometry: THREE.BufferGeometry,
  material: THREE.Material,
  { casts = true } = {},
): THREE.Mesh {
  const made = new THREE.Mesh(geometry, material);
  made.frustumCulled = false;
  if (casts) made.layers.enable(SHADOW_LAYER);
  return made;
}

/** The triangles that pass a test, in order. */
export function filterTriangles(
  corners: ArrayLike<number>,
  keep: (triangle: readonly number[]) => boolean,
): number[] {
  const kept: number[] = [];
  for (let t = 0; t < corners.length; t += 3) {
    const triangle = [corners[t], corners[t + 1], corners[t + 2]] as [number, number, number];
    if (keep(triangle)) kept.push(...triangle);
  }
  return kept;
}

/** A geometry from flat arrays; missing normals are computed. */
export function geometryFrom(
  positions: Float32Array,
  uvs: Float32Array,
  triangles: Uint32Array,
  normals?: Float32Array,
): THREE.BufferGeometry {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(positions, 3));
  geometry.setAttribute("uv", new THREE.BufferAttribute(uvs, 2));
  geometry.setIndex(new THREE.BufferAttribute(triangles, 1));
  if (normals === undefined) geometry.computeVertexNormals();
  else geometry.setAttribute("normal", new THREE.BufferAttribute(normals, 3));
  return geometry;
}

/** A part of the head as a mesh. */
export interface PartMesh {
  readonly mesh: THREE.Mesh;
  /** Copies positions, normals and sky visibility from all vertices of the head. */
  update(positions: Float32Array, normals: Float32Array, skyShares: Float32Array): void;
}

/** Makes a part of the head whose vertices follow the posed head. */
export function partMesh(
  part: HeadPart,
  material: THREE.Material,
  options: { readonly casts: boolean },
): PartMesh {
  const own = {
    position: new Float32Array(part.vertices.length * 3),
    normal: new Float32Array(part.vertices.length * 3),
  };
  const geometry = geometryFrom(own.position, part.uvs, part.triangles, own.normal);
  const shares = new THREE.BufferAttribute(new Float32Array(part.vertices.length), 1);
  geometry.setAttribute("skyShare", shares);
  return {
    mesh: mesh(geometry, material, options),
    update: (position, normal, skyShares) => {
      const all = { position, normal };
      for (const name of ["position", "normal"] as const) {
        const values = own[name];
        const from = all[name];
        part.vertices.forEach((vertex, corner) => {
          for (let axis = 0; axis < 3; axis++) {
            values[3 * corner + axis] = from[3 * vertex + axis];
          }
        });
        (geometry.getAttribute(name) as THREE.BufferAttribute).needsUpdate = true;
      }
      part.vertices.forEach((vertex, corner) => {
        shares.setX(corner, skyShares[vertex]);
      });
      shares.needsUpdate = true;
    },
  };
}

/** Frees geometries and own textures of an object and its children; compiled shaders are kept. */
export function disposeMeshes(root: THREE.Object3D): void {
  root.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    (object.geometry as THREE.BufferGeometry).dispose();
    const material = object.material as THREE.ShaderMaterial;
    // Only textures of this mesh; shared ones have other names.
    for (const name of ["albedoMap", "environment"]) {
      (material.uniforms[name]?.value as THREE.Texture | undefined)?.dispose();
    }
  });
}

/** A surface from a grid of points, `point(row, column)`. */
export function gridGeometry(
  rows: number,
  columns: number,
  point: (row: number, column: number) => THREE.Vector3,
): THREE.BufferGeometry {
  const positions = new Float32Array(rows * columns * 3);
  const uvs = new Float32Array(rows * columns * 2);
  const triangles: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      point(row, column).toArray(positions, 3 * index);
      uvs[2 * index] = column / (columns - 1);
      uvs[2 * index + 1] = row / (rows - 1);
      if (row + 1 < rows && column + 1 < columns) {
        const below = index + columns;
        triangles.push(index, below, index + 1, index + 1, below, below + 1);
      }
    }
  }
  return geometryFrom(positions, uvs, Uint32Array.from(triangles));
}

/** A tube of constant radius along points. */
export function tube(points: readonly THREE.Vector3[], radius: number): THREE.BufferGeometry {
  return new THREE.TubeGeometry(
    new THREE.CatmullRomCurve3([...points]),
    4 * points.length,
    radius,
    8,
  );
}
