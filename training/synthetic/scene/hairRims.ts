// The pieces of a hair mesh: which way their hair runs, and where they end and thin out.

import * as THREE from "three";

/** Strips no wider than twice this thin out at their tips alone, centimetres. */
const NARROW = 1.1;
/** Centimetres that the whole texture spans on the meshes, about. */
const ATLAS = 50;
/** Farther from an end than this nothing depends on how far, centimetres. */
const DEEP = 4;

/**
 * How far every vertex lies from where its piece of hair ends, centimetres: from the rim of a broad piece, from the
 * lower end (of the texture's v) of a strip.
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

/** The connected pieces of a mesh, given each vertex's neighbours. */
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

/** Pieces of fewer vertices are strips, whatever their shape. */
const STRIP = 60;
/** From the top of the hair to the skull's middle, centimetres. */
const CROWN = 8;

/**
 * Turns the texture places of strips that were unwrapped sideways or upside down, in place: hair runs along v, up
 * to its roots.
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
    // Roots lie nearer to the skull than tips.
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

/** How many triangles share each edge (its vertices as one number), and each vertex's neighbours. */
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
