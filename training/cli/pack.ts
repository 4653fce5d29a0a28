// `vigil pack`: one folder that holds all a training run on a graphics card needs.

import { type Command, InvalidArgumentError } from "commander";
import { atLeastOne } from "../../node/cli/arguments.ts";
import type { AnyPackOptions } from "../cuda/packTask.ts";
import { checked, type NetworkName, networkTools, readConfig } from "./networks.ts";
import { initialWeights } from "./train.ts";

interface PackFlags extends Omit<AnyPackOptions, "initial" | "onProgress"> {
  readonly config: string;
  readonly initial?: readonly string[];
  readonly sheet?: string;
}

/** Adds `pack landmarks`, `pack detector` and `pack eyes` to the command line. */
export function registerPack(program: Command): void {
  const pack = program
    .command("pack")
    .description("put all that training on a graphics card needs into one folder");
  addPack(pack, "landmarks", "cut-out faces, occluders and validation windows")
    .option("--side <pixels>", "longest side of a cut-out face (default: 288)", atLeastOne)
    .option("--sprites <count>", "occluders in the bank (default: 640)", atLeastOne)
    .option("--every <count>", "take every so many photographs only, to try things out", atLeastOne)
    .option("--shared <pack>", "write only the network, for the data of this pack")
    .option("--sheet <file>", "also draw windows augmented by both engines (.jpg); needs PyTorch");
  addPack(pack, "detector", "finished scenes").option(
    "--views <count>",
    "scenes to train on (default: 2000)",
    atLeastOne,
  );
  addPack(pack, "eyes", "finished views of eyes").option(
    "--views <count>",
    "eyes to train on (default: 20000)",
    atLeastOne,
  );
}

function addPack(pack: Command, task: NetworkName, what: string): Command {
  return pack
    .command(task)
    .description(`write a pack of ${what}`)
    .requiredOption("--config <file>", "configuration (JSON) of the training run, or RECIPE#PHASE")
    .requiredOption("--data <folder>", "folder that the configuration's paths are relative to")
    .requiredOption("--out <folder>", "folder for the pack")
    .option("--limit <size>", "the most that it may take, such as 48MB", byteCount)
    .option(
      "--initial <files...>",
      "start from the weights of this model (.onnx), or the mean of several",
    )
    .action((flags: PackFlags) => writePackOf(task, flags));
}

async function writePackOf(
  network: NetworkName,
  { config: source, initial, sheet, ...options }: PackFlags,
): Promise<void> {
  const config = await readConfig(source);
  const { pack } = await networkTools(network);
  const text = await pack(config, source, {
    ...options,
    initial: initial && (await initialWeights(initial)),
    onProgress: (progress) => console.error(progress),
  });
  console.log(`${options.out}: ${text}`);
  if (sheet === undefined) return;
  const { drawSheet } = await import("../cuda/augmentedWindows.ts");
  const { landmarkConfigSchema } = await import("../landmarks/config.ts");
  const landmarks = checked(config, landmarkConfigSchema, source);
  await drawSheet(landmarks, options.data, options.out, sheet);
  console.log(`${sheet}: TypeScript's windows on the left, the engine's on the right`);
}

/** Reads a size such as 48MB (of 1,000,000 bytes). */
function byteCount(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(MB|kB|GB)$/i.exec(text) ?? [];
  const factor = { kb: 1e3, mb: 1e6, gb: 1e9 }[unit?.toLowerCase() ?? ""];
  if (factor === undefined) throw new InvalidArgumentError("A size such as 48MB.");
  return Math.round(Number(number) * factor);
}
