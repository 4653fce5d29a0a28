// The detection stage: a whole frame in, face boxes out.

import { checkFrame, type Frame } from "../image/frame.ts";
import { type Box, intersectionOverUnion } from "../image/geometry.ts";
import { floatOutput, type Network, runInPlace } from "../network/network.ts";
import type { Detection } from "../result.ts";
import { decodeDetections } from "./decode.ts";
import { boxToFrame, letterbox, writeLetterbox } from "./letterbox.ts";

/** How the detector's maps are read; a model card's `runtime`. */
export interface DetectOptions {
  /** Detections below this score, 0..1, are dropped. */
  readonly threshold: number;
  /** Longer side of the network's input in pixels; larger frames are scaled down to it. */
  readonly longestSide: number;
  /** Of two boxes with a greater intersection over union than this, the one with the lower score is dropped. */
  readonly maximumOverlap: number;
}

/**
 * Finds the faces in a frame.
 *
 * @param network input "image" (uint8 RGB [1, height, width, 3], sides multiples of 32), outputs "heatmap"
 * (centre probabilities [1, 1, h, w]) and "boxes" (distances to the edges in input pixels [1, 4, h, w]).
 * @returns detections in frame pixels, in descending order of score; boxes may extend beyond the frame.
 * @throws {RangeError} when the frame is malformed.
 * @throws {Error} when the network is not a face detector.
 */
export async function detectFaces(
  network: Pick<Network, "run" | "runInPlace">,
  frame: Frame,
  options: DetectOptions,
): Promise<Detection[]> {
  const input = letterbox(checkFrame(frame), options.longestSide);
  const image = {
    name: "image",
    dims: [1, input.height, input.width, 3],
    write: (into: Uint8Array) => writeLetterbox(frame, input, into),
  };
  const decoded = await runInPlace(network, image, ["heatmap", "boxes"], (outputs) => {
    const heatmap = floatOutput(outputs, "heatmap", [1, 1, -1, -1]);
    const [, , height = 0, width = 0] = heatmap.dims;
    const boxes = floatOutput(outputs, "boxes", [1, 4, height, width]);
    const stride = input.width / width;
    const maps = { heatmap: heatmap.data, boxes: boxes.data, width, height, stride };
    return decodeDetections(maps, options.threshold);
  });
  const found = suppressOverlaps(decoded, options.maximumOverlap);
  return found.map(({ box, score }) => ({ box: boxToFrame(box, input), score }));
}

/** A box with more than this share of its area inside a box of a higher score shows a part of the same face. */
const CONTAINED_SHARE = 0.8;

/**
 * Greedy non-maximum suppression: drops detections that overlap one of a higher score by more than
 * `maximumOverlap` (intersection over union), or that lie almost completely inside it.
 *
 * @returns the remaining detections, in descending order of score.
 */
export function suppressOverlaps(
  detections: readonly Detection[],
  maximumOverlap: number,
): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of detections.toSorted((p, q) => q.score - p.score)) {
    const repeated = kept.some(
      ({ box }) =>
        intersectionOverUnion(box, candidate.box) > maximumOverlap ||
        shareInside(candidate.box, box) > CONTAINED_SHARE,
    );
    if (!repeated) kept.push(candidate);
  }
  return kept;
}

function shareInside(inner: Box, outer: Box): number {
  const width = Math.min(inner.x + inner.width, outer.x + outer.width) - Math.max(inner.x, outer.x);
  const height =
    Math.min(inner.y + inner.height, outer.y + outer.height) - Math.max(inner.y, outer.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (inner.width * inner.height);
}
