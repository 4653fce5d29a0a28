// Something lies over the lens: the image goes dark, and only the sensor's noise is left.

import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import type { RenderedDriver } from "../rendered.ts";

/** RGB of a covered sensor, 8-bit. */
const DARK = [7, 5, 5] as const;

/** The image with a share 0..1 of the lens covered. */
export function coverLens(
  rendered: RenderedDriver,
  covered: number,
  { seed, frame, image }: DriverSpec,
): RenderedDriver {
  if (covered <= 0) return rendered;
  const random = randomFrom(mixSeed(seed, 81, frame));
  const pixels = Buffer.from(rendered.rgb, "base64");
  const open = (1 - covered) ** 2;
  for (let i = 0; i < pixels.length; i++) {
    const noise = covered * image.noise * random.normal();
    const dark = DARK[i % 3] + noise;
    pixels[i] = Math.max(0, Math.round(open * pixels[i] + (1 - open) * dark));
  }
  return { ...rendered, rgb: pixels.toString("base64") };
}
