// Fewer pixels: square images reduced by averaging and enlarged again bilinearly.

/** A smaller square image, each pixel the mean of the pixels that fall into it. */
export function shrink(image: Uint8Array, size: number, smallSize: number): Uint8Array {
  const bins = Uint16Array.from({ length: size }, (_, x) => Math.floor((x * smallSize) / size));
  const perBin = new Uint16Array(smallSize);
  for (const bin of bins) perBin[bin] = perBin[bin] + 1;
  const sums = new Uint32Array(smallSize * smallSize * 3);
  for (let y = 0, i = 0; y < size; y++) {
    const row = bins[y] * smallSize;
    for (let x = 0; x < size; x++, i += 3) {
      const at = (row + bins[x]) * 3;
      sums[at] = sums[at] + image[i];
      sums[at + 1] = sums[at + 1] + image[i + 1];
      sums[at + 2] = sums[at + 2] + image[i + 2];
    }
  }
  const small = new Uint8Array(sums.length);
  for (let y = 0, i = 0; y < smallSize; y++) {
    for (let x = 0; x < smallSize; x++) {
      const share = 1 / (perBin[y] * perBin[x]);
      for (let channel = 0; channel < 3; channel++, i++) {
        small[i] = sums[i] * share + 0.5;
      }
    }
  }
  return small;
}

/** Enlarges a small square image to `size` bilinearly into `into`; at the border the edge repeats. */
export function enlarge(
  small: Uint8Array,
  smallSize: number,
  size: number,
  into: Uint8Array,
): void {
  const last = smallSize - 1;
  const low = new Uint16Array(size);
  const high = new Uint16Array(size);
  const shares = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = Math.min(last, Math.max(0, ((i + 0.5) * smallSize) / size - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(last, Math.floor(at) + 1);
    shares[i] = at - Math.floor(at);
  }
  // Down first, into one row, then across it: two multiplications a value in place of four.
  const row = new Float32Array(smallSize * 3);
  for (let y = 0, out = 0; y < size; y++) {
    const above = low[y] * smallSize * 3;
    const below = high[y] * smallSize * 3;
    const down = shares[y];
    for (let i = 0; i < row.length; i++) {
      const value = small[above + i];
      row[i] = value + down * (small[below + i] - value);
    }
    for (let x = 0; x < size; x++) {
      const p = low[x] * 3;
      const q = high[x] * 3;
      const across = shares[x];
      for (let channel = 0; channel < 3; channel++, out++) {
        const value = row[p + channel];
        into[out] = value + across * (row[q + channel] - value) + 0.5;
      }
    }
  }
}

/**
 * Reduces a square float plane to `pixels` a side and enlarges it again, in place.
 *
 * Bins and interpolation are rounded differently from `shrink` and `enlarge`: the eye network was trained with these.
 */
export function lowerPlaneResolution(plane: Float32Array, size: number, pixels: number): void {
  const ratio = size / pixels;
  const reduced = new Float32Array(pixels * pixels);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const [x0, x1] = [Math.floor(x * ratio), Math.max(1, Math.floor((x + 1) * ratio))];
      const [y0, y1] = [Math.floor(y * ratio), Math.max(1, Math.floor((y + 1) * ratio))];
      let sum = 0;
      for (let v = y0; v < y1; v++) {
        for (let u = x0; u < x1; u++) sum += plane[v * size + u];
      }
      reduced[y * pixels + x] = sum / ((x1 - x0) * (y1 - y0));
    }
  }
  for (let y = 0; y < size; y++) {
    const py = Math.max(0, Math.min(pixels - 1, (y + 0.5) / ratio - 0.5));
    const y0 = Math.min(Math.floor(py), pixels - 2);
    for (let x = 0; x < size; x++) {
      const px = Math.max(0, Math.min(pixels - 1, (x + 0.5) / ratio - 0.5));
      const x0 = Math.min(Math.floor(px), pixels - 2);
      const at = y0 * pixels + x0;
      plane[y * size + x] = bilinear(reduced, at, pixels, px - x0, py - y0);
    }
  }
}

/**
 * Interpolates between four values of a grid.
 *
 * @param at index of the upper left one; `fx` and `fy` are the shares of the right and lower neighbours.
 */
export function bilinear(
  grid: ArrayLike<number>,
  at: number,
  columns: number,
  fx: number,
  fy: number,
): number {
  const above = grid[at] * (1 - fx) + grid[at + 1] * fx;
  const below = grid[at + columns] * (1 - fx) + grid[at + columns + 1] * fx;
  return above * (1 - fy) + below * fy;
}
