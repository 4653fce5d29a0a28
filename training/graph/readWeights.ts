// Reading weights back from ONNX files that `encodeModel` wrote, so that training can start from a shipped model.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fromHalfPrecision } from "./halfPrecision.ts";
import { HALF_SUFFIX } from "./onnx.ts";
import { DATA_TYPES, type ModelProto, readModelProto } from "./onnxMessages.ts";

/**
 * Reads the floating-point constants of an ONNX file, widened to float32, by parameter name.
 *
 * @example
 * const weights = new Map([["x", Float32Array.of(1, 2, 3)]]);
 * readWeights(encodeModel(graph, { outputs: { loss }, weights }));
 * // Map { "x" => Float32Array [1, 2, 3] }
 * @throws {Error} when the bytes are not an ONNX file, or contain no weights.
 */
export function readWeights(model: Uint8Array): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const { name = "", dataType, rawData } of parseModel(model).graph?.initialisers ?? []) {
    if (rawData === undefined) continue;
    // Copied, because numbers may start at any byte of a file. slice() would not copy a Node Buffer.
    const { buffer } = new Uint8Array(rawData);
    if (dataType === DATA_TYPES.float32) weights.set(name, new Float32Array(buffer));
    if (dataType === DATA_TYPES.float16) {
      weights.set(name.replace(HALF_SUFFIX, ""), fromHalfPrecision(new Uint16Array(buffer)));
    }
  }
  if (weights.size === 0) throw new Error("This ONNX model contains no weights.");
  return weights;
}

function parseModel(model: Uint8Array): ModelProto {
  try {
    return readModelProto(model);
  } catch (cause) {
    throw new Error("These bytes are not a whole ONNX model.", { cause });
  }
}

/**
 * Averages the weights of several networks, by parameter. Networks that were trained further from the same weights lie in
 * one basin of the loss, where the mean often generalises better than each of them (Wortsman et al., *Model soups*, ICML
 * 2022).
 *
 * @param networks weights by parameter name, as `readWeights` returns them.
 * @throws {RangeError} when there are no networks, or when they do not have the same parameters of the same sizes.
 */
export function meanWeights(
  networks: readonly ReadonlyMap<string, Float32Array>[],
): Map<string, Float32Array> {
  const [first, ...others] = networks;
  if (first === undefined) throw new RangeError("There are no weights to take the mean of.");
  const mean = new Map<string, Float32Array>();
  for (const [name, values] of first) {
    const sum = Float64Array.from(values);
    for (const other of others) {
      const added = other.get(name);
      if (added?.length !== values.length || other.size !== first.size) {
        throw new RangeError(
          `The networks differ: they do not all have ${name} with the same size.`,
        );
      }
      for (const [index, value] of added.entries()) sum[index] = sum[index] + value;
    }
    mean.set(
      name,
      Float32Array.from(sum, (value) => value / networks.length),
    );
  }
  return mean;
}

/**
 * Reads one or more model files (.onnx) of the same network; the mean of their weights, by parameter.
 *
 * @throws {Error} that names the file which cannot be read or is not a model, or the parameter in which they differ.
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${resolve(model)}: ${reason}`, { cause });
  }
}
