// The lens and the shutter of a rendered image: radial distortion and motion blur.

/** Linear radiance, RGBA floats, rows from the top. */
export interface LinearImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Radial distortion: where a lens draws the point that a pinhole camera draws at (x, y), in pixels. r becomes
 * r (1 + k r²) with r in half image heights, scaled so that the image's corners stay where they are.
 */
export function distorted(
  x: number,
  y: number,
  k: number,
  width: number,
  height: number,
): [x: number, y: number] {
  const half = height / 2;
  const dx = (x - (width - 1) / 2) / half;
  const dy = (y - (height - 1) / 2) / half;
  const corner = 1 + (width * width) / (height * height);
  const factor = (half * (1 + k * (dx * dx + dy * dy))) / (1 + k * corner);
  return [(width - 1) / 2 + factor * dx, (height - 1) / 2 + factor * dy];
}

/** The inverse of `distorted`, by fixed-point iteration. */
function undistorted(
  x: number,
  y: number,
  k: number,
  width: number,
  height: number,
): [x: number, y: number] {
  let [sx, sy] = [x, y];
  for (let step = 0; step < 6; step++) {
    const [dx, dy] = distorted(sx, sy, k, width, height);
    sx += x - dx;
    sy += y - dy;
  }
  return [sx, sy];
}

/**
 * Applies lens distortion and motion blur to a pinhole camera's image.
 *
 * @param distortion k as in `distorted`.
 * @param motion how far the image moves during the exposure, pixels to the right and down.
 */
export function throughLens(
  image: LinearImage,
  distortion: number,
  motion: readonly [number, number],
): LinearImage {
  const [mx, my] = motion;
  if (distortion === 0 && mx === 0 && my === 0) return image;
  const { width, height } = image;
  const data = new Float32Array(image.data.length);
  const samples = Math.min(9, 1 + Math.ceil(Math.hypot(mx, my)));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] =
        distortion === 0 ? [column, row] : undistorted(column, row, distortion, width, height);
      const at = 4 * (row * width + column);
      for (let k = 0; k < samples; k++) {
        const share = samples === 1 ? 0 : k / (samples - 1) - 0.5;
        addBilinear(image, x + mx * share, y + my * share, 1 / samples, data, at);
      }
    }
  }
  return { width, height, data };
}

function addBilinear(
  { width, height, data }: LinearImage,
  x: number,
  y: number,
  weight: number,
  into: Float32Array,
  at: number,
): void {
  const cx = Math.min(width - 1.001, Math.max(0, x));
  const cy = Math.min(height - 1.001, Math.max(0, y));
  const [column, row] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - column, cy - row];
  for (const [dx, dy, share] of [
    [0, 0, (1 - fx) * (1 - fy)],
    [1, 0, fx * (1 - fy)],
    [0, 1, (1 - fx) * fy],
    [1, 1, fx * fy],
  ] as const) {
    const from = 4 * ((row + dy) * width + column + dx);
    for (let c = 0; c < 3; c++) {
      into[at + c] = into[at + c] + weight * share * data[from + c];
    }
  }
}
