// Resampling a part of a frame through an affine transform.

import type { Frame } from "./frame.ts";
import { type Affine, invertAffine } from "./geometry.ts";
import { byteTarget, type PixelTarget } from "./pixelTarget.ts";

/**
 * Cuts a `width`×`height` RGB image out of a frame.
 *
 * `toOutput` maps frame coordinates to output coordinates. Pixels are sampled bilinearly. Where the output is
 * smaller than its source, each output pixel averages a regular grid of samples (as many per side as the
 * reduction, at most 4), so that small windows of large frames do not alias. Outside the frame it is black.
 *
 * @returns interleaved RGB, `width * height * 3` bytes (written into `into` where given).
 * @throws {RangeError} when the transform has no inverse or `into` has another length.
 */
export function warpRgb(
  frame: Frame,
  toOutput: Affine,
  width: number,
  height: number,
  into: Uint8Array = new Uint8Array(width * height * 3),
): Uint8Array {
  if (into.length !== width * height * 3) {
    throw new RangeError(
      `The output buffer needs ${width * height * 3} bytes, got ${into.length}.`,
    );
  }
  warpInto(frame, toOutput, byteTarget(into, width, height));
  return into;
}

/** The same, written to wherever pixels are wanted. @throws {RangeError} when the transform has no inverse. */
export function warpInto(frame: Frame, toOutput: Affine, target: PixelTarget): void {
  const { width, height } = target;
  const source = sourceOf(frame, invertAffine(toOutput));
  for (let y = 0; y < height; y++) {
    const { first, end } = innerPart(source, y, width);
    writeAny(source, target, y, 0, first);
    if (source.dx.length === 1) writeInner(source, target, y, first, end);
    else writeInnerMeans(source, target, y, first, end);
    writeAny(source, target, y, end, width);
  }
}

/** Positions in the inner loop are whole numbers of this part of a pixel. */
const POSITION_BITS = 16;
const POSITION_ONE = 1 << POSITION_BITS;
/** Larger frames overflow such positions; they take the way of the frame's border. */
const LARGEST_SIDE = 2 ** (31 - POSITION_BITS);
/** Bits of a neighbour's weight along one axis: as many as two multiplications of a byte leave room for. */
const WEIGHT_BITS = 11;
const WEIGHT_ONE = 1 << WEIGHT_BITS;
/** Half a step of the weights, added so that positions are rounded to the nearest one. */
const HALF_STEP = 1 << (POSITION_BITS - WEIGHT_BITS - 1);
/** Bits after the point of a sample, of which up to sixteen are added. */
const SAMPLE_BITS = 8;
const HALF = 1 << (SAMPLE_BITS - 1);
/** Positions may be wrong by less than this, pixels. */
const ROUNDING = 1e-3;

/** A frame, and where the samples of each output pixel lie in it. */
interface Source {
  readonly frame: Frame;
  /** From output to frame coordinates. */
  readonly toFrame: Affine;
  /** The samples of an output pixel: their places in frame pixels, from the pixel's own place … */
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  /** … and how far they reach. */
  readonly reachX: number;
  readonly reachY: number;
}

function sourceOf(frame: Frame, toFrame: Affine): Source {
  const { a, b, d, e } = toFrame;
  const side = Math.max(1, Math.min(4, Math.round(Math.sqrt(Math.abs(a * e - b * d)))));
  const dx = new Float64Array(side * side);
  const dy = new Float64Array(side * side);
  for (let k = 0; k < side * side; k++) {
    const u = ((k % side) + 0.5) / side - 0.5;
    const v = (Math.floor(k / side) + 0.5) / side - 0.5;
    dx[k] = a * u + b * v;
    dy[k] = d * u + e * v;
  }
  const reach = 0.5 - 0.5 / side;
  const reachX = reach * (Math.abs(a) + Math.abs(b));
  const reachY = reach * (Math.abs(d) + Math.abs(e));
  return { frame, toFrame, dx, dy, reachX, reachY };
}

/**
 * The part of an output row whose samples have all their neighbours inside the frame, usually the whole row. It may be
 * a pixel too short, which costs only time.
 */
function innerPart(
  { frame, toFrame: { a, b, c, d, e, f }, reachX, reachY }: Source,
  y: number,
  width: number,
): { readonly first: number; readonly end: number } {
  const [minX, maxX] = stretchInside(a, b * y + c, frame.width - 1, reachX);
  const [minY, maxY] = stretchInside(d, e * y + f, frame.height - 1, reachY);
  const first = Math.max(0, Math.ceil(Math.max(minX, minY)));
  const end = Math.min(width, Math.floor(Math.min(maxX, maxY)) + 1);
  const none = first >= end || Math.max(frame.width, frame.height) >= LARGEST_SIDE;
  return none ? { first: 0, end: 0 } : { first, end };
}

/** The x for which slope · x + start keeps away from 0 and from the limit; the first is greater where there are none. */
function stretchInside(
  slope: number,
  start: number,
  limit: number,
  reach: number,
): readonly [number, number] {
  const low = reach + ROUNDING;
  const high = limit - reach - ROUNDING;
  if (high < low) return [1, 0];
  if (slope > 0) return [(low - start) / slope, (high - start) / slope];
  if (slope < 0) return [(high - start) / slope, (low - start) / slope];
  return start >= low && start <= high ? [-Infinity, Infinity] : [1, 0];
}

