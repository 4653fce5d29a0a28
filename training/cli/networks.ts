// The networks that Vigil trains: how the configuration of each is read, trained and exported.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import type { AnyPackOptions, PackWriter } from "../cuda/packTask.ts";
import type { DeviceRun } from "../cuda/trainOnCard.ts";
import type { TrainingRun } from "../fit/run.ts";
import type { LandmarkExport } from "../landmarks/export.ts";
import { phaseConfig, recipeSchema } from "./reproduce/recipe.ts";

export const NETWORKS = ["landmarks", "detector", "eyes", "gaze"] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** What can be done with the configuration of one network. `where` names its source in messages. */
export interface NetworkTools {
  /** Trains, resuming from `run.out`. */
  train(config: unknown, where: string, run: DeviceRun): Promise<void>;
  /** Writes a pack for a graphics card; returns its size and content in words. */
  pack(config: unknown, where: string, options: AnyPackOptions): Promise<string>;
  /** Writes a run's weights as a model with its card. */
  write(config: unknown, where: string, options: LandmarkExport): Promise<void>;
}

/** Loads the training code of a network. Other commands start without it. */
export async function networkTools(network: NetworkName): Promise<NetworkTools> {
  switch (network) {
    case "landmarks": {
      const { landmarkConfigSchema } = await import("../landmarks/config.ts");
      const { trainLandmarks } = await import("../landmarks/train.ts");
      const { exportLandmarks } = await import("../landmarks/export.ts");
      const loadPack = async () => (await import("../cuda/packTask.ts")).landmarkPack;
      return toolsOf(landmarkConfigSchema, trainLandmarks, exportLandmarks, loadPack);
    }
    case "detector": {
      const { detectorConfigSchema } = await import("../detector/config.ts");
      const { trainDetector } = await import("../detector/train.ts");
      const { exportDetectorModel } = await import("../detector/export.ts");
      const loadPack = async () => (await import("../cuda/packTask.ts")).detectorPack;
      return toolsOf(detectorConfigSchema, trainDetector, exportDetectorModel, loadPack);
    }
    case "eyes": {
      const { eyeConfigSchema } = await import("../eyes/config.ts");
      const { trainEyes } = await import("../eyes/train.ts");
      const { exportEyes } = await import("../eyes/export.ts");
      const loadPack = async () => (await import("../cuda/packTask.ts")).eyePack;
      return toolsOf(eyeConfigSchema, trainEyes, exportEyes, loadPack);
    }
    case "gaze": {
      const { gazeConfigSchema } = await import("../gaze/config.ts");
      const { trainGaze } = await import("../gaze/train.ts");
      const { exportGaze } = await import("../gaze/export.ts");
      return toolsOf(gazeConfigSchema, trainGaze, exportGaze, noPack);
    }
  }
}

/** The engine in PyTorch mirrors views by itself, which would mix up the eyes of a pair. */
async function noPack(): Promise<never> {
  throw new Error("The gaze network is trained on the processor: leave out --device cuda.");
}

function toolsOf<Config extends object>(
  schema: z.ZodType<Config>,
  train: (config: Config, run: TrainingRun) => Promise<void>,
  write: (config: Config, options: LandmarkExport) => Promise<void>,
  loadPack: () => Promise<PackWriter<Config>>,
): NetworkTools {
  return {
    async train(json, where, run) {
      const config = checked(json, schema, where);
      switch (run.device) {
        case "cuda": {
          const { trainOnCard } = await import("../cuda/trainOnCard.ts");
          const pack = await loadPack();
          return trainOnCard(config, run, (options) => pack(config, options));
        }
        case "pytorch-cpu": {
          const { openTorchGradients } = await import("../cuda/torchGradients.ts");
          return train(config, { ...run, openEngine: openTorchGradients });
        }
        default:
          return train(config, run);
      }
    },
    pack: async (json, where, options) => (await loadPack())(checked(json, schema, where), options),
    write: (config, where, options) => write(checked(config, schema, where), options),
  };
}

/**
 * Reads the JSON of a configuration. `FILE#PHASE` is the configuration of a phase of a recipe.
 *
 * @throws {Error} naming the file when it cannot be read, is not JSON, or has no such phase.
 */
export async function readConfig(source: string): Promise<object> {
  const [path, phase] = source.split("#");
  const json = await readJson(path);
  return phase === undefined
    ? checked(json, z.looseObject({}), path)
    : phaseConfig(checked(json, recipeSchema, path), phase);
}

/** Reads a JSON file. @throws {Error} naming the file when it cannot be read or is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`The configuration ${resolve(path)} cannot be read.`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`The configuration ${path} is not JSON: ${String(cause)}`, { cause });
  }
}

/** @throws {Error} naming the source and each setting that is missing, wrong or unknown. */
export function checked<Config>(json: unknown, schema: z.ZodType<Config>, where: string): Config {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".")}: ${message}`,
  );
  throw new Error(`The configuration ${where} has mistakes:\n${problems.join("\n")}`);
}
