// How heat maps lie in the landmark network's output: plain, or packed as the last layer computes them.

import { floatOutput } from "../network/network.ts";
import type { Tensor } from "../network/runtimeModule.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/**
 * Maps of `size` × `size` pixels as [N, 68 · block², size / block, size / block]: plane `by · block + bx` of 68 holds the
 * pixels of the rows by, by + block … and the columns bx, bx + block …, as ONNX's DepthToSpace reads them. With block 1
 * the maps are plain, [N, 68, size, size].
 */
export interface MapLayout {
  readonly size: number;
  readonly block: number;
}

/** Where the values of one phase, `by · block + bx`, of map `index` begin; maps are counted over all images. */
export function planeStart({ size, block }: MapLayout, index: number, phase: number): number {
  const side = size / block;
  // A power would be a floating-point number to the compiler, and so would every index that is counted from it.
  const area = side * side;
  if (block === 1) return index * area;
  const image = Math.floor(index / LANDMARK_COUNT);
  return ((image * block * block + phase) * LANDMARK_COUNT + (index % LANDMARK_COUNT)) * area;
}

/**
 * The heat maps among the outputs of a run, and their layout.
 *
 * @throws {Error} when the output is missing, or of other dimensions.
 */
export function heatmapOutput(
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
  images: number,
  size: number,
): { readonly data: Float32Array; readonly layout: MapLayout } {
  const block = size / (outputs[name]?.dims[2] ?? size);
  const packed = Number.isInteger(block) ? block : 1;
  const dims = [images, LANDMARK_COUNT * packed ** 2, size / packed, size / packed];
  return { data: floatOutput(outputs, name, dims).data, layout: { size, block: packed } };
}

/** The maps of one image, row-major, one after the other. */
export function unpackMaps(data: Float32Array, layout: MapLayout): Float32Array {
  const { size, block } = layout;
  if (block === 1) return data;
  const side = size / block;
  const maps = new Float32Array(data.length);
  for (let k = 0; k < LANDMARK_COUNT; k++) {
    for (let phase = 0; phase < block * block; phase++) {
      const start = planeStart(layout, k, phase);
      const first = k * size * size + Math.floor(phase / block) * size + (phase % block);
      for (let at = 0; at < side * side; at++) {
        const row = Math.floor(at / side);
        maps[first + row * block * size + (at - row * side) * block] = data[start + at];
      }
    }
  }
  return maps;
}
