// Runs the road from image to faces over annotated images for a fit, with progress.

import { orUsageError } from "../../node/cli/arguments.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { runtime } from "../../node/runtime.ts";
import { Vigil, type VigilOptions } from "../../src/vigil.ts";
import { type LandmarkPair, listLandmarkPairs } from "../landmarks/dataset.ts";

/** What is fitted: to these images, as this road sees them, telling how many are done. */
type FaceFit<Fit> = (
  pairs: readonly LandmarkPair[],
  road: Vigil,
  onProgress: (done: number, total: number) => void,
) => Promise<Fit>;

/**
 * Fits something to what networks say of annotated images.
 *
 * @param data folders of images with `.pts` files.
 * @throws {UsageError} when networks or data cannot be read, or the fit cannot be made of them.
 */
export async function fitOnFaces<Fit>(
  networks: Pick<VigilOptions, "detector" | "landmarks">,
  data: readonly string[],
  terminal: Terminal,
  fitTo: FaceFit<Fit>,
): Promise<Fit> {
  const pairs = (await orUsageError(Promise.all(data.map(listLandmarkPairs)))).flat();
  const vigil = await orUsageError(Vigil.load({ ...networks, runtime }));
  const progress = startProgress(terminal, pairs.length, "images", { quiet: false });
  try {
    return await orUsageError(fitTo(pairs, vigil, progress.advance));
  } finally {
    progress.finish();
    await vigil.dispose();
  }
}
