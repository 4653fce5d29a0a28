// Writes many random synthetic faces as a data set: picture, `.pts` and occlusion flags beside each other.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatPts } from "../../src/formats/pts.ts";
import { encodePicture } from "./encodePicture.ts";
import { randomDriver } from "./randomDriver.ts";
import { openStudio, type StudioOptions } from "./studio.ts";

export interface RenderFacesOptions extends StudioOptions {
  readonly count: number;
  readonly seed: number;
  /** Folder to write into; made when missing. */
  readonly out: string;
  /** Side of the square pictures in pixels, 320 by default. */
  readonly size?: number;
  /** Light samples a picture, 12 by default: more is cleaner and slower. */
  readonly passes?: number;
  /** Called after each picture with how many are done. */
  readonly onPicture?: (done: number) => void;
}

/** What one call wrote, and how fast. */
export interface RenderFacesReport {
  readonly count: number;
  /** Wall-clock seconds of rendering and writing, without the browser's start. */
  readonly seconds: number;
}

/**
 * Renders `count` random faces, |yaw| ≤ 75°, into `out/<index>.jpg`, `.pts` (300-W's format) and `.occ.json`
 * (an array of 68 booleans: true where an object, the face itself or the picture's border hides the point).
 * A seed and index always give the same face, so a set can be extended.
 *
 * @throws {RangeError} when `count` is not a positive whole number.
 * @throws {Error} when assets or Chromium are missing (see `openStudio`).
 */
export async function renderFaces(options: RenderFacesOptions): Promise<RenderFacesReport> {
  const { count, seed, out, onPicture } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`The number of faces must be a positive whole number, got ${count}.`);
  }
  await mkdir(out, { recursive: true });
  const studio = await openStudio(options);
  const started = performance.now();
  try {
    for (let index = 0; index < count; index++) {
      const spec = randomDriver(seed, index, options);
      const rendered = await studio.render(spec);
      const stem = join(out, String(index).padStart(6, "0"));
      await Promise.all([
        writeFile(`${stem}.jpg`, await encodePicture(rendered, spec.picture.jpegQuality)),
        writeFile(`${stem}.pts`, formatPts(rendered.truth.landmarks)),
        writeFile(
          `${stem}.occ.json`,
          `${JSON.stringify(rendered.truth.landmarks.map(({ visibility }) => visibility !== "visible"))}\n`,
        ),
      ]);
      onPicture?.(index + 1);
    }
  } finally {
    await studio.close();
  }
  return { count, seconds: (performance.now() - started) / 1000 };
}
