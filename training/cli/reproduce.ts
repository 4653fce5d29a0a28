// `vigil reproduce`: runs every phase of a recipe, from data sets to a finished model. A rerun goes on where it stopped.

import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import { EXIT, UsageError } from "../../node/cli/errors.ts";
import { listenForInterruption } from "../../node/cli/interruption.ts";
import { processTerminal, type Terminal } from "../../node/cli/terminal.ts";
import { registerFigures } from "./figures.ts";
import { registerCalibrate, registerEvaluate, registerPrepare, registerSynth } from "./groups.ts";
import { checked, NETWORKS, networkTools, readJson } from "./networks.ts";
import { openProgress, type RecipeProgress } from "./reproduce/progress.ts";
import {
  type ExportPhase,
  type Phase,
  phaseConfig,
  type Recipe,
  recipeSchema,
  type TrainPhase,
} from "./reproduce/recipe.ts";
import { addEngineOptions, type EngineFlags, initialWeights, withReporting } from "./train.ts";

const HELP = `
RECIPE is a file of training/recipes/. DATA/, ASSETS/ and RUN/ at the beginning of its paths stand for --data, --assets
and --out. The finished model with its card is in RUN/models; networks that it is measured with are copied there from
--models. Run the same command again to go on after a stop; phases that are done are left out.

Example:
  vigil reproduce training/recipes/landmarks.json --data ../shared/data --assets ../shared/data --out runs/landmarks

Recipes of several networks may share --out; they then share synthetic data. Recipes are explained in docs/training.md.`;

/** Arguments and options of `vigil reproduce`. */
export interface ReproduceRequest extends EngineFlags {
  readonly recipe: string;
  readonly data: string;
  readonly assets?: string;
  readonly out: string;
  readonly models?: string;
  /** Stop after this phase. */
  readonly until?: string;
}

/** Adds `reproduce` to the program. */
export function registerReproduce(program: Command): void {
  const command = program
    .command("reproduce")
    .summary("make a shipped network from its data by its recipe")
    .description(
      "Runs all phases of a recipe: synthetic data, training, export, calibration, measurement.",
    )
    .argument("<recipe>", "file of the recipe (JSON)")
    .requiredOption("--data <dir>", "folder of the data sets")
    .requiredOption("--out <dir>", "folder for everything that the phases write")
    .option("--assets <dir>", "folder with ict/, hdri/ and props/, for phases that render")
    .option(
      "--models <set>",
      'where the other networks come from: a set or a folder (default: the recipe\'s, or "research")',
    )
    .option("--until <phase>", "stop after this phase");
  addEngineOptions(command)
    .addHelpText("after", HELP)
    .action(async (recipe: string, options: Omit<ReproduceRequest, "recipe">) => {
      process.exitCode = await reproduce({ ...options, recipe }, processTerminal());
    });
}

/**
 * Runs the phases that are not done.
 *
 * @returns the exit code: that of the phase that failed or was interrupted.
 * @throws {UsageError} when the recipe has no such phase, or a phase needs --assets.
 */
export async function reproduce(request: ReproduceRequest, terminal: Terminal): Promise<number> {
  const recipe = checked(await readJson(request.recipe), recipeSchema, request.recipe);
  const { out, until } = request;
  if (until !== undefined && !recipe.phases.some(({ name }) => name === until)) {
    throw new UsageError(`The recipe has no phase "${until}".`);
  }
  const progress = await openProgress(recipe, out);
  const { signal, done } = listenForInterruption();
  try {
    return await runPhases(recipe, progress, request, terminal, signal);
  } finally {
    done();
  }
}

async function runPhases(
  recipe: Recipe,
  progress: RecipeProgress,
  request: ReproduceRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  for (const [k, phase] of recipe.phases.entries()) {
    if (!progress.isDone(phase)) {
      terminal.err(`phase ${k + 1} of ${recipe.phases.length}: ${phase.name}\n`);
      const code = await runPhase(phase, recipe, request, signal);
      if (code !== EXIT.ok) {
        terminal.err(`Stopped in phase ${phase.name}; the same command goes on from there.\n`);
        return code;
      }
      await progress.finish(phase);
      if (signal.aborted) {
        terminal.err(`Stopped after phase ${phase.name}; the same command goes on from there.\n`);
        return EXIT.interrupted;
      }
    }
    if (phase.name === request.until) return EXIT.ok;
  }
  terminal.out(`${join(request.out, recipe.folder)}\n`);
  return EXIT.ok;
}

/** @returns the exit code. */
async function runPhase(
  phase: Phase,
  recipe: Recipe,
  request: ReproduceRequest,
  signal: AbortSignal,
): Promise<number> {
  if ("train" in phase) return trainPhase(phase, recipe, request, signal);
  if ("export" in phase) return exportPhase(phase, recipe, request);
  return runCommand(phase.vigil.map((word) => withFolders(word, request)));
}

