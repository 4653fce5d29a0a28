// `vigil export`: a training run's weights as a model with its card; `vigil figures`: measurements into the card.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { z } from "zod";
import { UsageError } from "../../node/cli/errors.ts";
import { packageVersion } from "../../node/cli/version.ts";
import { addFigures, MODEL_STEMS, type ModelStem } from "../export/write.ts";
import type { LandmarkExport } from "../landmarks/export.ts";
import { readConfig } from "./train.ts";

interface ExportFlags {
  readonly config: string;
  readonly data: string;
  readonly run: string;
  readonly out: string;
  readonly weights: "best" | "last";
  readonly meanWith?: readonly string[];
}

/** Adds `export` and `figures` to the command line. */
export function registerExport(program: Command): void {
  const command = program
    .command("export")
    .description("write a training run's weights as a model");
  // The training code is loaded when it is used: other commands start without it.
  addExport(command, "landmarks", "calibrate afterwards", async () => {
    const { landmarkConfigSchema } = await import("../landmarks/config.ts");
    const { exportLandmarks } = await import("../landmarks/export.ts");
    return writer(landmarkConfigSchema, exportLandmarks);
  });
  addExport(command, "detector", "with its threshold", async () => {
    const { detectorConfigSchema } = await import("../detector/config.ts");
    const { exportDetectorModel } = await import("../detector/export.ts");
    return writer(detectorConfigSchema, exportDetectorModel);
  });
  addExport(command, "eyes", "calibrated on what was held out", async () => {
    const { eyeConfigSchema } = await import("../eyes/config.ts");
    const { exportEyes } = await import("../eyes/export.ts");
    return writer(eyeConfigSchema, exportEyes);
  });
  program
    .command("figures")
    .description(
      "write the figures of evaluation files (--json of vigil evaluate) into a model card",
    )
    .argument("<model>", MODEL_STEMS.join(", "), modelStem)
    .argument("<name=file...>", "a prefix for the figures and the file that holds them")
    .option("--models <folder>", "folder of the model", "models")
    .action(async (model: ModelStem, files: readonly string[], { models }: { models: string }) => {
      const figures: Record<string, number> = {};
      for (const each of files) Object.assign(figures, await readFigures(each));
      await addFigures(models, model, figures);
    });
}

/** Reads a configuration, then writes the model of a run with it. */
type Writer = (config: string, options: LandmarkExport) => Promise<void>;

function writer<Config>(
  schema: z.ZodType<Config>,
  write: (config: Config, options: LandmarkExport) => Promise<void>,
): Writer {
  return async (config, options) => write(await readConfig(config, schema), options);
}

function addExport(
  command: Command,
  model: ModelStem,
  remark: string,
  load: () => Promise<Writer>,
): void {
  command
    .command(model)
    .description(`write ${model}.onnx and its model card; ${remark}`)
    .requiredOption("--config <file>", "the run's configuration")
    .requiredOption("--data <folder>", "folder that the configuration's paths are relative to")
    .requiredOption("--run <folder>", "the run's --out")
    .requiredOption("--out <folder>", "folder for the model, such as models")
    .addOption(
      new Option("--weights <which>", "those that validated best, or the last ones")
        .choices(["best", "last"])
        .default("best"),
    )
    .option("--mean-with <files...>", "average them with those of these models (.onnx)")
    .action(async ({ config, ...flags }: ExportFlags) => {
      const write = await load();
      const averaged = flags.meanWith?.map((file) => basename(file)).join(", ");
      const command = `npx vigil train ${model} --config ${config} --data DATA --out RUN`;
      await write(config, {
        ...flags,
        version: packageVersion(),
        command: averaged === undefined ? command : `${command}; weights averaged with ${averaged}`,
      });
    });
}

/** The numbers of one evaluation file, flattened, each name after the prefix. */
async function readFigures(argument: string): Promise<Record<string, number>> {
  const [, prefix, path] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  if (prefix === undefined || path === undefined) {
    throw new UsageError(`"${argument}" is not of the form name=file, such as helen=helen.json.`);
  }
  const json: unknown = JSON.parse(await readFile(path, "utf8"));
  return Object.fromEntries(numbersIn(json, prefix));
}

function numbersIn(value: unknown, name: string): [string, number][] {
  if (typeof value === "number") return [[name, Number(value.toPrecision(4))]];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${name}.${key}`));
}

function modelStem(text: string): ModelStem {
  const stem = MODEL_STEMS.find((each) => each === text);
  if (stem !== undefined) return stem;
  throw new InvalidArgumentError(`It is one of ${MODEL_STEMS.join(", ")}.`);
}
