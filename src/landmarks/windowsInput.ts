// The landmark network's input: windows of a frame, as bytes or packed, whichever the loaded network takes.

import type { Frame } from "../image/frame.ts";
import type { Affine } from "../image/geometry.ts";
import { packedTarget } from "../image/pixelTarget.ts";
import { warpInto, warpRgb } from "../image/warp.ts";
import type { WrittenInput } from "../network/inPlace.ts";
import type { Network } from "../network/network.ts";
import { WINDOW_SIZE } from "./faceWindow.ts";

/** The part of a network that says how its input is written. */
type WindowNetwork = Pick<Network, "inputs" | "packing">;

/** Side of the network's input in pixels. */
export function inputSideOf({ inputs, packing }: WindowNetwork): number {
  const dims = inputs?.["image"];
  if (dims === undefined) return WINDOW_SIZE;
  return packing === undefined ? dims[1] : dims[2] * packing.block;
}

/** The input of a run on some windows. @param transforms from frame pixels to those of each window. */
export function windowsInput(
  network: WindowNetwork,
  frame: Frame,
  transforms: readonly Affine[],
): WrittenInput {
  const { packing } = network;
  const side = inputSideOf(network);
  const size = side * side * 3;
  const part = <Data extends Uint8Array | Float32Array>(data: Data, index: number): Data =>
    data.subarray(index * size, (index + 1) * size) as Data;
  if (packing === undefined) {
    return {
      name: "image",
      dims: [transforms.length, side, side, 3],
      write(into) {
        for (const [index, toWindow] of transforms.entries())
          warpRgb(frame, toWindow, side, side, part(into, index));
      },
    };
  }
  const { block } = packing;
  return {
    name: "image",
    dims: [transforms.length, 3 * block * block, side / block, side / block],
    writeNumbers(into) {
      for (const [index, toWindow] of transforms.entries())
        warpInto(frame, toWindow, packedTarget(part(into, index), side, side, packing));
    },
  };
}
