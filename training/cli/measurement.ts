// What all measurement commands share: options, progress, broken files, and the JSON record of a measurement.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import * as z from "zod";
import { orUsageError } from "../../node/cli/arguments.ts";
import { EXIT } from "../../node/cli/errors.ts";
import { modelsOption } from "../../node/cli/networkOptions.ts";
import { startProgress } from "../../node/cli/progress.ts";
import type { Terminal } from "../../node/cli/terminal.ts";
import { LANDMARK_NETWORKS } from "../../src/landmarkNetworks.ts";
import type { BrokenFile } from "../evaluation/brokenFiles.ts";
import { writeJson } from "./tables.ts";

/** The options of every measurement command. */
export interface MeasurementOptions {
  /** Folder of the networks; default the package's own. */
  readonly models?: string;
  /** Where to write the record. */
  readonly json?: string;
  /** Paths below this folder are written as DATA/… in the record. */
  readonly dataRoot?: string;
}

/** Adds `--models`, `--json` and `--data-root` to a command. */
export function addMeasurementOptions(command: Command): Command {
  return command
    .addOption(modelsOption())
    .option("--json <file>", "also write the figures as JSON, with command, models and machine")
    .option("--data-root <dir>", "write paths below this folder as DATA/… in the JSON");
}

const modelSchema = z.object({ name: z.string(), version: z.string(), sha256: z.string() });

const recordSchema = z.object({
  schema: z.literal("vigil-measurement"),
  version: z.literal(1),
  /** The kind of measurement, such as "landmarks". */
  measurement: z.string(),
  /** The command line, with neutral paths. */
  command: z.string(),
  /** Day of the measurement, ISO 8601. */
  date: z.string(),
  /** `count` is the number of images, clips or drives. */
  data: z.object({ name: z.string(), count: z.number().int() }),
  /** The networks that were measured, by file name. */
  models: z.record(z.string(), modelSchema),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGigabytes: z.number(),
    node: z.string(),
    platform: z.string(),
  }),
  figures: z.record(z.string(), z.unknown()),
});

/** One measurement with everything that is needed to judge and repeat it. */
export type MeasurementRecord = z.infer<typeof recordSchema>;
export type MeasuredModels = MeasurementRecord["models"];

/** Reads the text of a record. @throws {Error} naming the wrong field. */
export function parseMeasurement(text: string): MeasurementRecord {
  return recordSchema.parse(JSON.parse(text));
}

/** The file names of all networks, without their endings. */
export const MODEL_FILES = ["detector", ...Object.values(LANDMARK_NETWORKS), "eyes", "gaze"];

