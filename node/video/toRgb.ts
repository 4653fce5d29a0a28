// Decoded images of any pixel format into upright RGB frames with square pixels.

import type { AVPixelFormat } from "node-av/constants";
import type { Frame as NativeFrame } from "node-av/lib";
import type { Frame } from "../../src/image/frame.ts";
import type { VideoLibrary } from "./library.ts";
import { type Orientation, orient } from "./orient.ts";
import { VideoError } from "./videoError.ts";

/** Turns images into frames, one after the other. */
export interface RgbConverter {
  /** @throws {VideoError} "unsupported" for pixels that cannot be converted. */
  convert(image: NativeFrame): Promise<Frame>;
  close(): void;
}

/** Where an image without a named matrix is this high or higher, it is taken for BT.709, below for BT.601. */
const HIGH_DEFINITION_LINES = 720;

/**
 * A converter for one video.
 *
 * Range and matrix are those named in the stream; without a name BT.709 from 720 lines up and BT.601 below,
 * limited range, as players have it. High dynamic range is mapped to the usual one by the library.
 *
 * @param maxSide larger images are reduced until their longer side is this, pixels.
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
      const code = await scaler.scaleFrame(target, image);
      if (code < 0) {
        // An image's format is one of pixels; only sound has the other kind.
        const format = lib.avGetPixFmtName(image.format as AVPixelFormat) ?? "unknown";
        const message = `pixels of the kind "${format}" cannot be converted (${lib.FFmpegError.strerror(code)}).`;
        throw new VideoError("unsupported", name, message);
      }
      const data = target.toBuffer();
      return orient({ width: target.width, height: target.height, channels: 3, data }, orientation);
    },
    close() {
      scaler.freeContext();
      target.free();
    },
  };
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size to which a stored image is scaled, before it is turned: pixels made square by widening or
 * heightening, never by shrinking, then reduced to `maxSide`.
 *
 * @param ratio a stored pixel's width ÷ height; 0 or not finite when it is not known, taken as 1.
 */
export function shownSize(stored: ImageSize, ratio: number, maxSide = Infinity): ImageSize {
  // Rounding on somebody's way leaves ratios beside 1: nothing that an eye, or a network, would see.
  const known = Number.isFinite(ratio) && ratio > 0 && Math.abs(ratio - 1) > 0.01 ? ratio : 1;
  const width = stored.width * Math.max(1, known);
  const height = stored.height * Math.max(1, 1 / known);
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
