// `vigil synth crowds`: composes rendered people to scenes with face boxes.

import { resolve } from "node:path";
import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../../node/cli/errors.ts";
import { listenForInterruption } from "../../../node/cli/interruption.ts";
import { startProgress } from "../../../node/cli/progress.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";

const HELP = `
DIR gets NNNNNN.jpg and faces.csv (file,xmin,ymin,xmax,ymax,label): what vigil train detector and vigil calibrate
landmarks read. People are cut out by their masks and stand before views into the panoramas of the assets, or before
painted backgrounds; some scenes show nobody.

Example:
  vigil synth crowds --faces portraits --count 2000 --seed 1 --assets ../shared/data --out crowds`;

/** Arguments and options of `vigil synth crowds`. */
interface SynthCrowdsRequest {
  readonly faces: readonly string[];
  readonly assets: string;
  readonly count: number;
  readonly seed: number;
  readonly out: string;
  readonly size: number;
  readonly quiet?: boolean;
}

/** Adds `synth crowds`. */
export function registerSynthCrowds(synth: Command): void {
  synth
    .command("crowds")
    .summary("compose rendered people to scenes with face boxes")
    .description("Composes rendered portraits to scenes of many faces, with the box of each.")
    .requiredOption("--faces <dirs...>", "folders of vigil synth faces --portraits")
    .requiredOption("--assets <dir>", "folder with hdri/")
    .requiredOption("--count <n>", "how many scenes", wholeNumber)
    .option("--seed <n>", "another seed gives other scenes", wholeNumber, 1)
    .option("--out <dir>", "folder for the set", "vigil-crowds")
    .option("--size <pixels>", "side of the images", wholeNumber, 448)
    .option("-q, --quiet", "print nothing but warnings and errors")
    .addHelpText("after", HELP)
    .action(async (options: SynthCrowdsRequest) => {
      process.exitCode = await synthCrowds(options, processTerminal());
    });
}

/** @returns the exit code. @throws {UsageError} when the request cannot be composed. */
async function synthCrowds(request: SynthCrowdsRequest, terminal: Terminal): Promise<number> {
  const { count, out, size } = request;
  if (count < 1) throw new UsageError("Say with --count how many scenes to compose: 1 or more.");
  if (size < 64) throw new UsageError("A scene needs a --size of 64 pixels or more.");
  const { writeCrowds } = await import("../../synthetic/crowds/write.ts");
  const interruption = listenForInterruption();
  const progress = startProgress(terminal, count, "scenes", { quiet: request.quiet ?? false });
  try {
    const written = await orUsageError(
      writeCrowds({
        ...request,
        signal: interruption.signal,
        onScene: () => progress.advance(),
      }),
    );
    progress.line(`${written} of ${count} scenes are in ${resolve(out)}`);
    return written === count ? EXIT.ok : EXIT.interrupted;
  } finally {
    progress.finish();
    interruption.done();
  }
}