async function trainPhase(
  phase: TrainPhase,
  recipe: Recipe,
  request: ReproduceRequest,
  signal: AbortSignal,
): Promise<number> {
  const { data, out, threads, device, minutes } = request;
  const { network = recipe.network } = phase;
  const { train } = await networkTools(network);
  const config = relativeToData(phaseConfig(recipe, phase.name), request);
  const initial =
    phase.initial &&
    (await initialWeights(
      phase.initial.map((each) =>
        each.endsWith(".onnx") ? withFolders(each, request) : join(out, network, each, "best.onnx"),
      ),
    ));
  const run = {
    data,
    out: join(out, network, phase.name),
    threads,
    device,
    minutes,
    initial,
  };
  const finished = await withReporting(
    (reporting) => train(config, `of phase ${phase.name}`, { ...run, ...reporting }),
    signal,
  );
  return finished ? EXIT.ok : EXIT.interrupted;
}

/** Writes the model into the recipe's folder for models, with the length of all training phases in its card. */
async function exportPhase(
  { export: phases, weights, network: named }: ExportPhase,
  recipe: Recipe,
  request: ReproduceRequest,
): Promise<number> {
  const { readCard, writeCard } = await import("../export/write.ts");
  const { runLength } = await import("../export/curves.ts");
  const { modelsPath } = await import("../../node/modelsFolder.ts");
  const network = named ?? recipe.network;
  const models = join(request.out, recipe.folder);
  const { write } = await networkTools(network);
  // The card names the data of the last run.
  const last = phases[phases.length - 1];
  const config = relativeToData(phaseConfig(recipe, last), request);
  await write(config, `of phase ${last}`, {
    data: request.data,
    run: join(request.out, network, last),
    out: models,
    weights,
    meanWith: phases
      .slice(0, -1)
      .map((each) => join(request.out, network, each, `${weights}.onnx`)),
    version: recipe.release,
    command: `npx vigil reproduce training/recipes/${basename(request.recipe)} --data DATA --assets ASSETS --out RUN`,
  });
  let [images, hours] = [0, 0];
  for (const phase of recipe.phases) {
    if (!("train" in phase) || (phase.network ?? recipe.network) !== network) continue;
    const { batchSize } = phaseConfig(recipe, phase.name) as { readonly batchSize: number };
    const length = await runLength(join(request.out, network, phase.name), batchSize);
    images += length.images;
    hours += length.hours;
  }
  const card = await readCard(models, network);
  await writeCard(models, network, { ...card, training: { ...card.training, images, hours } });
  if (!recipe.alone) await copyNetworks(modelsPath(request.models ?? recipe.models), models);
  return EXIT.ok;
}

/** Copies the networks that a folder lacks: calibration and measurement need all of them. */
async function copyNetworks(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const network of NETWORKS) {
    for (const file of [`${network}.onnx`, `${network}.json`]) {
      if (existsSync(join(to, file)) || !existsSync(join(from, file))) continue;
      await copyFile(join(from, file), join(to, file));
    }
  }
}

/** Runs a vigil command in this process. @returns its exit code. */
async function runCommand(words: readonly string[]): Promise<number> {
  const program = new Command("vigil").exitOverride();
  for (const register of [
    registerSynth,
    registerPrepare,
    registerCalibrate,
    registerEvaluate,
    registerFigures,
  ]) {
    register(program);
  }
  process.exitCode = EXIT.ok;
  await program.parseAsync(words, { from: "user" });
  const code = Number(process.exitCode ?? EXIT.ok);
  process.exitCode = EXIT.ok;
  return code;
}

/**
 * Replaces DATA, ASSETS, RUN and RECIPE (the recipe's own folder) at the beginning of a path.
 *
 * @throws {UsageError} when --assets is needed and missing.
 */
function withFolders(word: string, { recipe, data, assets, out }: ReproduceRequest): string {
  return word.replace(/(?<=^|=)(DATA|ASSETS|RUN|RECIPE)(?=\/|$)/, (folder) => {
    if (folder === "DATA") return data;
    if (folder === "RUN") return out;
    if (folder === "RECIPE") return dirname(recipe);
    if (assets === undefined) throw new UsageError("Phases that render need --assets.");
    return assets;
  });
}

/** A configuration whose paths in RUN/ are relative to the data, as training expects. Other paths are so already. */
function relativeToData(config: unknown, folders: Pick<ReproduceRequest, "data" | "out">): unknown {
  if (Array.isArray(config)) return config.map((each) => relativeToData(each, folders));
  if (typeof config === "object" && config !== null) {
    const entries = Object.entries(config).map(([key, value]) => [
      key,
      relativeToData(value, folders),
    ]);
    return Object.fromEntries(entries);
  }
  if (typeof config !== "string" || !config.startsWith("RUN/")) return config;
  return relative(resolve(folders.data), resolve(folders.out, config.slice("RUN/".length)));
}
