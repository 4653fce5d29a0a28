// Resampling a part of a frame through an affine transform.

import type { Frame } from "./frame.ts";
import { type Affine, invertAffine } from "./geometry.ts";

/**
 * Cuts a `width`×`height` RGB image out of a frame.
 *
 * `toOutput` maps frame coordinates to output coordinates. Pixels are sampled bilinearly. Where the output is
 * smaller than its source, each output pixel averages a regular grid of samples (as many per side as the
 * reduction, at most 4), so that small windows of large frames do not alias. Outside the frame it is black.
 *
 * @returns interleaved RGB, `width * height * 3` bytes (written into `into` where given).
 * @throws {RangeError} when the transform has no inverse or `into` has another length.
 */
export function warpRgb(
  frame: Frame,
  toOutput: Affine,
  width: number,
  height: number,
  into: Uint8Array = new Uint8Array(width * height * 3),
): Uint8Array {
  if (into.length !== width * height * 3) {
    throw new RangeError(
      `The output buffer needs ${width * height * 3} bytes, got ${into.length}.`,
    );
  }
  const { a, b, c, d, e, f } = invertAffine(toOutput);
  const scale = Math.sqrt(Math.abs(a * e - b * d));
  const samples = Math.max(1, Math.min(4, Math.round(scale)));
  const { width: frameWidth, height: frameHeight, channels, data } = frame;
  const rowStride = frameWidth * channels;
  const lastX = frameWidth - 1;
  const lastY = frameHeight - 1;
  const offsets = Float64Array.from({ length: samples }, (_, i) => (i + 0.5) / samples);
  const weight = 1 / (samples * samples);
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sy = 0; sy < samples; sy++) {
        const v = y + offsets[sy] - 0.5;
        for (let sx = 0; sx < samples; sx++) {
          const u = x + offsets[sx] - 0.5;
          const px = a * u + b * v + c;
          const py = d * u + e * v + f;
          if (px >= 0 && py >= 0 && px < lastX && py < lastY) {
            // All four neighbours are inside the frame: the usual case, without the loop of the general case
            // below, in the same order of operations, so that both give the same bytes.
            const fx = px - (px | 0);
            const fy = py - (py | 0);
            const at = (py | 0) * rowStride + (px | 0) * channels;
            const right = at + channels;
            const below = at + rowStride;
            const opposite = below + channels;
            const s00 = (1 - fx) * (1 - fy);
            const s10 = fx * (1 - fy);
            const s01 = (1 - fx) * fy;
            const s11 = fx * fy;
            red =
              red + s00 * data[at] + s10 * data[right] + s01 * data[below] + s11 * data[opposite];
            green =
              green +
              s00 * data[at + 1] +
              s10 * data[right + 1] +
              s01 * data[below + 1] +
              s11 * data[opposite + 1];
            blue =
              blue +
              s00 * data[at + 2] +
              s10 * data[right + 2] +
              s01 * data[below + 2] +
              s11 * data[opposite + 2];
            continue;
          }
          if (px <= -1 || py <= -1 || px >= frameWidth || py >= frameHeight) continue;
          const x0 = Math.floor(px);
          const y0 = Math.floor(py);
          const fx = px - x0;
          const fy = py - y0;
          // At the border the image fades to black over one pixel: neighbours outside the frame count as black.
          for (let corner = 0; corner < 4; corner++) {
            const cx = x0 + (corner & 1);
            const cy = y0 + (corner >> 1);
            if (cx < 0 || cy < 0 || cx >= frameWidth || cy >= frameHeight) continue;
            const share = ((corner & 1) === 1 ? fx : 1 - fx) * (corner >> 1 === 1 ? fy : 1 - fy);
            const at = cy * rowStride + cx * channels;
            red += share * data[at];
            green += share * data[at + 1];
            blue += share * data[at + 2];
          }
        }
      }
      into[out] = red * weight + 0.5;
      into[out + 1] = green * weight + 0.5;
      into[out + 2] = blue * weight + 0.5;
      out += 3;
    }
  }
  return into;
}
