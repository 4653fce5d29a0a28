// Raw pixels in memory: the only form of an image inside the library.

/**
 * An image as raw 8-bit pixels, interleaved, rows from the top, sRGB.
 *
 * `data.length` is `width * height * channels`. `channels` is 3 (RGB) or 4 (RGBA, alpha ignored), so a
 * browser's `ImageData` needs no conversion. All coordinates in Vigil are pixels with x to the right, y down
 * and **the centre of the top-left pixel at (0, 0)**. 300-W's `.pts` files count from 1 instead.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Checks that a value is a usable frame and returns it.
 *
 * @throws {RangeError} when the size is not positive whole numbers, the channel count is not 3 or 4, or
 * the buffer's length disagrees with the size.
 *
 * @example
 * checkFrame({ width: 2, height: 1, channels: 3, data: new Uint8Array(6) }).width; // 2
 * checkFrame({ width: 2, height: 1, channels: 3, data: new Uint8Array(5) });
 * // RangeError: A 2×1 frame with 3 channels needs 6 bytes, got 5.
 */
export function checkFrame(frame: Frame): Frame {
  const { width, height, channels, data } = frame;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(
      `A frame's width and height must be positive whole numbers, got ${width}×${height}.`,
    );
  }
  if (channels !== 3 && channels !== 4) {
    throw new RangeError(`A frame has 3 (RGB) or 4 (RGBA) channels, got ${String(channels)}.`);
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new RangeError(
      `A ${width}×${height} frame with ${channels} channels needs ${expected} bytes, got ${data.length}.`,
    );
  }
  return frame;
}
