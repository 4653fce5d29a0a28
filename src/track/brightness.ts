// How bright a part of a frame is: enough to tell a dark cabin from a hidden face.

import type { Frame } from "../image/frame.ts";
import type { Box } from "../image/geometry.ts";

/** About so many pixels a side are looked at: more tell nothing more. */
const SAMPLES = 32;

/** Mean luma (ITU-R BT.709 weights on sRGB values) of a box's part inside the frame: 0 black .. 1 white. */
export function meanBrightness({ width, height, channels, data }: Frame, box?: Box): number {
  const left = clamp(Math.round(box?.x ?? 0), 0, width - 1);
  const top = clamp(Math.round(box?.y ?? 0), 0, height - 1);
  const right = clamp(Math.round(box ? box.x + box.width : width), left + 1, width);
  const bottom = clamp(Math.round(box ? box.y + box.height : height), top + 1, height);
  const stepX = Math.max(1, Math.floor((right - left) / SAMPLES));
  const stepY = Math.max(1, Math.floor((bottom - top) / SAMPLES));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += stepY) {
    for (let x = left; x < right; x += stepX) {
      const at = (y * width + x) * channels;
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
      sum += 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      count++;
    }
  }
  return sum / count / 255;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
