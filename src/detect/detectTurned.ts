// Faces of an image that lies on its side or upside down: the detector's input is turned, because the detector itself knows
// few faces far from upright.

import type { Frame } from "../image/frame.ts";
import type { Box } from "../image/geometry.ts";
import type { Network } from "../network/network.ts";
import type { Detection } from "../result.ts";
import { type DetectOptions, detectFaces } from "./detectFaces.ts";
import { boxToFrame, letterbox, writeLetterbox } from "./letterbox.ts";

/** A detection, and the turn in which its face looks upright. */
export interface TurnedDetection extends Detection {
  /** Radians, clockwise as seen on the image. */
  readonly rotation: number;
}

/**
 * Finds the faces that look upright once the frame is turned by one, two or three quarters.
 *
 * @returns detections in pixels of the frame as it is given, in descending order of score.
 */
export async function detectTurned(
  network: Pick<Network, "run" | "runInPlace">,
  frame: Frame,
  options: DetectOptions,
): Promise<TurnedDetection[]> {
  const reduction = letterbox(frame, options.longestSide);
  const { contentWidth: width, contentHeight: height } = reduction;
  const data = new Uint8Array(width * height * 3);
  writeLetterbox(frame, { ...reduction, width, height }, data);

  const strongOnly = { ...options, weak: undefined };
  const found: TurnedDetection[] = [];
  let image: Frame = { width, height, channels: 3, data };
  let toReduced = (box: Box): Box => box;
  for (const quarters of [1, 2, 3]) {
    const [before, back] = [image.width, toReduced];
    toReduced = (box) => back(quarterBack(box, before));
    image = quarterTurned(image);
    for (const { box, score } of await detectFaces(network, image, strongOnly)) {
      const rotation = wrapped(quarters) * (Math.PI / 2);
      found.push({ box: boxToFrame(toReduced(box), reduction), score, rotation });
    }
  }
  return found.toSorted((p, q) => q.score - p.score);
}

/** An RGB image turned anticlockwise by a quarter: what lay on its right side is upright. */
function quarterTurned({ width, height, data }: Frame): Frame {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = ((width - 1 - x) * height + y) * 3;
      for (let c = 0; c < 3; c++) turned[to + c] = data[from + c];
    }
  }
  return { width: height, height: width, channels: 3, data: turned };
}

/** A box of the image after a quarter turn, in the image before, whose width is given. Pixel centres are whole numbers. */
function quarterBack({ x, y, width, height }: Box, before: number): Box {
  return { x: before - 1 - y - height, y: x, width: height, height: width };
}

/** The same turn in quarters, from −1 to 2. */
function wrapped(quarters: number): number {
  return quarters > 2 ? quarters - 4 : quarters;
}
