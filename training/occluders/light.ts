// Measures the light on a face (brightness, colour cast, shading) and the sharpness, so that occluders can match them.

import type { Point } from "../../src/image/geometry.ts";
import { luma, type Rgb } from "./color.ts";
import { type FaceFrame, landmarkAt } from "./faceFrame.ts";

/** Light on a face, and sharpness of its image. */
export interface Light {
  /** Mean colour of the skin in the image. */
  readonly skin: Rgb;
  /** Factors on an object's daylight colour. */
  readonly gain: Rgb;
  /** True when the photograph has no colour. */
  readonly grey: boolean;
  /** Relative change of brightness per face unit along x and y of the face's frame. */
  readonly slope: Point;
  /** Blur of the photograph: approximate standard deviation in pixels. */
  readonly blur: number;
}

/** Luma of skin in daylight: objects over such skin keep their colours. */
const DAYLIGHT_LUMA = 150;
const TYPICAL_SKIN: Rgb = [196, 150, 126];

/**
 * Measures the light on the face of an RGB image. Colours are sampled on lines from the tip of the nose to each landmark,
 * so that most of them are skin.
 */
export function lightOf(image: Uint8Array, width: number, height: number, face: FaceFrame): Light {
  const nose = landmarkAt(face, 30);
  const { a, b, c, d, e, f } = face.toImage;
  const sum = [0, 0, 0];
  let count = 0;
  let [sumX, sumY, sumXX, sumYY, sumL, sumLX, sumLY] = [0, 0, 0, 0, 0, 0, 0];
  let near = 0;
  let far = 0;
  for (const point of face.points) {
    for (const share of [0.45, 0.75]) {
      const x = nose.x + (point.x - nose.x) * share;
      const y = nose.y + (point.y - nose.y) * share;
      const column = Math.round(a * x + b * y + c);
      const row = Math.round(d * x + e * y + f);
      if (column < 0 || row < 0 || column >= width - 4 || row >= height) continue;
      const at = (row * width + column) * 3;
      const red = image[at];
      const green = image[at + 1];
      const blue = image[at + 2];
      const l = luma([red, green, blue]);
      sum[0] = sum[0] + red;
      sum[1] = sum[1] + green;
      sum[2] = sum[2] + blue;
      sumL += l;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumYY += y * y;
      sumLX += l * x;
      sumLY += l * y;
      count++;
      near += Math.abs(image[at + 4] - green);
      far += Math.abs(image[at + 13] - green);
    }
  }
  if (count < 4) {
    return { skin: TYPICAL_SKIN, gain: [1, 1, 1], grey: false, slope: { x: 0, y: 0 }, blur: 0.5 };
  }
  const skin: Rgb = [sum[0] / count, sum[1] / count, sum[2] / count];
  const mean = Math.max(sumL / count, 8);
  const slopeOf = (along: number, squares: number, products: number): number => {
    const variance = squares / count - (along / count) ** 2;
    const covariance = products / count - (along / count) * (sumL / count);
    return clamp(covariance / (variance + 1e-4) / mean, -0.9, 0.9);
  };
  // Brightness is matched less than proportionally, because dark skin in good light is not a dark scene.
  const brightness = clamp((mean / DAYLIGHT_LUMA) ** 0.8, 0.12, 1.3);
  const typicalLuma = luma(TYPICAL_SKIN);
  const cast = (channel: 0 | 1 | 2): number =>
    clamp((skin[channel] / mean / (TYPICAL_SKIN[channel] / typicalLuma)) ** 0.6, 0.5, 1.6);
  // In a sharp image, neighbours differ about half as much as pixels at a distance of four; in a blurred one, less.
  const ratio = near / Math.max(far, 1);
  return {
    skin,
    gain: [brightness * cast(0), brightness * cast(1), brightness * cast(2)],
    grey: Math.max(...skin) - Math.min(...skin) < 6,
    slope: { x: slopeOf(sumX, sumXX, sumLX), y: slopeOf(sumY, sumYY, sumLY) },
    blur: clamp((0.62 - ratio) * 5, 0.3, 2.2),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
