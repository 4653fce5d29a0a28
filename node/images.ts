// Reads image files as frames: upright, sRGB, 8 bits; with errors that say what to do.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { errorCode, errorMessage } from "../src/errorMessage.ts";
import type { Frame } from "../src/image/frame.ts";
import { isTooNarrow } from "../src/image/shapeProblem.ts";
import { bytesSchema, callback, check, optionsSchema, text } from "../src/options.ts";
import { signatureOf } from "./imageSignature.ts";
import { pathOf } from "./paths.ts";
import { loadSharp, type Metadata, type Sharp } from "./sharp.ts";

/** Why an image file could not be read. */
export type ImageErrorCode =
  | "missing"
  | "unreadable"
  | "not-a-file"
  | "empty"
  | "truncated"
  | "not-an-image"
  | "unsupported"
  | "too-large";

/** An image file that could not be read; the message names the file and says what to do. */
export class ImageError extends Error {
  override readonly name = "ImageError";
  readonly code: ImageErrorCode;
  readonly path: string;

  constructor(code: ImageErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(`${path}: ${message}`, options);
    this.code = code;
    this.path = path;
  }
}

/** Names of image files in a folder. A file that is given directly is read whatever its name. */
export const IMAGE_NAME =
  /\.(jpe?g|png|webp|tiff?|gif|avif|heic|heif|bmp|jxl|jp2|j2k|p[bgpn]m|tga)$/i;

/** About 16,384 × 16,384: more than any camera, and small enough that a forged header cannot exhaust the memory. */
const PIXEL_LIMIT = 16384 * 16384;
const BYTE_LIMIT = 1024 ** 3;
const READABLE: ReadonlySet<string> = new Set(["jpeg", "png", "webp", "tiff", "gif", "heif"]);
const READABLE_NAMES = "JPEG, PNG, WebP, TIFF, GIF or AVIF";

/** The colour behind transparent parts: mid-grey, which gives neither faces nor strong edges. */
const BEHIND_TRANSPARENCY = { r: 128, g: 128, b: 128 };

export interface ReadImageOptions {
  /** Called with a sentence when a part of the file is skipped, such as the frames of an animation. */
  readonly onWarning?: (message: string) => void;
}

const readingSchema = optionsSchema({ onWarning: callback });

/**
 * Reads an image file as an upright RGB frame.
 *
 * EXIF orientation is applied. Colour profiles, CMYK, grey, palettes and 16 bits become 8-bit sRGB. Transparent parts
 * become mid-grey (128). Of an animation or a multi-page file the first image is read, and `onWarning` is called.
 *
 * @throws {ImageError} when the file is missing, empty, truncated, not an image, of an unsupported kind, larger than
 *   268 megapixels, or of a shape in which no face fits.
 *
 * @example
 * const { width, height, channels } = await readImageFile("samples/driver-mask.jpg");
 * [width, height, channels]; // [640, 480, 3]
 * await readImageFile("nothing.jpg");
 * // ImageError: nothing.jpg: there is no such file; check the path.
 */
export async function readImageFile(
  file: string | URL,
  options: ReadImageOptions = {},
): Promise<Frame> {
  const path = pathOf(file, "An image");
  check(readingSchema, options, "readImageFile's option");
  return decode(await readBytes(path), path, options);
}

/**
 * Like `readImageFile`, for the bytes of an image file that are already in memory. They are copied before this returns.
 *
 * @param path its name in error messages.
 * @throws {ImageError}
 *
 * @example
 * const bytes = await readFile("samples/driver-mask.jpg");
 * const { width, height, channels } = await decodeImage(bytes, "driver-mask.jpg");
 * [width, height, channels]; // [640, 480, 3]
 */
export async function decodeImage(
  bytes: Uint8Array,
  path: string,
  options: ReadImageOptions = {},
): Promise<Frame> {
  check(bytesSchema, bytes, "An image's bytes");
  check(text, path, "An image's name");
  check(readingSchema, options, "decodeImage's option");
  return decode(Buffer.from(bytes), path, options);
}

