// Blur: of RGB byte images (box and motion) and of float planes (three taps, Gaussian, sharpening).

/**
 * Blurs in place with two passes of a box filter each way, close to a Gaussian of deviation
 * √(2·radius·(radius + 1) / 3). Beyond the border the edge pixel repeats.
 */
export function blur(image: Uint8Array, size: number, radius: number): void {
  const between = new Uint8Array(image.length);
  for (let pass = 0; pass < 2; pass++) {
    blurAcross(image, between, size, radius);
    blurDown(between, image, size, radius);
  }
}

/** The mean of 2·radius + 1 neighbours in each row, by a running sum for each channel. */
function blurAcross(from: Uint8Array, to: Uint8Array, size: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  const padded = new Uint8Array((size + 2 * radius + 1) * 3);
  const reach = (2 * radius + 1) * 3;
  const rowLength = size * 3;
  for (let row = 0; row < from.length; row += rowLength) {
    const last = row + rowLength - 3;
    padded.set(from.subarray(row, row + rowLength), radius * 3);
    for (let i = 0; i < radius * 3; i++) padded[i] = from[row + (i % 3)];
    for (let i = radius * 3 + rowLength; i < padded.length; i++) {
      padded[i] = from[last + (i % 3)];
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = 0; i < reach; i += 3) {
      red += padded[i];
      green += padded[i + 1];
      blue += padded[i + 2];
    }
    for (let i = 0; i < rowLength; i += 3) {
      to[row + i] = red * share + 0.5;
      to[row + i + 1] = green * share + 0.5;
      to[row + i + 2] = blue * share + 0.5;
      red += padded[i + reach] - padded[i];
      green += padded[i + reach + 1] - padded[i + 1];
      blue += padded[i + reach + 2] - padded[i + 2];
    }
  }
}

/** The mean of 2·radius + 1 neighbours in each column, a whole row of running sums at a time. */
function blurDown(from: Uint8Array, to: Uint8Array, size: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  const rowLength = size * 3;
  const rowAt = (y: number) => Math.min(size - 1, Math.max(0, y)) * rowLength;
  const sums = new Int32Array(rowLength);
  for (let y = -radius; y <= radius; y++) {
    const row = rowAt(y);
    for (let i = 0; i < rowLength; i++) sums[i] = sums[i] + from[row + i];
  }
  for (let y = 0; y < size; y++) {
    const out = y * rowLength;
    const entering = rowAt(y + radius + 1);
    const leaving = rowAt(y - radius);
    for (let i = 0; i < rowLength; i++) {
      const sum = sums[i];
      to[out + i] = sum * share + 0.5;
      sums[i] = sum + from[entering + i] - from[leaving + i];
    }
  }
}

/**
 * Smears an image along a straight line.
 *
 * @param length of the line in pixels, at least 2.
 * @param angle radians, clockwise from x.
 * @returns a new image.
 */
export function motionBlur(
  image: Uint8Array,
  size: number,
  length: number,
  angle: number,
): Uint8Array {
  const count = Math.round(length);
  const sums = new Uint16Array(image.length);
  for (let i = 0; i < count; i++) {
    const along = i - (count - 1) / 2;
    addShifted(
      sums,
      image,
      size,
      Math.round(along * Math.cos(angle)),
      Math.round(along * Math.sin(angle)),
    );
  }
  const smeared = new Uint8Array(image.length);
  const share = 1 / count;
  for (let i = 0; i < sums.length; i++) smeared[i] = sums[i] * share + 0.5;
  return smeared;
}

/** Adds the image moved by whole pixels; beyond the border the edge pixel repeats. */
function addShifted(
  sums: Uint16Array,
  image: Uint8Array,
  size: number,
  shiftX: number,
  shiftY: number,
): void {
  const last = size - 1;
  for (let y = 0; y < size; y++) {
    const from = Math.min(last, Math.max(0, y + shiftY)) * size;
    let out = y * size * 3;
    for (let x = 0; x < size; x++, out += 3) {
      const at = (from + Math.min(last, Math.max(0, x + shiftX))) * 3;
      sums[out] = sums[out] + image[at];
      sums[out + 1] = sums[out + 1] + image[at + 1];
      sums[out + 2] = sums[out + 2] + image[at + 2];
    }
  }
}

