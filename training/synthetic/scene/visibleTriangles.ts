// Culls triangles that a camera cannot see, because software rendering is slow for every vertex.

import * as THREE from "three";

/** For `cullBackFaces`: back faces of a closed surface are never visible. */
export const CLOSED = 0;

/** Movement of the camera between passes, centimetres, and a pixel as a share of half the image. */
interface Jitter {
  readonly aperture: number;
  readonly pixel: number;
}

/** The triangles of a geometry, those visible to a camera first. */
interface Sorted {
  /** Key of the order; while it stays the same, so does the order. */
  key: string;
  /** The original triangles. */
  readonly whole: ArrayLike<number>;
  seen: number;
}

const sortedOf = new WeakMap<THREE.BufferGeometry, Sorted>();

/**
 * Marks a mesh whose triangles are visible from their front only.
 *
 * @param facing smallest cosine between a triangle's normal and the direction to the camera at which it is visible:
 * `CLOSED`, or below 0 for hair that stands off a closed surface; undefined removes the mark.
 */
export function cullBackFaces(mesh: THREE.Mesh, facing: number | undefined): void {
  mesh.userData["facing"] = facing;
}

/** Switches between visible and all triangles: lights need others than the camera. */
export interface Culled {
  visibleOnly(): void;
  all(): void;
}

/** Sorts the triangles of a scene by whether a camera can see them in any of its passes. */
export function cullTriangles(
  scene: THREE.Scene,
  camera: THREE.PerspectiveCamera,
  { aperture, height }: { readonly aperture: number; readonly height: number },
): Culled {
  scene.updateMatrixWorld();
  const jitter = { aperture, pixel: 2 / height };
  const geometries: THREE.BufferGeometry[] = [];
  scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    const geometry = object.geometry as THREE.BufferGeometry;
    if (geometry.getIndex() === null) return;
    sort(object, geometry, camera, jitter);
    geometries.push(geometry);
  });
  return {
    visibleOnly: () => {
      for (const geometry of geometries) {
        geometry.setDrawRange(0, sortedOf.get(geometry)?.seen ?? Number.POSITIVE_INFINITY);
      }
    },
    all: () => {
      for (const geometry of geometries) geometry.setDrawRange(0, Number.POSITIVE_INFINITY);
    },
  };
}

function sort(
  mesh: THREE.Mesh,
  geometry: THREE.BufferGeometry,
  camera: THREE.PerspectiveCamera,
  jitter: Jitter,
): void {
  const index = geometry.getIndex() as THREE.BufferAttribute;
  const position = geometry.getAttribute("position") as THREE.BufferAttribute;
  const known = sortedOf.get(geometry);
  const sorted = known ?? { key: "", whole: index.array.slice(), seen: index.count };
  const facing = mesh.userData["facing"] as number | undefined;
  const key = [
    position.version,
    facing,
    mesh.matrixWorld.elements,
    camera.matrixWorld.elements,
    camera.projectionMatrix.elements,
  ].join();
  sortedOf.set(geometry, sorted);
  if (sorted.key === key) return;
  sorted.key = key;
  const { whole } = sorted;
  const outside = sidesMissed(mesh, position, camera, jitter);
  const turned = facing === undefined ? null : turnedAway(mesh, position, camera, jitter, facing);
  let first = 0;
  let last = whole.length;
  for (let t = 0; t < whole.length; t += 3) {
    const [a, b, c] = [whole[t], whole[t + 1], whole[t + 2]] as [number, number, number];
    const missed = outside[a] & outside[b] & outside[c];
    const hidden = missed !== 0 || (turned?.(a, b, c) ?? false);
    if (hidden) last -= 3;
    const at = hidden ? last : first;
    if (!hidden) first += 3;
    index.array[at] = a;
    index.array[at + 1] = b;
    index.array[at + 2] = c;
  }
  sorted.seen = first;
  index.needsUpdate = true;
}

/** Largest width that the shader gives to hair ribbons, centimetres. */
const RIBBON = 0.2;

/** For each vertex, the image borders that it is beyond, as bits; all bits behind the camera. */
function sidesMissed(
  mesh: THREE.Mesh,
  position: THREE.BufferAttribute,
  camera: THREE.PerspectiveCamera,
  { aperture, pixel }: Jitter,
): Uint8Array {
  const toView = new THREE.Matrix4().multiplyMatrices(camera.matrixWorldInverse, mesh.matrixWorld);
  const e = toView.elements;
  const values = position.array;
  const scaleX = camera.projectionMatrix.elements[0];
  const scaleY = camera.projectionMatrix.elements[5];
  const roomX = scaleX * (RIBBON + aperture);
  const roomY = scaleY * (RIBBON + aperture);
  const sides = new Uint8Array(position.count);
  for (let i = 0; i < sides.length; i++) {
    const x = values[3 * i];
    const y = values[3 * i + 1];
    const z = values[3 * i + 2];
    const across = scaleX * (e[0] * x + e[4] * y + e[8] * z + e[12]);
    const up = scaleY * (e[1] * x + e[5] * y + e[9] * z + e[13]);
    const edge = -(1 + pixel) * (e[2] * x + e[6] * y + e[10] * z + e[14]);
    sides[i] =
      (across > edge + roomX ? 1 : 0) |
      (across < -edge - roomX ? 2 : 0) |
      (up > edge + roomY ? 4 : 0) |
      (up < -edge - roomY ? 8 : 0);
  }
  return sides;
}

/** Tolerance for rounding, as a cosine. */
const SLACK = 0.02;

/** Tests whether a triangle faces away from the camera by more than `facing`. */
function turnedAway(
  mesh: THREE.Mesh,
  position: THREE.BufferAttribute,
  camera: THREE.PerspectiveCamera,
  { aperture }: Jitter,
  facing: number,
): (a: number, b: number, c: number) => boolean {
  const eye = camera.position.clone().applyMatrix4(mesh.matrixWorld.clone().invert());
  const values = position.array;
  const at = (vertex: number, axis: number) => values[3 * vertex + axis];
  return (a, b, c) => {
    const [ax, ay, az] = [at(a, 0), at(a, 1), at(a, 2)];
    const [ux, uy, uz] = [at(b, 0) - ax, at(b, 1) - ay, at(b, 2) - az];
    const [vx, vy, vz] = [at(c, 0) - ax, at(c, 1) - ay, at(c, 2) - az];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const [wx, wy, wz] = [eye.x - ax, eye.y - ay, eye.z - az];
    const far = Math.hypot(wx, wy, wz);
    const least = facing - SLACK - aperture / far;
    return nx * wx + ny * wy + nz * wz < least * far * Math.hypot(nx, ny, nz);
  };
}
