// `vigil synth`: renders synthetic drivers, whose truth is known.

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { wholeNumber } from "../../node/cli/arguments.ts";
import { processTerminal } from "../../node/cli/terminal.ts";
import { rendererOpener } from "./rendererOpener.ts";
import type { SynthDriverRequest } from "./synthDriver.ts";
import type { SynthFacesRequest } from "./synthFaces.ts";
import type { SynthTurnedRequest } from "./synthTurned.ts";

const DRIVER_HELP = `
DIR gets NAME.webm, NAME.truth.json (the events), NAME.truth.jsonl (each frame) and the frames in
NAME.frames/. Run the same command again to go on after a stop: frames that lie there are kept.

The renderer needs Chromium and a folder of assets with ict/, hdri/ and props/; docs/synthetic.md says
where they come from. Scripts are described in docs/driver-scripts.md.

Examples:
  vigil synth driver --list
  vigil synth driver --script microsleep --assets ../shared/data --out scenarios
  vigil synth driver --script my-drive.json --seed 7 --assets ../shared/data --out drives`;

const FACES_HELP = `
DIR gets for each face NNNNNN.jpg, .pts (68 landmarks), .occ.json (which are hidden) and .truth.json, and in
merl-rav/ the landmarks in MERL-RAV's sign convention: what vigil train landmarks reads. Run the same command
again to go on after a stop, or with a larger --count to extend the set: faces that lie there are kept.

The renderer needs Chromium and a folder of assets with ict/, hdri/ and props/; docs/synthetic.md says
where they come from.

Example:
  vigil synth faces --count 2000 --seed 1 --assets ../shared/data --out faces`;

const TURNED_HELP = `
DIR gets for each image NNNNN-K.jpg, .pts (68 landmarks), .occ.json (which the head itself hides) and .turn.json
(angles before and after). Photographs whose face is turned far already, or fits no head well, are left out and counted.
Run the same command again to go on after a stop.

The head model is read from the folder of assets (ict/); docs/synthetic.md says where it comes from.

Example:
  vigil synth turned --photographs helen/train --assets ../shared/data --out turned/helen`;

/** Renderers side by side where not said: one renderer leaves a core idle while its page computes. */
const workersByDefault = () => Math.max(2, Math.floor(availableParallelism() / 2));

/** Adds `synth driver`, `synth faces` and `synth turned` to the program. */
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
    .option("--passes <n>", "other light samples an image than the script's", wholeNumber)
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
      const workers = options.workers ?? workersByDefault();
      process.exitCode = await synthDriver({ ...options, workers }, processTerminal());
    });
  synth
    .command("faces")
    .summary("render random faces as a training set with truth")
    .description("Renders random faces with landmarks that know what hides them.")
    .requiredOption("--count <n>", "how many faces the set has", wholeNumber)
    .option("--seed <n>", "another seed gives other faces", wholeNumber, 1)
    .option("--out <dir>", "folder for the set", "vigil-faces")
    .option("--assets <dir>", "folder with ict/, hdri/ and props/")
    .option("--size <pixels>", "side of the images", wholeNumber, 256)
    .option("--passes <n>", "light samples: more are cleaner and slower", wholeNumber, 3)
    .option(
      "--workers <n>",
      "renderers that share the faces (default: one for each two cores, at least two)",
      wholeNumber,
    )
    .option("--chromium <path>", "Chromium's executable", "/usr/bin/chromium")
    .option("-q, --quiet", "say nothing but warnings and errors")
    .addHelpText("after", FACES_HELP)
    .action(async (options: SynthFacesFlags) => {
      const { synthFaces } = await import("./synthFaces.ts");
      const workers = options.workers ?? workersByDefault();
      const open = await rendererOpener(options);
      process.exitCode = await synthFaces({ ...options, workers, open }, processTerminal());
    });
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
    .option("-q, --quiet", "say nothing but warnings and errors")
    .addHelpText("after", TURNED_HELP)
    .action(async (options: SynthTurnedRequest) => {
      const { synthTurned } = await import("./synthTurned.ts");
      process.exitCode = await synthTurned(options, processTerminal());
    });
}

interface SynthFacesFlags extends Omit<SynthFacesRequest, "workers" | "open"> {
  readonly workers?: number;
  readonly assets?: string;
  readonly chromium: string;
}
