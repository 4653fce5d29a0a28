// `vigil synth turned`: turns the heads of annotated photographs as a training set.

import { resolve } from "node:path";
import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../../node/cli/errors.ts";
import { listenForInterruption } from "../../../node/cli/interruption.ts";
import { startProgress } from "../../../node/cli/progress.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";

const HELP = `
DIR gets for each image NNNNN-K.jpg, .pts (68 landmarks), .occ.json (which the head itself hides) and .turn.json
(angles before and after). Photographs whose face is turned far already, or fits no head well, are left out and counted.
Run the same command again to go on after a stop.

The head model is read from the folder of assets (ict/); docs/synthetic.md explains where it comes from.

Example:
  vigil synth turned --photographs helen/train --assets ../shared/data --out turned/helen`;

/** Arguments and options of `vigil synth turned`. */
export interface SynthTurnedRequest {
  readonly photographs: string;
  readonly assets: string;
  readonly out: string;
  readonly seed: number;
  readonly copies: number;
  readonly every: number;
  readonly least: number;
  readonly widest: number;
  readonly size: number;
  readonly quiet?: boolean;
  /** Stops after the photograph at hand; default: at Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** Adds `synth turned`. */
export function registerSynthTurned(synth: Command): void {
  synth
    .command("turned")
    .summary("turn the heads of annotated photographs as a training set")
    .description(
      "Turns the heads of annotated photographs, by a head model fitted to their landmarks.",
    )
    .requiredOption("--photographs <dir>", "images with a .pts file beside each")
    .requiredOption("--assets <dir>", "folder with ict/")
    .option("--out <dir>", "folder for the set", "vigil-turned")
    .option("--seed <n>", "another seed gives other turns", wholeNumber, 1)
    .option("--copies <n>", "images of each photograph", wholeNumber, 1)
    .option("--every <n>", "take every n-th photograph only", wholeNumber, 1)
    .option("--least <degrees>", "yaw after the turn, at least", wholeNumber, 20)
    .option("--widest <degrees>", "and at most", wholeNumber, 75)
    .option("--size <pixels>", "side of the images", wholeNumber, 256)
    .option("-q, --quiet", "print nothing but warnings and errors")
    .addHelpText("after", HELP)
    .action(async (options: SynthTurnedRequest) => {
      process.exitCode = await synthTurned(options, processTerminal());
    });
}

/** Degrees of yaw. Farther round, a photograph from the front shows nothing of the head. */
const WIDEST = 80;

/**
 * Makes the missing images.
 *
 * @returns the exit code: a failure when a photograph could not be read.
 * @throws {UsageError} when the request cannot be carried out.
 */
export async function synthTurned(
  request: SynthTurnedRequest,
  terminal: Terminal,
): Promise<number> {
  const { photographs, assets, out, copies, every, least, widest, size } = request;
  if (copies < 1 || every < 1) throw new UsageError("--copies and --every are 1 or more.");
  if (size < 64) throw new UsageError("A face needs a --size of 64 pixels or more.");
  if (least >= widest || widest > WIDEST) {
    throw new UsageError(
      `--least must be below --widest, and that at most ${WIDEST}°: farther round a photograph shows nothing.`,
    );
  }
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { readHead } = await import("../../synthetic/turned/readHead.ts");
  const { writeTurnedSet } = await import("../../synthetic/turned/turnedSet.ts");
  const [pairs, head] = await orUsageError(
    Promise.all([listLandmarkPairs(photographs), readHead(assets)]),
  );
  const interruption = listenForInterruption();
  const signal = request.signal ?? interruption.signal;
  const total = Math.ceil(pairs.length / every);
  const progress = startProgress(terminal, total, "photographs", { quiet: request.quiet ?? false });
  const broken: string[] = [];
  try {
    const { made, kept, left } = await writeTurnedSet(pairs, head, {
      ...{ out, seed: request.seed, copies, every, least, widest, size },
      signal,
      onPhotograph: () => progress.advance(),
      onBroken: (path, message) => broken.push(`${path}: ${message}`),
    });
    progress.finish();
    progress.line(`${made + kept} turned faces are in ${resolve(out)}, ${made} of them new`);
    for (const [why, count] of Object.entries(left)) {
      progress.line(`  ${count} photographs left out: ${why}`);
    }
  } finally {
    progress.finish();
    interruption.done();
  }
  if (broken.length > 0) {
    terminal.err(`${broken.length} photographs could not be read:\n${broken.join("\n")}\n`);
    return EXIT.someFailed;
  }
  if (!signal.aborted) return EXIT.ok;
  terminal.err("Stopped; the same command goes on from there.\n");
  return EXIT.interrupted;
}
