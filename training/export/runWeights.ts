// The weights of an export: those of a run, alone or averaged with other models of the same network.

import { join } from "node:path";
import { readMeanWeights } from "../graph/readWeights.ts";

/** Which weights of a run are exported. */
export interface ChosenWeights {
  /** The run's folder. */
  readonly run: string;
  /** Those that validated best, or the last ones. */
  readonly weights: "best" | "last";
  /** Models (.onnx) of the same network: the mean of their weights and the run's is taken, all weighing alike. */
  readonly meanWith?: readonly string[];
}

/**
 * Reads a run's weights and averages them with those of other models.
 *
 * @throws {Error} when a file cannot be read, or holds another network.
 */
export async function runWeights({
  run,
  weights,
  meanWith = [],
}: ChosenWeights): Promise<Map<string, Float32Array>> {
  return readMeanWeights([join(run, `${weights}.onnx`), ...meanWith]);
}
