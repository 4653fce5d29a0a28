// Runs the pipeline over annotated images for a fit, with progress.

import { orUsageError } from "../../../node/cli/arguments.ts";
import type { Terminal } from "../../../node/cli/terminal.ts";
import { runtime } from "../../../node/runtime.ts";
import { Vigil, type VigilOptions } from "../../../src/vigil.ts";
import { type LandmarkPair, listLandmarkPairs } from "../../landmarks/dataset.ts";
import { withProgress } from "../measurement.ts";

/** Fits something to the pipeline's faces on these images. */
type FaceFit<Fit> = (
  pairs: readonly LandmarkPair[],
  pipeline: Vigil,
  onProgress: (done: number, total: number) => void,
) => Promise<Fit>;

/**
 * Fits something to the pipeline's faces on annotated images.
 *
 * @param data folders of images with `.pts` files.
 * @throws {UsageError} when networks or data cannot be read, or the fit fails on them.
 */
export async function fitOnFaces<Fit>(
  networks: Pick<VigilOptions, "detector" | "landmarks">,
  data: readonly string[],
  terminal: Terminal,
  fitTo: FaceFit<Fit>,
): Promise<Fit> {
  const pairs = (await orUsageError(Promise.all(data.map(listLandmarkPairs)))).flat();
  const vigil = await orUsageError(Vigil.load({ ...networks, runtime }));
  try {
    return await withProgress(terminal, pairs.length, "images", (onProgress) =>
      orUsageError(fitTo(pairs, vigil, onProgress)),
    );
  } finally {
    await vigil.dispose();
  }
}
