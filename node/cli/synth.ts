// `vigil synth`: renders synthetic drivers, whose truth is known.

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { wholeNumber } from "./arguments.ts";
import { processTerminal } from "./report.ts";
import type { SynthDriverRequest } from "./synthDriver.ts";

const DRIVER_HELP = `
DIR gets NAME.webm, NAME.truth.json (the events), NAME.truth.jsonl (each frame) and the frames in
NAME.frames/. Run the same command again to go on after a stop: frames that lie there are kept.

The renderer needs Chromium and a folder of assets with ict/, hdri/ and props/; docs/samples.md says
where they come from. Scripts are described in docs/driver-scripts.md.

Examples:
  vigil synth driver --list
  vigil synth driver --script microsleep --assets ../shared/data --out scenarios
  vigil synth driver --script my-drive.json --seed 7 --assets ../shared/data --out drives`;

/** Adds `synth driver` to the program. */
export function registerSynth(program: Command): void {
  const synth = program
    .command("synth")
    .summary("render synthetic drivers")
    .description("Renders synthetic drivers, whose truth is known.");
  synth
    .command("driver")
    .summary("render a scripted drive as a video with its truth")
    .description("Renders what a script says a driver does, as a video with the truth beside it.")
    .option("--script <file>", "a script, or the name of a scenario that comes with Vigil")
    .option("--list", "name the scenarios that come with Vigil")
    .option("--assets <dir>", "folder with ict/, hdri/ and props/")
    .option("--out <dir>", "folder for the results", "vigil-synth")
    .option(
      "--seed <n>",
      "another seed than the script's: another person, other blinks",
      wholeNumber,
    )
    .option("--passes <n>", "other light samples a picture than the script's", wholeNumber)
    .option("--frame-rate <n>", "other frames a second than the script's", wholeNumber)
    .option(
      "--workers <n>",
      "renderers that share the frames (default: one for each two cores, at least two)",
      wholeNumber,
    )
    .option("--chromium <path>", "Chromium's executable", "/usr/bin/chromium")
    .option("--no-video", "keep the frames and the truth alone")
    .option("-q, --quiet", "say nothing but warnings and errors")
    .addHelpText("after", DRIVER_HELP)
    .action(async (options: Omit<SynthDriverRequest, "workers"> & { workers?: number }) => {
      const { synthDriver } = await import("./synthDriver.ts");
      const workers = options.workers ?? Math.max(2, Math.floor(availableParallelism() / 2));
      process.exitCode = await synthDriver({ ...options, workers }, processTerminal());
    });
}
