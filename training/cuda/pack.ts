// A pack: one folder that holds all a training run on a graphics card needs, engine included.

import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { deflateSync } from "node:zlib";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import type { FitSettings } from "../fit/run.ts";
import { createGraph, encodeModel, type Graph, type Value } from "../graph/index.ts";
import type { PackFile } from "./packFile.ts";
import { ENGINE_FOLDER } from "./python.ts";

type Weights = ReadonlyMap<string, Float32Array>;

/** What the caller decides for one pack. */
export interface PackOptions {
  /** The folder that the configuration's paths are relative to. */
  readonly data: string;
  readonly out: string;
  /** The most that the whole folder may take, bytes. */
  readonly limit?: number;
  /** Trained weights to start from, instead of fresh ones. */
  readonly initial?: Weights;
  readonly onProgress?: (what: string) => void;
}

/** The network of a pack: what is trained, and what is written in the end. */
export interface PackedNetwork {
  readonly task: "landmarks" | "detector" | "eyes";
  /** The network with its loss for one batch. */
  readonly buildLoss: (graph: Graph) => Value;
  /** Weights as the model file that ships. */
  readonly toModel: (weights: Weights) => Uint8Array;
  /** The network's answer that validation reads, an output of that file. */
  readonly answer: string;
}

/** The settings of a run that a pack carries. */
export type PackedSettings = Omit<FitSettings, "checkpointMinutes"> & {
  readonly batchSize: number;
};

/** Models of a pack, ready to be written. */
export interface PackModels {
  readonly training: Uint8Array;
  /** Deflated: with weights still to be drawn it is next to nothing. */
  readonly network: Uint8Array;
  /** A trained network whose maps are additional targets. */
  readonly teacher?: Uint8Array;
}

/** Builds the models of a pack: forward pass and loss, weights as inputs; and the file that ships, with the weights to start from. */
export function packModels(
  network: PackedNetwork,
  seed: number,
  initial: Weights | undefined,
): { readonly models: PackModels; readonly parameters: readonly object[] } {
  const graph = createGraph();
  const loss = network.buildLoss(graph);
  const table = tabulateParameters(graph);
  const weights = viewsByName(table, initialValues(graph, table, seed, initial));
  // Fresh weights are drawn by the engine, with the spread that they would have here: noise would fill the pack.
  const stored = initial === undefined ? mapValues(weights, (all) => all.map(() => 0)) : weights;
  return {
    models: {
      training: encodeModel(graph, { outputs: { loss } }),
      network: deflateSync(network.toModel(stored), { level: 9 }),
    },
    parameters: table.entries.map(({ name, shape, decays }) => ({
      ...{ name, shape, decays },
      ...(initial === undefined ? spreadOf(weights.get(name) as Float32Array) : {}),
    })),
  };
}

function mapValues<Value>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Value,
): Map<string, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/** Mean and standard deviation of starting values. */
function spreadOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}

/** Everything of a pack but its data. */
export interface PackDescription {
  readonly network: PackedNetwork;
  readonly settings: PackedSettings;
  readonly models: PackModels;
  readonly parameters: readonly object[];
  /** What only this task needs to know. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Bytes that models, engine and description of a pack take at most. */
export function fixedBytes({ training, network, teacher }: PackModels): number {
  return training.length + network.length + (teacher?.length ?? 0) + ENGINE_BYTES;
}

/** The engine's files, and a description of some ten kilobytes. */
const ENGINE_BYTES = 150_000;

/**
 * Writes a pack for another network on the data of a pack that is there: models and description alone.
 *
 * @param shared the folder of the other pack; the new one keeps the way from `out` to it.
 */
export async function writeSharingPack(
  out: string,
  shared: string,
  { network, settings, models, parameters }: Omit<PackDescription, "details">,
): Promise<number> {
  const theirs: object = JSON.parse(await readFile(join(shared, "pack.json"), "utf8"));
  const description = JSON.stringify({
    ...theirs,
    ...described(network, settings),
    parameters,
    shared: relative(out, shared),
  });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "pack.json"), description);
  await writeModels(out, models);
  return description.length + fixedBytes(models) - ENGINE_BYTES;
}

/**
 * Writes a pack: `pack.json`, `data.bin`, the models, the engine and `run.py`.
 *
 * @returns its size in bytes.
 * @throws {Error} when it is larger than `limit`.
 */
export async function writePack(
  out: string,
  file: PackFile,
  { network, settings, models, parameters, details }: PackDescription,
  limit = Number.POSITIVE_INFINITY,
): Promise<number> {
  const description = JSON.stringify({
    format: "vigil-pack",
    version: 1,
    ...described(network, settings),
    parameters,
    arrays: file.arrays,
    images: file.images,
    ...details,
  });
  const content = file.content();
  const size = content.length + description.length + fixedBytes(models);
  if (size > limit) {
    throw new Error(
      `The pack would take ${megabytes(size)} MB, more than the ${megabytes(limit)} MB allowed: leave out data or lower the images' size.`,
    );
  }
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "pack.json"), description);
  await writeFile(join(out, "data.bin"), content);
  await writeModels(out, models);
  await cp(join(ENGINE_FOLDER, "engine"), join(out, "engine"), {
    recursive: true,
    filter: (path) => !path.includes("__pycache__"),
  });
  await cp(join(ENGINE_FOLDER, "run.py"), join(out, "run.py"));
  return size;
}

function described({ task, answer }: PackedNetwork, settings: PackedSettings): object {
  const { seed, schedule, adam, clipFactor, validateEvery, batchSize } = settings;
  const fit = { seed, batchSize, schedule, adam, clipFactor, validateEvery };
  return { task, answer, ...fit, recipe: settings };
}

async function writeModels(out: string, { training, network, teacher }: PackModels): Promise<void> {
  await writeFile(join(out, "training.onnx"), training);
  await writeFile(join(out, "network.onnx.zlib"), network);
  if (teacher !== undefined) await writeFile(join(out, "teacher.onnx"), teacher);
}

/** Bytes as megabytes (of 1,000,000), one digit after the point. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
