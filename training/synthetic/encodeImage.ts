// Encodes rendered pixels as JPEG.

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
