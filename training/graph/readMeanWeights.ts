// The weights of model files, averaged where there are several.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { errorMessage } from "../../src/errorMessage.ts";
import { meanWeights } from "./meanWeights.ts";
import { readWeights } from "./readWeights.ts";

/**
 * The mean of the weights of models (.onnx) of the same network, by parameter; of one model its own.
 *
 * @throws {Error} naming the file that cannot be read or is no model, or what the networks differ in.
 */
export async function readMeanWeights(
  models: readonly string[],
): Promise<Map<string, Float32Array>> {
  return meanWeights(await Promise.all(models.map(weightsOf)));
}

async function weightsOf(model: string): Promise<Map<string, Float32Array>> {
  try {
    return readWeights(await readFile(model));
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new Error(`${resolve(model)}: ${reason}`, { cause });
  }
}
