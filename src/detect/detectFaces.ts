// The detect stage: a whole frame in, face boxes out.

import { checkFrame, type Frame } from "../image/frame.ts";
import { floatOutput, type Network } from "../network/network.ts";
import type { Detection } from "../result.ts";
import { decodeDetections } from "./decode.ts";
import { boxToFrame, letterbox } from "./letterbox.ts";
import { suppressOverlaps } from "./suppress.ts";

/** How the detector's maps are read; a model card's `runtime`. */
export interface DetectOptions {
  /** Detections below this score, 0..1, are dropped. */
  readonly threshold: number;
  /** Longer side of the network's input in pixels; larger frames are reduced to it. */
  readonly longestSide: number;
  /** Of two boxes with a greater intersection over union than this, the surer stays. */
  readonly maximumOverlap: number;
}

/**
 * Finds the faces in a frame.
 *
 * @param network input "image" (uint8 RGB [1, height, width, 3], sides multiples of 32), outputs "heatmap"
 * (centre probabilities [1, 1, h, w]) and "boxes" (distances to the edges in input pixels [1, 4, h, w]).
 * @returns detections in frame pixels, surest first; boxes may reach beyond the frame.
 * @throws {RangeError} when the frame is malformed.
 * @throws {Error} when the network is not a face detector.
 */
export async function detectFaces(
  network: Pick<Network, "run">,
  frame: Frame,
  options: DetectOptions,
): Promise<Detection[]> {
  const input = letterbox(checkFrame(frame), options.longestSide);
  const outputs = await network.run({
    image: { type: "uint8", dims: [1, input.height, input.width, 3], data: input.image },
  });
  const heatmap = floatOutput(outputs, "heatmap", [1, 1, -1, -1]);
  const [, , height = 0, width = 0] = heatmap.dims;
  const boxes = floatOutput(outputs, "boxes", [1, 4, height, width]);
  const maps = {
    heatmap: heatmap.data,
    boxes: boxes.data,
    width,
    height,
    stride: input.width / width,
  };
  const found = suppressOverlaps(decodeDetections(maps, options.threshold), options.maximumOverlap);
  return found.map(({ box, score }) => ({ box: boxToFrame(box, input), score }));
}
