// Raw pixels in memory: the only form of an image inside the library.

/**
 * An image as raw 8-bit pixels, interleaved, rows from the top, sRGB.
 *
 * `data.length` is `width * height * channels`. `channels` is 3 (RGB) or 4 (RGBA, alpha ignored). All coordinates in
 * Vigil are pixels with x to the right, y down and **the centre of the top-left pixel at (0, 0)**. 300-W's `.pts` files
 * count from 1 instead.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A browser's `ImageData`, or anything of its form: RGBA without `channels`. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly channels?: undefined;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** What public functions take as an image: a `Frame`, or an `ImageData` as it is. */
export type FrameInput = Frame | RgbaImage;

/**
 * Checks that a value is a usable image and returns it as a frame. The pixels are not copied.
 *
 * @throws {RangeError} when the size is not positive whole numbers, the channel count is not 3 or 4, the pixels are not
 *   bytes, or their number disagrees with the size.
 *
 * @example
 * checkFrame({ width: 2, height: 1, channels: 3, data: new Uint8Array(6) }).width; // 2
 * checkFrame({ width: 2, height: 1, data: new Uint8ClampedArray(8) }).channels; // 4
 * checkFrame({ width: 2, height: 1, channels: 3, data: new Uint8Array(5) });
 * // RangeError: A 2×1 frame with 3 channels needs 6 bytes, got 5.
 */
export function checkFrame(frame: FrameInput): Frame {
  if (typeof frame !== "object" || frame === null) {
    throw new RangeError(`A frame is an object with width, height and data, not ${String(frame)}.`);
  }
  const { width, height, channels = 4, data } = frame;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(
      `A frame's width and height must be positive whole numbers, got ${width}×${height}.`,
    );
  }
  if (channels !== 3 && channels !== 4) {
    throw new RangeError(`A frame has 3 (RGB) or 4 (RGBA) channels, got ${String(channels)}.`);
  }
  // By name: arrays of another realm, such as a test runner's, are no instances of this one's.
  const kind = Object.prototype.toString.call(data).slice("[object ".length, -1);
  if (kind !== "Uint8Array" && kind !== "Uint8ClampedArray") {
    throw new RangeError(
      `A frame's data must be a Uint8Array or Uint8ClampedArray of 8-bit values, got ${kind}.`,
    );
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    const detached = data.buffer.byteLength === 0 ? ": its buffer is empty or was transferred" : "";
    throw new RangeError(
      `A ${width}×${height} frame with ${channels} channels needs ${expected} bytes, got ${data.length}${detached}.`,
    );
  }
  return frame.channels === undefined ? { width, height, channels, data } : frame;
}

/** Marks frames whose pixels nobody changes. */
const KEPT = Symbol("kept");

/** The same frame, marked as one whose pixels nobody changes while it is analysed: they need not be copied. */
export function keptFrame(frame: Frame): Frame {
  return { ...frame, [KEPT]: true } as Frame;
}

/** Whether a frame is marked so. */
export function isKept(frame: Frame): boolean {
  return KEPT in frame;
}
