// Converts decoded images of any pixel format to upright RGB frames with square pixels.

import type { AVPixelFormat } from "node-av/constants";
import type { Frame as NativeFrame } from "node-av/lib";
import type { Frame } from "../../src/image/frame.ts";
import type { VideoLibrary } from "./library.ts";
import { type Orientation, orient } from "./orient.ts";
import { VideoError } from "./videoError.ts";

/** Converts images to frames, one after the other. */
export interface RgbConverter {
  /** @throws {VideoError} "unsupported" for pixels that cannot be converted. */
  convert(image: NativeFrame): Promise<Frame>;
  close(): void;
}

/** An image without a stated colour matrix is BT.709 from this height on, otherwise BT.601. */
const HIGH_DEFINITION_LINES = 720;

/**
 * A converter for one video.
 *
 * Range and matrix are those stated in the stream, otherwise limited range and BT.709 from 720 lines on, BT.601 below,
 * as in players. The library maps high dynamic range to standard dynamic range.
 *
 * @param maxSide longest side of frames, pixels; larger images are scaled down.
 */
export function rgbConverter(
  { lib, constants }: VideoLibrary,
  name: string,
  orientation: Orientation,
  maxSide?: number,
): RgbConverter {
  const scaler = new lib.SoftwareScaleContext();
  scaler.allocContext();
  const target = new lib.Frame();
  const setSize = ({ width, height }: ImageSize): void => {
    if (target.width === width && target.height === height) return;
    target.free();
    target.alloc();
    target.format = constants.AV_PIX_FMT_RGB24;
    target.width = width;
    target.height = height;
    target.colorRange = constants.AVCOL_RANGE_JPEG;
    target.colorSpace = constants.AVCOL_SPC_RGB;
    lib.FFmpegError.throwIfError(target.getBuffer(1), "allocating an image");
  };
  return {
    async convert(image) {
      if (image.colorSpace === constants.AVCOL_SPC_UNSPECIFIED) {
        image.colorSpace =
          image.height >= HIGH_DEFINITION_LINES
            ? constants.AVCOL_SPC_BT709
            : constants.AVCOL_SPC_SMPTE170M;
      }
      const { width, height } = image;
      const ratio = image.sampleAspectRatio.toDouble();
      setSize(shownSize({ width, height }, ratio, maxSide));
      const interlaced = (image.flags & constants.AV_FRAME_FLAG_INTERLACED) !== 0;
      // The fields of an interlaced image are converted apart, because each has colour samples of its own. With a single
      // line to a field they cannot be.
      const fields = interlaced && target.height >= 4 ? constants.AV_FRAME_FLAG_INTERLACED : 0;
      image.flags = (image.flags & ~constants.AV_FRAME_FLAG_INTERLACED) | fields;
      target.flags = (target.flags & ~constants.AV_FRAME_FLAG_INTERLACED) | fields;
      const code = await scaler.scaleFrame(target, image);
      if (code < 0) {
        // The format of an image is always a pixel format, never a sample format of sound.
        const format = lib.avGetPixFmtName(image.format as AVPixelFormat) ?? "unknown";
        const message = `pixels of the kind "${format}" cannot be converted (${lib.FFmpegError.strerror(code)}).`;
        throw new VideoError("unsupported", name, message);
      }
      const data = target.toBuffer();
      if (interlaced) {
        const isTopFirst = (image.flags & constants.AV_FRAME_FLAG_TOP_FIELD_FIRST) !== 0;
        keepField(data, target.width * 3, isTopFirst ? 0 : 1);
      }
      return orient({ width: target.width, height: target.height, channels: 3, data }, orientation);
    },
    close() {
      scaler.freeContext();
      target.free();
    },
  };
}

/**
 * Deinterlaces: the lines of one field stay, those of the other become the mean of their neighbours. A head that moves
 * would otherwise have combed edges.
 *
 * @param stride bytes of a line.
 * @param parity of the lines that stay.
 */
function keepField(data: Uint8Array, stride: number, parity: 0 | 1): void {
  const lines = data.length / stride;
  for (let line = 1 - parity; line < lines; line += 2) {
    const above = (line === 0 ? line + 1 : line - 1) * stride;
    const below = (line === lines - 1 ? line - 1 : line + 1) * stride;
    const start = line * stride;
    for (let k = 0; k < stride; k++) {
      data[start + k] = ((data[above + k] ?? 0) + (data[below + k] ?? 0) + 1) >> 1;
    }
  }
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size to which a stored image is scaled before its rotation: pixels are made square by enlarging one side, then
 * the image is scaled down to `maxSide`.
 *
 * @param ratio width ÷ height of a stored pixel; 0 or not finite (unknown) counts as 1.
 */
export function shownSize(stored: ImageSize, ratio: number, maxSide = Infinity): ImageSize {
  // Rounding in other software gives ratios near 1, which make no visible difference.
  const known = Number.isFinite(ratio) && ratio > 0 && Math.abs(ratio - 1) > 0.01 ? ratio : 1;
  const width = stored.width * Math.max(1, known);
  const height = stored.height * Math.max(1, 1 / known);
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
