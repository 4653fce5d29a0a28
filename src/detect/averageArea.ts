// Scales a frame down by area averages: first the rows below an output row are added up, four bytes in two words at a time,
// then the columns.

import type { Frame } from "../image/frame.ts";

/** In large frames about so many evenly spaced rows and columns of an output pixel's area are averaged, not all of them. */
const SAMPLES = 2.5;

/** Weights of an area's rows add up to this, so that sums of bytes fill 16 bits; and so do those of its columns. */
const UNIT_BITS = 8;
const UNIT = 1 << UNIT_BITS;
const HALF = 1 << (2 * UNIT_BITS - 1);

/** Size of the reduced frame, and of the image that it is written into, from its top left corner. */
export interface Reduction {
  readonly contentWidth: number;
  readonly contentHeight: number;
  /** Width of the image in pixels. */
  readonly width: number;
}

/** Writes the reduced frame as interleaved RGB. */
export function averageArea(
  frame: Frame,
  image: Uint8Array,
  { contentWidth, contentHeight, width }: Reduction,
): void {
  const rowBytes = frame.width * frame.channels;
  const rows = spansOf(frame.height, contentHeight);
  const columns = spansOf(frame.width, contentWidth);
  const bytes = new DataView(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);
  const sums = new RowSums(rowBytes);
  for (let y = 0; y < contentHeight; y++) {
    sums.clear();
    for (let k = 0; k < rows.count; k++) {
      const weight = rows.weights[y * rows.count + k];
      if (weight > 0) sums.add(bytes, (rows.first[y] + k * rows.stride) * rowBytes, weight);
    }
    addColumns(sums.values(), frame.channels, columns, image, y * width * 3);
  }
}

/** Which source rows or columns each output row or column averages, and with which weights. */
interface Spans {
  readonly first: Int32Array;
  readonly count: number;
  /** Distance between two source rows or columns of a span. */
  readonly stride: number;
  /** `count` weights per output, zero beyond its span; the weights of an output add up to `UNIT`. */
  readonly weights: Int32Array;
}

function spansOf(from: number, to: number): Spans {
  const step = from / to;
  const stride = Math.max(1, Math.floor(step / SAMPLES));
  let count = 1;
  for (let i = 0; i < to; i++) {
    const end = Math.ceil(Math.min(from, (i + 1) * step));
    count = Math.max(count, Math.ceil((end - Math.floor(i * step)) / stride));
  }
  const first = new Int32Array(to);
  const weights = new Int32Array(to * count);
  for (let i = 0; i < to; i++) {
    const low = i * step;
    const high = Math.min(from, low + step);
    first[i] = Math.max(0, Math.min(Math.floor(low), from - 1 - (count - 1) * stride));
    const share = (k: number) => {
      const at = first[i] + k * stride;
      return Math.max(0, Math.min(high, at + 1) - Math.max(low, at));
    };
    let total = 0;
    for (let k = 0; k < count; k++) total += share(k);
    // What rounding leaves goes to the largest weight.
    let rest = UNIT;
    let largest = i * count;
    for (let k = 0; k < count; k++) {
      const at = i * count + k;
      weights[at] = Math.round((share(k) / total) * UNIT);
      rest -= weights[at];
      if (weights[at] > weights[largest]) largest = at;
    }
    weights[largest] = weights[largest] + rest;
  }
  return { first, count, stride, weights };
}

/** Weighted sums of rows of bytes. A word holds the sums of two bytes, which do not overflow into each other. */
class RowSums {
  readonly #words: number;
  readonly #even: Uint32Array;
  readonly #odd: Uint32Array;
  readonly #sums: Uint16Array;

  constructor(bytes: number) {
    this.#words = bytes >> 2;
    this.#even = new Uint32Array(this.#words);
    this.#odd = new Uint32Array(this.#words);
    this.#sums = new Uint16Array(bytes);
  }

  clear(): void {
    this.#even.fill(0);
    this.#odd.fill(0);
    this.#sums.fill(0, this.#words << 2);
  }

  add(bytes: DataView, from: number, weight: number): void {
    const words = this.#words;
    const even = this.#even;
    const odd = this.#odd;
    const sums = this.#sums;
    for (let k = 0; k < words; k++) {
      const word = bytes.getUint32(from + (k << 2), true);
      even[k] = even[k] + Math.imul(word & 0xff00ff, weight);
      odd[k] = odd[k] + Math.imul((word >>> 8) & 0xff00ff, weight);
    }
    for (let b = words << 2; b < sums.length; b++) {
      sums[b] = sums[b] + bytes.getUint8(from + b) * weight;
    }
  }

  /** The sums, `UNIT` times the means. */
  values(): Uint16Array {
    const sums = this.#sums;
    for (let k = 0, b = 0; k < this.#words; k++, b += 4) {
      const even = this.#even[k];
      const odd = this.#odd[k];
      sums[b] = even & 0xffff;
      sums[b + 1] = odd & 0xffff;
      sums[b + 2] = even >>> 16;
      sums[b + 3] = odd >>> 16;
    }
    return sums;
  }
}

function addColumns(
  sums: Uint16Array,
  channels: number,
  { first, count, stride, weights }: Spans,
  image: Uint8Array,
  start: number,
): void {
  let out = start;
  let tap = 0;
  for (let x = 0; x < first.length; x++) {
    let at = first[x] * channels;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < count; k++) {
      const weight = weights[tap++];
      red = (red + Math.imul(weight, sums[at])) | 0;
      green = (green + Math.imul(weight, sums[at + 1])) | 0;
      blue = (blue + Math.imul(weight, sums[at + 2])) | 0;
      at += stride * channels;
    }
    image[out] = (red + HALF) >> (2 * UNIT_BITS);
    image[out + 1] = (green + HALF) >> (2 * UNIT_BITS);
    image[out + 2] = (blue + HALF) >> (2 * UNIT_BITS);
    out += 3;
  }
}
