// The heat maps of one face as the network outputs them, for display.

import type { Frame } from "../image/frame.ts";
import { invertAffine, type Point, transformPoint } from "../image/geometry.ts";
import { writtenTensor } from "../network/inPlace.ts";
import type { Network } from "../network/network.ts";
import type { Tensor } from "../network/runtimeModule.ts";
import { type FaceWindow, windowTransform } from "./faceWindow.ts";
import { HEATMAP_SIZE } from "./heatmap.ts";
import { heatmapOutput, unpackMaps } from "./mapLayout.ts";
import { inputSideOf, windowsInput } from "./windowsInput.ts";

/** A face's heat maps and where they lie in the frame. */
export interface FaceMaps {
  /** Corners of the square that the maps cover, frame pixels: the square's top left, top right, bottom right, bottom left. */
  readonly corners: readonly [Point, Point, Point, Point];
  /** Side of a map. */
  readonly size: number;
  /**
   * One entry per stack in the network's output, the last stack at the end: 68 maps of size × size values,
   * row-major, one after the other; near +1 at a visible landmark, near −1 at an occluded one.
   */
  readonly stacks: readonly Float32Array[];
}

/** The name of the last stack's output. The outputs of earlier stacks are `heatmaps_stack1`, `heatmaps_stack2` … */
const LAST = "heatmaps";
const EARLIER = /^heatmaps_stack(\d+)$/;

/**
 * Runs the network once on a window and returns the heat maps themselves.
 *
 * @param network as for `localizeFaces`.
 * @throws {Error} when the network has other inputs or outputs.
 */
export async function readFaceMaps(
  network: Pick<Network, "run" | "inputs" | "packing">,
  frame: Frame,
  window: FaceWindow,
): Promise<FaceMaps> {
  const side = inputSideOf(network);
  const toWindow = windowTransform(window, side);
  const image = writtenTensor(windowsInput(network, frame, [toWindow]));
  const outputs = await network.run({ image });
  const names = [...earlierStacks(outputs), LAST];
  const toFrame = invertAffine(toWindow);
  const corner = (x: number, y: number): Point => transformPoint(toFrame, { x, y });
  // Pixel centres are whole numbers: the square extends half a pixel beyond the first and the last one.
  const [near, far] = [-0.5, side - 0.5];
  return {
    corners: [corner(near, near), corner(far, near), corner(far, far), corner(near, far)],
    size: HEATMAP_SIZE,
    stacks: names.map((name) => {
      const { data, layout } = heatmapOutput(outputs, name, 1, HEATMAP_SIZE);
      return unpackMaps(data, layout);
    }),
  };
}

function earlierStacks(outputs: Readonly<Record<string, Tensor>>): string[] {
  const numberOf = (name: string): number => Number(EARLIER.exec(name)?.[1]);
  return Object.keys(outputs)
    .filter((name) => EARLIER.test(name))
    .sort((p, q) => numberOf(p) - numberOf(q));
}
