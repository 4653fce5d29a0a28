// Rotates decoded images upright by the container's display matrix.

import type { Frame } from "../../src/image/frame.ts";

/** The transform from stored pixels to the upright image: quarter turns and an optional reflection. */
export interface Orientation {
  /** Clockwise, degrees, after the reflection. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Whether left and right change places before the rotation. */
  readonly mirrored: boolean;
}

export const UPRIGHT: Orientation = { rotation: 0, mirrored: false };

/**
 * Reads a display matrix: nine little-endian 32-bit integers, rows (a b u), (c d v), (x y w); a stored point
 * (x, y) is shown at (a·x + c·y, b·x + d·y). Other angles are rounded to the nearest quarter turn.
 */
export function orientationOf(matrix: Uint8Array): Orientation {
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const at = (k: number): number => view.getInt32(4 * k, true);
  const [a, b, c, d] = [at(0), at(1), at(3), at(4)];
  const mirrored = a * d - b * c < 0;
  // The direction of the stored image's x axis on the screen, without the reflection.
  const quarters = Math.round(Math.atan2(mirrored ? -b : b, mirrored ? -a : a) / (Math.PI / 2));
  return { rotation: ROTATIONS[(quarters + 4) % 4] ?? 0, mirrored };
}

const ROTATIONS = [0, 90, 180, 270] as const;

/** The upright frame; the frame itself when it is upright already. RGB only. */
export function orient(frame: Frame, orientation: Orientation): Frame {
  const { rotation, mirrored } = orientation;
  if (rotation === 0 && !mirrored) return frame;
  const { width, height, data } = frame;
  const sideways = rotation === 90 || rotation === 270;
  const outWidth = sideways ? height : width;
  const outHeight = sideways ? width : height;
  const { origin, stepX, stepY } = strides(width, height, orientation);
  const out = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < outHeight; y++) {
    let from = 3 * (origin + y * stepY);
    for (let x = 0; x < outWidth; x++, from += 3 * stepX) {
      out[to++] = data[from];
      out[to++] = data[from + 1];
      out[to++] = data[from + 2];
    }
  }
  return { width: outWidth, height: outHeight, channels: 3, data: out };
}

/** Index of the upright image's first pixel, and the steps to its neighbours on the right and below. */
function strides(
  width: number,
  height: number,
  { rotation, mirrored }: Orientation,
): { readonly origin: number; readonly stepX: number; readonly stepY: number } {
  const right = mirrored ? -1 : 1;
  const topLeft = mirrored ? width - 1 : 0;
  const toLastColumn = right * (width - 1);
  const toLastRow = width * (height - 1);
  if (rotation === 0) return { origin: topLeft, stepX: right, stepY: width };
  if (rotation === 90) return { origin: topLeft + toLastRow, stepX: -width, stepY: right };
  if (rotation === 270) return { origin: topLeft + toLastColumn, stepX: width, stepY: -right };
  return { origin: topLeft + toLastColumn + toLastRow, stepX: -right, stepY: -width };
}
