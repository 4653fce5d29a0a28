// Where an image's pixels are written: as bytes, or as the packed planes of numbers that a network takes.

/** Pixels in packed planes, as ONNX's SpaceToDepth makes them of planes of channels. */
export interface PixelPacking {
  /** Side of the squares of pixels of which each has planes of its own. */
  readonly block: number;
  /** A byte v is written as scale · v + shift, in single precision. */
  readonly scale: number;
  readonly shift: number;
}

/** An image's memory. */
export interface PixelTarget {
  readonly width: number;
  readonly height: number;
  readonly into: Uint8Array | Float32Array;
  /** Where each row and each column begins: a pixel's first channel is at the sum of both. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** The distance of two channels. */
  readonly plane: number;
  /** What is written for each byte. */
  readonly values: Uint8Array | Float32Array;
}

const CHANNELS = 3;
const BYTES = 256;

/** Interleaved bytes, RGB, `width * height * 3` of them. */
export function byteTarget(into: Uint8Array, width: number, height: number): PixelTarget {
  const target = emptyTarget(into, width, height, { plane: 1, values: new Uint8Array(BYTES) });
  const { rows, columns, values } = target;
  for (let y = 0; y < height; y++) rows[y] = CHANNELS * width * y;
  for (let x = 0; x < width; x++) columns[x] = CHANNELS * x;
  for (let value = 0; value < BYTES; value++) values[value] = value;
  return target;
}

/** Packed planes, `width * height * 3` numbers. Both sides are multiples of the block. */
export function packedTarget(
  into: Float32Array,
  width: number,
  height: number,
  { block, scale, shift }: PixelPacking,
): PixelTarget {
  const across = width / block;
  const plane = across * (height / block);
  const target = emptyTarget(into, width, height, { plane, values: new Float32Array(BYTES) });
  const { rows, columns, values } = target;
  for (let y = 0; y < height; y++) {
    rows[y] = (y % block) * block * CHANNELS * plane + Math.floor(y / block) * across;
  }
  for (let x = 0; x < width; x++) {
    columns[x] = (x % block) * CHANNELS * plane + Math.floor(x / block);
  }
  // Rounded after each step, as a network in single precision does.
  for (let value = 0; value < BYTES; value++) values[value] = Math.fround(scale * value) + shift;
  return target;
}

function emptyTarget(
  into: PixelTarget["into"],
  width: number,
  height: number,
  rest: Pick<PixelTarget, "plane" | "values">,
): PixelTarget {
  const [rows, columns] = [new Int32Array(height), new Int32Array(width)];
  return { width, height, into, rows, columns, ...rest };
}
