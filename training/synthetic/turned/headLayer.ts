// The part of a photograph that is rotated with the head: its mask and its depth.

import type { Drawn } from "./rasterise.ts";

/** Mask and depth of the head in an image. */
export interface HeadLayer {
  /** 1 on the head and on the rim around it that is taken for hair; decreases to 0 at the rim's border. */
  readonly alpha: Float32Array;
  /** Depth in pixels, growing away from the camera; defined where `alpha` > 0. */
  readonly depth: Float32Array;
}

/** Width of the rim of hair around the skull, as a share of the head's width; its outer half fades. */
const HAIR = 0.12;
/** Increase in depth per pixel away from the skull: hair curves back. */
const RECEDING = 0.7;

/** The layer of a head: its pixels, and a rim with the depth of the nearest of them. */
export function headLayer(
  { depth }: Pick<Drawn, "depth">,
  width: number,
  height: number,
): HeadLayer {
  const nearest = new Int32Array(width * height).fill(-1);
  let [left, right] = [width, 0];
  let ring: number[] = [];
  for (let pixel = 0; pixel < nearest.length; pixel++) {
    if (depth[pixel] === Number.POSITIVE_INFINITY) continue;
    nearest[pixel] = pixel;
    ring.push(pixel);
    left = Math.min(left, pixel % width);
    right = Math.max(right, pixel % width);
  }
  const reach = Math.max(2, HAIR * (right - left));
  const alpha = new Float32Array(width * height);
  const laid = new Float32Array(width * height);
  for (const pixel of ring) {
    alpha[pixel] = 1;
    laid[pixel] = depth[pixel];
  }
  // Rings of neighbours, each with the nearest pixel of the head.
  while (ring.length > 0) {
    const next: number[] = [];
    for (const pixel of ring) {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (const [nx, ny] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const neighbour = ny * width + nx;
        if (nearest[neighbour] !== -1) continue;
        const from = nearest[pixel];
        const away = Math.hypot(nx - (from % width), ny - Math.floor(from / width));
        if (away > reach) continue;
        nearest[neighbour] = from;
        alpha[neighbour] = Math.min(1, (2 * (reach - away)) / reach);
        laid[neighbour] = depth[from] + RECEDING * away;
        next.push(neighbour);
      }
    }
    ring = next;
  }
  return { alpha, depth: laid };
}

/** The layer as a mesh of triangles between pixel centres. */
export function layerMesh(
  { alpha, depth }: HeadLayer,
  width: number,
): {
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
  readonly pixels: Uint32Array;
} {
  const vertexOf = new Int32Array(alpha.length).fill(-1);
  const pixels: number[] = [];
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    if (alpha[pixel] <= 0) continue;
    vertexOf[pixel] = pixels.length;
    pixels.push(pixel);
  }
  const positions = new Float32Array(3 * pixels.length);
  const triangles: number[] = [];
  for (const [vertex, pixel] of pixels.entries()) {
    positions[3 * vertex] = pixel % width;
    positions[3 * vertex + 1] = Math.floor(pixel / width);
    positions[3 * vertex + 2] = depth[pixel];
    if ((pixel + 1) % width === 0) continue;
    const [right = -1, below = -1, opposite = -1] = [
      pixel + 1,
      pixel + width,
      pixel + width + 1,
    ].map((neighbour) => vertexOf[neighbour] ?? -1);
    if (right >= 0 && below >= 0) triangles.push(vertex, right, below);
    if (right >= 0 && below >= 0 && opposite >= 0) triangles.push(right, opposite, below);
  }
  return {
    positions,
    triangles: Uint32Array.from(triangles),
    pixels: Uint32Array.from(pixels),
  };
}
