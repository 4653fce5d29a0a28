// Writes uncompressed videos (YUV4MPEG2, https://wiki.multimedia.cx/index.php/YUV4MPEG2), which Chromium reads as a camera.

import type { Frame } from "../src/index.ts";

/** A video's header. Width and height must be even. @param rate frames a second, a whole number. */
export function y4mHeader({ width, height }: Frame, rate: number): string {
  return `YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420\n`;
}

/** A frame: BT.601 in limited range; chroma is taken from every second pixel. */
export function writeY4mFrame({ width, height, channels, data }: Frame): Uint8Array {
  const head = Buffer.from("FRAME\n");
  const count = width * height;
  const bytes = new Uint8Array(head.length + 1.5 * count);
  bytes.set(head);
  const weigh = (pixel: number, [red, green, blue]: Weights): number => {
    const at = pixel * channels;
    return red * data[at] + green * data[at + 1] + blue * data[at + 2];
  };
  let to = head.length;
  for (let pixel = 0; pixel < count; pixel++) bytes[to++] = Math.round(16 + weigh(pixel, Y));
  for (const weights of [CB, CR]) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        bytes[to++] = Math.round(128 + weigh(y * width + x, weights));
      }
    }
  }
  return bytes;
}

type Weights = readonly [number, number, number];

const Y: Weights = [0.2568, 0.5041, 0.0979];
const CB: Weights = [-0.1482, -0.291, 0.4392];
const CR: Weights = [0.4392, -0.3678, -0.0714];