/** @param bytes must not change until the promise settles. */
async function decode(bytes: Uint8Array, path: string, options: ReadImageOptions): Promise<Frame> {
  if (bytes.length === 0) {
    throw new ImageError("empty", path, "the file is empty; copy or download it again.");
  }
  const known = signatureOf(bytes, path);
  if (known?.readable === false) {
    throw new ImageError(
      "unsupported",
      path,
      `${known.name} files are not read; convert it to ${READABLE_NAMES}.`,
    );
  }
  const sharp = await loadSharp();
  const image = sharp(bytes, { limitInputPixels: PIXEL_LIMIT, failOn: "error" });
  const metadata = await readMetadata(image, path, known !== undefined);
  const { width, height } = metadata;
  if (width * height > PIXEL_LIMIT) throw tooManyPixels(path);
  if (isTooNarrow(width, height)) {
    const message = `the image is ${width} × ${height} pixels: no photograph is so narrow, and no face fits in it.`;
    throw new ImageError("unsupported", path, message);
  }
  const pages = metadata.pages ?? 1;
  if (pages > 1) {
    options.onWarning?.(`${path}: the file holds ${pages} images; only the first is analysed.`);
  }
  try {
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: BEHIND_TRANSPARENCY })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return {
      width: info.width,
      height: info.height,
      channels: 3,
      data: info.channels === 3 ? pixels : firstThree(pixels, info.channels),
    };
  } catch (cause) {
    throw decodingError(cause, path);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new ImageError("not-a-file", path, "this is a folder, not a file; name an image file.");
    }
    if (found.size > BYTE_LIMIT) throw tooManyBytes(path);
    // The size of a pipe or a device is not known.
    return found.isFile() ? await readFile(path) : await readStream(path);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new ImageError("missing", path, "there is no such file; check the path.", { cause });
    }
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : code;
    throw new ImageError("unreadable", path, `the file cannot be opened (${why}).`, { cause });
  }
}

/** All bytes of a pipe or a device. */
async function readStream(path: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(path)) {
    pieces.push(piece);
    size += piece.length;
    if (size > BYTE_LIMIT) throw tooManyBytes(path);
  }
  return Buffer.concat(pieces);
}

function tooManyBytes(path: string): ImageError {
  const message = "the file is larger than 1 GiB, which no photograph is; scale it down.";
  return new ImageError("too-large", path, message);
}

async function readMetadata(image: Sharp, path: string, known: boolean): Promise<Metadata> {
  let metadata: Metadata;
  try {
    metadata = await image.metadata();
  } catch (cause) {
    if (known) throw decodingError(cause, path);
    throw notAnImage(path, cause);
  }
  if (READABLE.has(metadata.format)) return metadata;
  throw new ImageError(
    "unsupported",
    path,
    `${metadata.format.toUpperCase()} files are not read; convert it to ${READABLE_NAMES}.`,
  );
}

function notAnImage(path: string, cause: unknown): ImageError {
  const message = IMAGE_NAME.test(path)
    ? `the file is not an image, although its name ends like one; it may be a web page or a damaged copy. Readable are ${READABLE_NAMES}.`
    : `the file is not an image. Readable are ${READABLE_NAMES}.`;
  return new ImageError("not-an-image", path, message, { cause });
}

function tooManyPixels(path: string, cause?: unknown): ImageError {
  const message = "the image has more than 268 megapixels; scale it down.";
  return new ImageError("too-large", path, message, { cause });
}

function decodingError(cause: unknown, path: string): ImageError {
  const detail = errorMessage(cause).split("\n")[0] ?? "";
  if (/pixel limit/i.test(detail)) return tooManyPixels(path, cause);
  if (/compression format|Unsupported codec|No decoding plugin/i.test(detail)) {
    const message = `this kind of ${basename(path)} is not read (${detail}); convert it to ${READABLE_NAMES}.`;
    return new ImageError("unsupported", path, message, { cause });
  }
  const message = `the image is cut short or damaged (${detail}); copy or download it again.`;
  return new ImageError("truncated", path, message, { cause });
}

/** Drops all channels of a pixel after the third. */
function firstThree(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = data[pixel * channels + c];
  }
  return rgb;
}
