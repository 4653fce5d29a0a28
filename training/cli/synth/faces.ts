// `vigil synth faces`: renders random faces as a training set.

import { resolve } from "node:path";
import type { Command } from "commander";
import { wholeNumber } from "../../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../../node/cli/errors.ts";
import { listenForInterruption } from "../../../node/cli/interruption.ts";
import { startProgress } from "../../../node/cli/progress.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { durationText } from "../../../src/formats/timeText.ts";
import type { Renderer } from "../../synthetic/renderer.ts";
import {
  addRendererOptions,
  type RendererFlags,
  rendererOpener,
  workersByDefault,
} from "./rendererOpener.ts";

const HELP = `
DIR gets for each face NNNNNN.jpg, .pts (68 landmarks), .occ.json (which are hidden) and .truth.json, and in
merl-rav/ the landmarks in MERL-RAV's sign convention: what vigil train landmarks reads. Run the same command
again to go on after a stop, or with a larger --count to extend the set: faces that lie there are kept.

The renderer needs Chromium and a folder of assets with ict/, hdri/ and props/; docs/synthetic.md explains
where they come from.

Example:
  vigil synth faces --count 2000 --seed 1 --assets ../shared/data --out faces`;

/** Arguments and options of `vigil synth faces`. */
interface SynthFacesRequest {
  readonly count: number;
  readonly seed: number;
  readonly closeUps?: boolean;
  readonly portraits?: boolean;
  readonly out: string;
  readonly size: number;
  readonly passes: number;
  readonly workers: number;
  readonly quiet?: boolean;
  readonly open: () => Promise<Renderer>;
  /** Stops after the face at hand; default: at Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** Adds `synth faces`. */
export function registerSynthFaces(synth: Command): void {
  const command = synth
    .command("faces")
    .summary("render random faces as a training set with ground truth")
    .description("Renders random faces with landmarks and what hides them.")
    .requiredOption("--count <n>", "how many faces the set has", wholeNumber)
    .option("--seed <n>", "another seed gives other faces", wholeNumber, 1)
    .option("--close-ups", "both eyes instead of the whole face, with more gaze and lids")
    .option("--portraits", "people without a car, as photographers take them, each with a mask")
    .option("--out <dir>", "folder for the set", "vigil-faces")
    .option("--size <pixels>", "side of the images", wholeNumber, 256)
    .option("--passes <n>", "light samples: more are cleaner and slower", wholeNumber, 3)
    .option("-q, --quiet", "print nothing but warnings and errors");
  addRendererOptions(command, "faces")
    .addHelpText("after", HELP)
    .action(async (options: Omit<SynthFacesRequest, "workers" | "open"> & RendererFlags) => {
      const workers = options.workers ?? workersByDefault();
      const open = await rendererOpener(options);
      process.exitCode = await synthFaces({ ...options, workers, open }, processTerminal());
    });
}

/**
 * Renders the faces that are missing.
 *
 * @returns the exit code.
 * @throws {UsageError} when the request cannot be rendered.
 */
async function synthFaces(request: SynthFacesRequest, terminal: Terminal): Promise<number> {
  const { count, out, size, passes } = request;
  if (count < 1) throw new UsageError("Say with --count how many faces to render: 1 or more.");
  if (size < 64 || passes < 1) {
    throw new UsageError("A face needs a --size of 64 pixels or more and one of the --passes.");
  }
  if (request.closeUps && request.portraits) {
    throw new UsageError("A set has either --close-ups or --portraits.");
  }
  const { renderFaces } = await import("../../synthetic/renderFaces.ts");
  const interruption = listenForInterruption();
  const progress = startProgress(terminal, count, "faces", { quiet: request.quiet ?? false });
  const started = performance.now();
  let there: number | undefined;
  let rendered: number;
  try {
    rendered = await renderFaces({
      ...request,
      subject: request.closeUps ? "eyes" : request.portraits ? "portrait" : "face",
      signal: request.signal ?? interruption.signal,
      onFaces: (done) => {
        there ??= done;
        for (let k = 0; k < done; k++) progress.advance();
      },
    });
  } finally {
    progress.finish();
    interruption.done();
  }
  const kept = there ?? 0;
  const seconds = (performance.now() - started) / 1000;
  if (rendered > 0) {
    const rate = (60 * rendered) / seconds;
    progress.line(
      `${rendered} faces in ${durationText(seconds)} (${rate.toFixed(1)} a minute, the renderer's start included)`,
    );
  }
  progress.line(`${kept + rendered} of ${count} faces are in ${resolve(out)}`);
  if (kept + rendered === count) return EXIT.ok;
  terminal.err("Stopped; the same command goes on from there.\n");
  return EXIT.interrupted;
}