/** Pixels inside the frame with one sample each, which are most: in whole numbers, twice as fast and wrong by at most one. */
function writeInner(
  { frame: { width, channels, data }, toFrame }: Source,
  { into, rows, columns, plane, values }: PixelTarget,
  y: number,
  first: number,
  end: number,
): void {
  const rowStride = width * channels;
  const stepX = POSITION_ONE * toFrame.a;
  const stepY = POSITION_ONE * toFrame.d;
  const startX = POSITION_ONE * (toFrame.b * y + toFrame.c) + HALF_STEP;
  const startY = POSITION_ONE * (toFrame.e * y + toFrame.f) + HALF_STEP;
  const row = rows[y];
  for (let x = first; x < end; x++) {
    const px = (stepX * x + startX) | 0;
    const py = (stepY * x + startY) | 0;
    const fx = fractionOf(px);
    const fy = fractionOf(py);
    const at =
      (Math.imul(py >> POSITION_BITS, rowStride) + Math.imul(px >> POSITION_BITS, channels)) | 0;
    const below = (at + rowStride) | 0;
    const red = (bilinear(data, at, below, channels, fx, fy) + HALF) >> SAMPLE_BITS;
    const green = (bilinear(data, at + 1, below + 1, channels, fx, fy) + HALF) >> SAMPLE_BITS;
    const blue = (bilinear(data, at + 2, below + 2, channels, fx, fy) + HALF) >> SAMPLE_BITS;
    const out = (row + columns[x]) | 0;
    into[out] = values[red];
    into[out + plane] = values[green];
    into[out + 2 * plane] = values[blue];
  }
}

/** The same for pixels that are the means of several samples. */
function writeInnerMeans(
  { frame: { width, channels, data }, toFrame, dx, dy }: Source,
  { into, rows, columns, plane, values }: PixelTarget,
  y: number,
  first: number,
  end: number,
): void {
  const rowStride = width * channels;
  const stepX = POSITION_ONE * toFrame.a;
  const stepY = POSITION_ONE * toFrame.d;
  const startX = POSITION_ONE * (toFrame.b * y + toFrame.c) + HALF_STEP;
  const startY = POSITION_ONE * (toFrame.e * y + toFrame.f) + HALF_STEP;
  const toByte = 1 / (dx.length << SAMPLE_BITS);
  const row = rows[y];
  for (let x = first; x < end; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < dx.length; k++) {
      const px = (stepX * x + startX + POSITION_ONE * dx[k]) | 0;
      const py = (stepY * x + startY + POSITION_ONE * dy[k]) | 0;
      const fx = fractionOf(px);
      const fy = fractionOf(py);
      const at =
        (Math.imul(py >> POSITION_BITS, rowStride) + Math.imul(px >> POSITION_BITS, channels)) | 0;
      const below = (at + rowStride) | 0;
      red += bilinear(data, at, below, channels, fx, fy);
      green += bilinear(data, at + 1, below + 1, channels, fx, fy);
      blue += bilinear(data, at + 2, below + 2, channels, fx, fy);
    }
    const out = (row + columns[x]) | 0;
    into[out] = values[(red * toByte + 0.5) | 0];
    into[out + plane] = values[(green * toByte + 0.5) | 0];
    into[out + 2 * plane] = values[(blue * toByte + 0.5) | 0];
  }
}

function fractionOf(position: number): number {
  return (position >> (POSITION_BITS - WEIGHT_BITS)) & (WEIGHT_ONE - 1);
}

/** One channel between four neighbours, with `SAMPLE_BITS` after the point. */
function bilinear(
  data: Frame["data"],
  at: number,
  below: number,
  channels: number,
  fx: number,
  fy: number,
): number {
  const p = data[at];
  const q = data[below];
  const upper = (p << WEIGHT_BITS) + Math.imul(data[at + channels] - p, fx);
  const lower = (q << WEIGHT_BITS) + Math.imul(data[below + channels] - q, fx);
  const sum = Math.imul(upper, WEIGHT_ONE - fy) + Math.imul(lower, fy);
  return sum >>> (2 * WEIGHT_BITS - SAMPLE_BITS);
}

/** Any pixels. At the border the image fades to black over one pixel: neighbours outside the frame count as black. */
function writeAny(
  { frame, toFrame: { a, b, c, d, e, f }, dx, dy }: Source,
  { into, rows, columns, plane, values }: PixelTarget,
  y: number,
  first: number,
  end: number,
): void {
  const { width, height, channels, data } = frame;
  const rowStride = width * channels;
  const weight = 1 / dx.length;
  const row = rows[y];
  for (let x = first; x < end; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < dx.length; k++) {
      const px = a * x + b * y + c + dx[k];
      const py = d * x + e * y + f + dy[k];
      if (px <= -1 || py <= -1 || px >= width || py >= height) continue;
      const x0 = Math.floor(px);
      const y0 = Math.floor(py);
      const fx = px - x0;
      const fy = py - y0;
      for (let corner = 0; corner < 4; corner++) {
        const cx = x0 + (corner & 1);
        const cy = y0 + (corner >> 1);
        if (cx < 0 || cy < 0 || cx >= width || cy >= height) continue;
        const share = ((corner & 1) === 1 ? fx : 1 - fx) * (corner >> 1 === 1 ? fy : 1 - fy);
        const at = cy * rowStride + cx * channels;
        red += share * data[at];
        green += share * data[at + 1];
        blue += share * data[at + 2];
      }
    }
    const out = (row + columns[x]) | 0;
    into[out] = values[(red * weight + 0.5) | 0];
    into[out + plane] = values[(green * weight + 0.5) | 0];
    into[out + 2 * plane] = values[(blue * weight + 0.5) | 0];
  }
}
