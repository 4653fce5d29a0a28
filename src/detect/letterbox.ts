// Fits a whole frame into the detector's input: scaled down by area averaging, padded with black on the right and below.

import type { Frame } from "../image/frame.ts";
import type { Box } from "../image/geometry.ts";

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
  averageArea(frame, into, box.contentWidth, box.contentHeight, box.width);
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

function averageArea(
  frame: Frame,
  image: Uint8Array,
  contentWidth: number,
  contentHeight: number,
  imageWidth: number,
): void {
  const { width, height, channels, data } = frame;
  const columns = spans(width, contentWidth);
  const row = new Float32Array(contentWidth * 3);
  const stepY = height / contentHeight;
  for (let y = 0; y < contentHeight; y++) {
    row.fill(0);
    const top = y * stepY;
    const bottom = Math.min(height, top + stepY);
    for (let sourceY = Math.floor(top); sourceY < bottom; sourceY++) {
      const share = (Math.min(bottom, sourceY + 1) - Math.max(top, sourceY)) / stepY;
      if (share > 0) addRow(data, sourceY * width * channels, channels, columns, share, row);
    }
    const out = y * imageWidth * 3;
    for (let i = 0; i < row.length; i++) image[out + i] = row[i] + 0.5;
  }
}

/** Which source columns each output column averages, and with which weights. */
interface Spans {
  readonly first: Int32Array;
  readonly count: number;
  /** `count` weights per output column, zero beyond its span; the weights of a column sum to 1. */
  readonly weights: Float32Array;
}

function spans(from: number, to: number): Spans {
  const step = from / to;
  let count = 1;
  for (let i = 0; i < to; i++) {
    const low = Math.floor(i * step);
    count = Math.max(count, Math.min(from, Math.ceil(Math.min(from, (i + 1) * step))) - low);
  }
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const low = i * step;
    const high = Math.min(from, low + step);
    const start = Math.min(Math.floor(low), from - count);
    first[i] = start;
    for (let k = 0; k < count; k++) {
      const share = Math.min(high, start + k + 1) - Math.max(low, start + k);
      weights[i * count + k] = Math.max(0, share) / step;
    }
  }
  return { first, count, weights };
}

function addRow(
  data: Frame["data"],
  rowStart: number,
  channels: number,
  { first, count, weights }: Spans,
  share: number,
  row: Float32Array,
): void {
  let out = 0;
  let tap = 0;
  for (let x = 0; x < first.length; x++) {
    let at = rowStart + first[x] * channels;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < count; k++) {
      const weight = weights[tap++];
      red += weight * data[at];
      green += weight * data[at + 1];
      blue += weight * data[at + 2];
      at += channels;
    }
    row[out] = row[out] + red * share;
    row[out + 1] = row[out + 1] + green * share;
    row[out + 2] = row[out + 2] + blue * share;
    out += 3;
  }
}
