// Fits a whole frame into the detector's input: scaled down by area averaging, padded with black on the right and below.

import type { Frame } from "../image/frame.ts";
import type { Box } from "../image/geometry.ts";
import { averageArea } from "./averageArea.ts";

/** The detector's input needs sides that are multiples of this (its deepest features are at 1/32). */
const INPUT_MULTIPLE = 32;

/** Where a frame lies in the detector's input. */
export interface Letterbox {
  /** Size of the input: multiples of `INPUT_MULTIPLE`. */
  readonly width: number;
  readonly height: number;
  /** Size of the frame in it, from its top left corner. */
  readonly contentWidth: number;
  readonly contentHeight: number;
  /** Input pixels per frame pixel on each axis, at most 1. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Scales a frame down until its longer side is at most `longestSide`, and pads it to multiples of 32.
 *
 * Smaller frames keep their size: enlarging adds no detail and costs time.
 *
 * @throws {RangeError} when `longestSide` is not a positive number.
 */
export function letterbox(
  frame: { readonly width: number; readonly height: number },
  longestSide: number,
): Letterbox {
  if (!(longestSide > 0)) {
    throw new RangeError(`The detector's input side must be positive, got ${longestSide}.`);
  }
  const scale = Math.min(1, longestSide / Math.max(frame.width, frame.height));
  const contentWidth = Math.max(1, Math.round(frame.width * scale));
  const contentHeight = Math.max(1, Math.round(frame.height * scale));
  return {
    width: padded(contentWidth),
    height: padded(contentHeight),
    contentWidth,
    contentHeight,
    scaleX: contentWidth / frame.width,
    scaleY: contentHeight / frame.height,
  };
}

/**
 * Writes the detector's input: interleaved RGB, `width * height * 3` bytes. Each pixel is the mean of the frame's area
 * below it, so no reduction aliases.
 */
export function writeLetterbox(frame: Frame, box: Letterbox, into: Uint8Array): void {
  into.fill(0);
  averageArea(frame, into, box);
}

/** Maps a box from the letterboxed input's pixels back to the frame's. */
export function boxToFrame(box: Box, { scaleX, scaleY }: Letterbox): Box {
  // Pixel centres are whole numbers, so edges shift by half a pixel before and after the scaling.
  return {
    x: (box.x + 0.5) / scaleX - 0.5,
    y: (box.y + 0.5) / scaleY - 0.5,
    width: box.width / scaleX,
    height: box.height / scaleY,
  };
}

function padded(side: number): number {
  return Math.ceil(side / INPUT_MULTIPLE) * INPUT_MULTIPLE;
}
