// The detection stage: a whole frame in, face boxes out. A coarse pass comes first, and the fine one only where that
// leaves a doubt.

import { checkFrame, type Frame } from "../image/frame.ts";
import { type Box, intersectionOverUnion } from "../image/geometry.ts";
import { floatOutput, type Network, runInPlace } from "../network/network.ts";
import type { Detection } from "../result.ts";
import { decodeDetections } from "./decode.ts";
import { boxToFrame, type Letterbox, letterbox, writeLetterbox } from "./letterbox.ts";

/** How the detector's maps are read; a model card's `runtime`. */
export interface DetectOptions {
  /** Detections below this score, 0..1, are dropped. */
  readonly threshold: number;
  /** Detections from this lower score on are given too: they are looked at where no face is found. Default: `threshold`. */
  readonly weak?: number | undefined;
  /** Longer side of the network's input in pixels; larger frames are scaled down to it. */
  readonly longestSide: number;
  /** Of two boxes with a greater intersection over union than this, the one with the lower score is dropped. */
  readonly maximumOverlap: number;
  /** A first pass on a smaller input. Default: none. */
  readonly coarse?: CoarsePass;
}

/** The first pass: when all faces that it finds are beyond doubt, it is the only one. */
export interface CoarsePass {
  /** Longer side of its input in pixels. */
  readonly longestSide: number;
  /** A face with a lower score leaves a doubt. */
  readonly sure: number;
  /** And so does a smaller one: others as small may have been missed. Share of the frame's longer side. */
  readonly smallest: number;
  /**
   * Where the fine pass follows, faces of at least this share of the frame's longer side are kept from the first one: they
   * may be larger in the fine input than any that the network knows. Default: none is kept.
   */
  readonly large?: number | undefined;
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
  const { coarse } = options;
  const fine = letterbox(checkFrame(frame), options.longestSide);
  if (coarse === undefined || longerSide(fine) < WORTHWHILE * coarse.longestSide) {
    return detect(network, fine, (into) => writeLetterbox(frame, fine, into), options);
  }
  // The frame's pixels are read once; the coarse input is made of the fine one.
  const pixels = new Uint8Array(fine.width * fine.height * 3);
  writeLetterbox(frame, fine, pixels);
  const reduced: Frame = { width: fine.width, height: fine.height, channels: 3, data: pixels };
  const small = letterbox(reduced, coarse.longestSide);
  const first = await detect(
    network,
    { ...small, scaleX: small.scaleX * fine.scaleX, scaleY: small.scaleY * fine.scaleY },
    (into) => writeLetterbox(reduced, small, into),
    options,
  );
  const least = coarse.smallest * longerSide(frame);
  const isSure = ({ box, score }: Detection) => score >= coarse.sure && longerSide(box) >= least;
  const strong = first.filter(({ score }) => score >= options.threshold);
  if (strong.length > 0 && strong.every(isSure)) return first;
  const second = await detect(network, fine, (into) => into.set(pixels), options);
  const { large } = coarse;
  if (large === undefined) return second;
  const kept = first.filter(({ box }) => longerSide(box) >= large * longerSide(frame));
  return suppressOverlaps([...kept, ...second], options.maximumOverlap);
}

/** The coarse pass pays where the fine input is longer by this factor. */
const WORTHWHILE = 1.5;

function longerSide({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): number {
  return Math.max(width, height);
}

/** One pass on an input that `write` writes. */
async function detect(
  network: Pick<Network, "run" | "runInPlace">,
  input: Letterbox,
  write: (into: Uint8Array) => void,
  options: DetectOptions,
): Promise<Detection[]> {
  const image = { name: "image", dims: [1, input.height, input.width, 3], write };
  const decoded = await runInPlace(network, image, ["heatmap", "boxes"], (outputs) => {
    const heatmap = floatOutput(outputs, "heatmap", [1, 1, -1, -1]);
    const [, , height = 0, width = 0] = heatmap.dims;
    const boxes = floatOutput(outputs, "boxes", [1, 4, height, width]);
    const stride = input.width / width;
    const maps = { heatmap: heatmap.data, boxes: boxes.data, width, height, stride };
    return decodeDetections(maps, Math.min(options.threshold, options.weak ?? 1));
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
