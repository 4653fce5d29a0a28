// Pieces of a hair mesh: direction of their hair, and distance from their ends.

import * as THREE from "three";

/** Strips narrower than twice this thin out at their tips only, centimetres. */
const NARROW = 1.1;
/** Approximate size of the whole texture on the meshes, centimetres. */
const ATLAS = 50;
/** Largest distance from an end that is distinguished, centimetres. */
const DEEP = 4;

/**
 * Distance of every vertex from the end of its piece of hair, centimetres: from the rim of a broad piece, from the lower
 * end (by the texture's v) of a strip.
 */
export function rims(geometry: THREE.BufferGeometry): Float32Array {
  const position = geometry.getAttribute("position");
  const uv = geometry.getAttribute("uv");
  const { edges, near } = neighbours(geometry);
  const rim = new Float32Array(position.count).fill(DEEP);
  let front: number[] = [];
  for (const [key, faces] of edges) {
    if (faces > 1) continue;
    front.push(Math.floor(key / position.count), key % position.count);
  }
  for (const vertex of front) rim[vertex] = 0;
  const [from, to] = [new THREE.Vector3(), new THREE.Vector3()];
  while (front.length > 0) {
    const next: number[] = [];
    for (const vertex of front) {
      from.fromBufferAttribute(position, vertex);
      for (const other of near[vertex] ?? []) {
        const reached = rim[vertex] + from.distanceTo(to.fromBufferAttribute(position, other));
        if (reached >= rim[other]) continue;
        rim[other] = reached;
        next.push(other);
      }
    }
    front = next;
  }
  for (const piece of pieces(near)) {
    if (piece.some((vertex) => rim[vertex] > NARROW)) continue;
    const tip = Math.min(...piece.map((vertex) => uv.getY(vertex)));
    for (const vertex of piece) rim[vertex] = (uv.getY(vertex) - tip) * ATLAS;
  }
  return rim;
}

/** Connected pieces of a mesh, by the neighbours of each vertex. */
function pieces(near: readonly (readonly number[])[]): number[][] {
  const seen = new Uint8Array(near.length);
  const found: number[][] = [];
  for (let start = 0; start < near.length; start++) {
    if (seen[start] === 1) continue;
    const piece = [start];
    seen[start] = 1;
    for (const vertex of piece) {
      for (const other of near[vertex] ?? []) {
        if (seen[other] === 1) continue;
        seen[other] = 1;
        piece.push(other);
      }
    }
    found.push(piece);
  }
  return found;
}

/** Pieces with fewer vertices are always strips. */
const STRIP = 60;
/** Height of the hair's top above the middle of the skull, centimetres. */
const CROWN = 8;

/**
 * Corrects texture coordinates of strips that are unwrapped sideways or upside down, in place: hair runs along v, up to
 * its roots.
 */
export function layLengthwise(geometry: THREE.BufferGeometry): void {
  const position = geometry.getAttribute("position");
  const uv = geometry.getAttribute("uv").clone();
  geometry.computeBoundingBox();
  const middle = geometry.boundingBox?.getCenter(new THREE.Vector3()) ?? new THREE.Vector3();
  middle.y = (geometry.boundingBox?.max.y ?? 0) - CROWN;
  const place = new THREE.Vector3();
  const reach = (vertex: number) => place.fromBufferAttribute(position, vertex).distanceTo(middle);
  for (const piece of pieces(neighbours(geometry).near)) {
    if (piece.length >= STRIP) continue;
    const range = (axis: 0 | 1) => {
      const values = piece.map((vertex) => uv.getComponent(vertex, axis));
      return [Math.min(...values), Math.max(...values)] as const;
    };
    const [left, right] = range(0);
    const [low, high] = range(1);
    if (right - left > 1.5 * (high - low)) {
      for (const vertex of piece) uv.setXY(vertex, uv.getY(vertex), uv.getX(vertex));
    }
    // Roots are nearer to the skull than tips.
    const [foot, head] = range(1);
    const mean = (part: readonly number[]) =>
      part.reduce((sum, vertex) => sum + reach(vertex), 0) / Math.max(1, part.length);
    const upper = piece.filter((vertex) => uv.getY(vertex) > head - 0.3 * (head - foot));
    const lower = piece.filter((vertex) => uv.getY(vertex) < foot + 0.3 * (head - foot));
    if (mean(upper) <= mean(lower)) continue;
    for (const vertex of piece) uv.setY(vertex, foot + head - uv.getY(vertex));
  }
  geometry.setAttribute("uv", uv);
}

/** Number of triangles at each edge (its vertices as one number), and neighbours of each vertex. */
function neighbours(geometry: THREE.BufferGeometry) {
  const { count } = geometry.getAttribute("position");
  const index = geometry.getIndex();
  const edges = new Map<number, number>();
  const near: number[][] = Array.from({ length: count }, () => []);
  for (let t = 0; t < (index?.count ?? 0); t += 3) {
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const [a, b] = [index?.getX(t + from) ?? 0, index?.getX(t + to) ?? 0];
      const key = Math.min(a, b) * count + Math.max(a, b);
      edges.set(key, (edges.get(key) ?? 0) + 1);
      near[a]?.push(b);
      near[b]?.push(a);
    }
  }
  return { edges, near };
}
