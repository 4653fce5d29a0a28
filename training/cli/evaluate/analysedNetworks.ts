// Which networks made analysed results: records of measures on results name these, not the ones that Vigil comes with.

import { UsageError } from "../../../node/cli/errors.ts";
import type { SessionSource } from "../../../src/formats/sessionFrame.ts";
import {
  type Measured,
  type MeasurementOptions,
  MODEL_FILES,
  measuredModels,
  writeMeasurement,
} from "../measurement.ts";

/**
 * Writes the record of a measurement of results of `vigil analyze` where `--json` asks for it.
 *
 * @param sources the heads of the results.
 * @throws {UsageError} when the networks of the results are not at hand, or the file cannot be written.
 */
export async function writeResultsMeasurement(
  measured: Omit<Measured, "networks">,
  sources: readonly SessionSource[],
  options: MeasurementOptions,
): Promise<void> {
  if (options.json === undefined) return;
  const { modelsPath } = await import("../../../node/modelsFolder.ts");
  const networks = await analysedNetworks(sources, modelsPath(options.models));
  await writeMeasurement({ ...measured, networks }, options);
}

/**
 * The file names of the networks, without their endings.
 *
 * @param folder where the networks lie.
 * @throws {UsageError} when a network is not there, or results were made with several versions of one.
 */
async function analysedNetworks(
  sources: readonly SessionSource[],
  folder: string,
): Promise<string[]> {
  const known = Object.entries(await measuredModels(folder, MODEL_FILES));
  const stems = new Map<string, string>();
  for (const { file, models } of sources) {
    for (const { role, name, version } of models) {
      const [stem] = known.find(([, own]) => own.name === name && own.version === version) ?? [];
      if (stem === undefined) {
        throw new UsageError(
          `The results of ${file} were made with ${name} ${version}, which is not in ${folder}: name the folder of that network with --models, or analyse again.`,
        );
      }
      if ((stems.get(role) ?? stem) !== stem) {
        throw new UsageError(
          `Some results were made with ${stems.get(role)}, those of ${file} with ${stem}: analyse all with one network.`,
        );
      }
      stems.set(role, stem);
    }
  }
  return [...stems.values()];
}