/** What a command knows about its measurement. */
export interface Measured {
  /** The program's name in the command line; default "vigil". */
  readonly program?: string;
  readonly measurement: string;
  /** The data set's path. */
  readonly data: string;
  readonly count: number;
  /** File names of the networks that took part, without their endings. */
  readonly networks: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/**
 * Writes the record of a measurement where `--json` asks for it.
 *
 * @param argv the program's arguments; default: those of this process.
 * @throws {UsageError} when the file cannot be written.
 */
export async function writeMeasurement(
  { program, measurement, data, count, networks, figures }: Measured,
  { json, dataRoot, models }: MeasurementOptions,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  if (json === undefined) return;
  const { modelsPath } = await import("../../node/modelsFolder.ts");
  const record: MeasurementRecord = {
    schema: "vigil-measurement",
    version: 1,
    measurement,
    command: neutralCommand(argv, dataRoot, program),
    date: new Date().toISOString().slice(0, 10),
    data: { name: neutralPath(data, dataRoot).replace(/^DATA\//, ""), count },
    models: await measuredModels(modelsPath(models), networks),
    machine: machineFacts(),
    figures: { ...figures },
  };
  await writeJson(json, record);
}

/** Names, versions and SHA-256 of the networks of a folder; networks that are not there are left out. */
export async function measuredModels(
  folder: string,
  networks: readonly string[],
): Promise<MeasuredModels> {
  const models: MeasuredModels = {};
  for (const network of networks) {
    const [weights, card] = [join(folder, `${network}.onnx`), join(folder, `${network}.json`)];
    if (!existsSync(weights) || !existsSync(card)) continue;
    const sha256 = createHash("sha256")
      .update(await readFile(weights))
      .digest("hex");
    models[network] = modelSchema.parse({
      ...JSON.parse(await readFile(card, "utf8")),
      sha256,
    });
  }
  return models;
}

/** The machine that measures. */
function machineFacts(): MeasurementRecord["machine"] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGigabytes: Math.round((10 * totalmem()) / 2 ** 30) / 10,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/**
 * The command line without `--json` and `--data-root`, and with neutral paths.
 *
 * @example
 * neutralCommand(["evaluate", "landmarks", "/home/me/data/helen", "--json", "a.json"], "/home/me/data")
 * // "vigil evaluate landmarks DATA/helen"
 */
function neutralCommand(argv: readonly string[], dataRoot?: string, program = "vigil"): string {
  const words: string[] = [];
  for (let k = 0; k < argv.length; k++) {
    const word = argv[k];
    if (word === "--json" || word === "--data-root") k++;
    else words.push(neutralPath(word, dataRoot));
  }
  return [program, ...words].join(" ").replace(/ --$/, "");
}

/** The data root as DATA, a path below it as DATA/…; of other absolute paths the last part only. */
function neutralPath(path: string, dataRoot: string | undefined): string {
  if (dataRoot !== undefined) {
    const below = relative(resolve(dataRoot), resolve(path));
    if (below === "") return "DATA";
    if (below !== "" && !below.startsWith("..") && !isAbsolute(below)) {
      return `DATA/${below.replaceAll("\\", "/")}`;
    }
  }
  return isAbsolute(path) ? basename(path) : path;
}

/** Runs something with a progress bar. `run` calls `advance` after each item. */
export async function withProgress<Result>(
  terminal: Terminal,
  total: number,
  noun: string,
  run: (advance: () => void) => Promise<Result>,
): Promise<Result> {
  const progress = startProgress(terminal, total, noun, { quiet: false });
  try {
    return await run(progress.advance);
  } finally {
    progress.finish();
  }
}

/** One measurement of a command: how it is made, shown and recorded. */
interface Measurement<Pipeline, Evaluation> {
  /** Opens what is measured. An error is one of usage. */
  readonly open: () => Promise<Pipeline>;
  /** Number of images, for the progress bar. */
  readonly total: number;
  readonly evaluate: (pipeline: Pipeline, onProgress: () => void) => Promise<Evaluation>;
  /** The tables for the terminal. */
  readonly tables: (evaluation: Evaluation) => string;
  readonly record: (evaluation: Evaluation) => Measured;
}

/**
 * Measures with a progress bar, prints the tables, writes the record and lists the broken files.
 *
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is no network to measure, or the record cannot be written.
 */
export async function runMeasurement<
  Pipeline extends { dispose(): Promise<void> },
  Evaluation extends { readonly broken: readonly BrokenFile[] },
>(
  request: MeasurementOptions,
  terminal: Terminal,
  { open, total, evaluate, tables, record }: Measurement<Pipeline, Evaluation>,
): Promise<number> {
  const pipeline = await orUsageError(open());
  try {
    const evaluation = await withProgress(terminal, total, "images", (onProgress) =>
      evaluate(pipeline, onProgress),
    );
    terminal.out(tables(evaluation));
    await writeMeasurement(record(evaluation), request);
    return listBroken(evaluation.broken, terminal);
  } finally {
    await pipeline.dispose();
  }
}

/** Lists files that were left out; returns the exit code. */
export function listBroken(broken: readonly BrokenFile[], terminal: Terminal): number {
  if (broken.length === 0) return EXIT.ok;
  terminal.err(`${broken.length} could not be measured:\n`);
  for (const { message } of broken) terminal.err(`  ${message}\n`);
  return EXIT.someFailed;
}