/**
 * Three-tap blur [side, 1 − 2·side, side] along rows, then along columns. At the border the edge value repeats.
 *
 * @returns a new plane.
 */
export function threeTapBlur(
  plane: Float32Array,
  width: number,
  height: number,
  side: number,
): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  threeTaps(plane, rows, alongRows(width, height), side);
  threeTaps(rows, out, alongColumns(width, height), side);
  return out;
}

/**
 * Approximates a Gaussian blur: three box blurs, or three taps for a deviation below 0.9 pixels.
 *
 * @param sigma standard deviation in pixels.
 * @returns a new plane.
 */
export function gaussianBlur(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  if (sigma < 0.9) return threeTapBlur(plane, width, height, (sigma * sigma) / 2);
  const rows = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  for (let pass = 0; pass < 3; pass++) {
    boxBlur(pass === 0 ? plane : out, rows, alongRows(width, height), radius);
    boxBlur(rows, out, alongColumns(width, height), radius);
  }
  return out;
}

/** Deviation of the blur that unsharp masking compares with, pixels. */
const EDGE_BLUR = 0.85;

/**
 * Unsharp masking, as cameras do it.
 *
 * @param amount multiplies the difference from the blurred plane.
 * @param limit largest difference used: without it, bright windows would get thick dark rims.
 * @returns a new plane.
 */
export function sharpen(
  plane: Float32Array,
  width: number,
  height: number,
  amount: number,
  limit: number,
): Float32Array {
  const soft = gaussianBlur(plane, width, height, EDGE_BLUR);
  const out = new Float32Array(plane.length);
  for (let i = 0; i < out.length; i++) {
    const value = plane[i];
    const edge = Math.min(limit, Math.max(-limit, value - soft[i]));
    out[i] = value + amount * edge;
  }
  return out;
}

/** Replaces each inner cell by the mean of itself and its eight neighbours; the outermost cells become 0. */
export function meanOfNeighbours(
  grid: Float32Array,
  columns: number,
  rows: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      let sum = 0;
      for (let middle = at - columns; middle <= at + columns; middle += columns) {
        sum += grid[middle - 1] + grid[middle] + grid[middle + 1];
      }
      out[at] = sum / 9;
    }
  }
  return out;
}

/** The rows or columns of a plane: how many, how long, and the index steps between them and along them. */
interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly across: number;
  readonly along: number;
}

function alongRows(width: number, height: number): Lines {
  return { lines: height, length: width, across: width, along: 1 };
}

function alongColumns(width: number, height: number): Lines {
  return { lines: width, length: height, across: 1, along: width };
}

function threeTaps(from: Float32Array, into: Float32Array, of: Lines, side: number): void {
  const { lines, length, across, along } = of;
  for (let line = 0; line < lines; line++) {
    let value = from[line * across];
    let before = value;
    for (let k = 0; k < length; k++) {
      const at = line * across + k * along;
      const after = k + 1 < length ? from[at + along] : value;
      into[at] = (1 - 2 * side) * value + side * (before + after);
      before = value;
      value = after;
    }
  }
}

function boxBlur(from: Float32Array, into: Float32Array, of: Lines, radius: number): void {
  const { lines, length, across, along } = of;
  const last = length - 1;
  const norm = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    const start = line * across;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      sum += from[start + Math.min(last, Math.max(0, k)) * along];
    }
    for (let k = 0; k < length; k++) {
      into[start + k * along] = sum * norm;
      const next = from[start + Math.min(last, k + radius + 1) * along];
      sum += next - from[start + Math.max(0, k - radius) * along];
    }
  }
}
