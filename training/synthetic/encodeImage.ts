// Encodes rendered pixels as JPEG, and masks as PNG.

import sharp from "sharp";
import type { RenderedDriver } from "./rendered.ts";

/** Encodes a rendered image as JPEG with 4:2:0 chroma, as cameras do. Quality 1..100. */
export function encodeImage(
  { width, height, rgb }: RenderedDriver,
  quality: number,
): Promise<Buffer> {
  return sharp(Buffer.from(rgb, "base64"), { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: "4:2:0" })
    .toBuffer();
}

/** Encodes the mask of a rendered person as a grey PNG. @throws {Error} when the image was rendered without a mask. */
export function encodeMask({ width, height, mask }: RenderedDriver): Promise<Buffer> {
  if (mask === undefined) throw new Error("This image was rendered without a mask.");
  return sharp(Buffer.from(mask, "base64"), { raw: { width, height, channels: 1 } })
    .png({ palette: true, colours: 2 })
    .toBuffer();
}
