// `vigil synth driver`: renders a scripted drive as a video with its ground truth.

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Command } from "commander";
import { checkDriverScript, type DriverScript } from "../../../drives/driverScript.ts";
import { frameTimes } from "../../../drives/frameTimes.ts";
import { groundTruthText } from "../../../drives/groundTruthFile.ts";
import { readScenario, readScript, scenarioNames } from "../../../drives/scenarios.ts";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../../node/cli/errors.ts";
import { listenForInterruption } from "../../../node/cli/interruption.ts";
import { type Progress, startProgress } from "../../../node/cli/progress.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { RenderedFrame } from "../../synthetic/drive/renderScript.ts";
import type { Renderer } from "../../synthetic/renderer.ts";
import {
  addRendererOptions,
  type RendererFlags,
  rendererOpener,
  workersByDefault,
} from "./rendererOpener.ts";

const HELP = `
DIR gets NAME.webm, NAME.truth.json (the events), NAME.truth.jsonl (each frame) and the frames in
NAME.frames/. Run the same command again to go on after a stop: frames that lie there are kept.

The renderer needs Chromium and a folder of assets with ict/, hdri/ and props/; docs/synthetic.md explains
where they come from. Scripts are described in docs/driver-scripts.md.

Examples:
  vigil synth driver --list
  vigil synth driver --script microsleep --assets ../shared/data --out scenarios
  vigil synth driver --script my-drive.json --seed 7 --assets ../shared/data --out drives`;

/** Arguments and options of `vigil synth driver`. */
export interface SynthDriverRequest {
  readonly script?: string;
  readonly list?: boolean;
  readonly assets?: string;
  readonly out: string;
  /** Values that replace those of the script. */
  readonly seed?: number;
  readonly passes?: number;
  readonly frameRate?: number;
  readonly workers: number;
  readonly chromium: string;
  readonly video: boolean;
  readonly quiet?: boolean;
  /** For tests; default: Chromium. */
  readonly open?: () => Promise<Renderer>;
}

/** Adds `synth driver`. */
export function registerSynthDriver(synth: Command): void {
  const command = synth
    .command("driver")
    .summary("render a scripted drive as a video with its ground truth")
    .description("Renders a scripted drive as a video, with the ground truth beside it.")
    .option("--script <file>", "a script, or the name of a scenario that comes with Vigil")
    .option("--list", "name the scenarios that come with Vigil")
    .option("--out <dir>", "folder for the results", "vigil-synth")
    .option(
      "--seed <n>",
      "another seed than the script's: another person, other blinks",
      wholeNumber,
    )
    .option("--passes <n>", "other light samples an image than the script's", wholeNumber)
    .option("--frame-rate <n>", "other frames a second than the script's", wholeNumber)
    .option("--no-video", "keep the frames and the ground truth only")
    .option("-q, --quiet", "print nothing but warnings and errors");
  addRendererOptions(command, "frames")
    .addHelpText("after", HELP)
    .action(async (options: Omit<SynthDriverRequest, "workers"> & RendererFlags) => {
      const workers = options.workers ?? workersByDefault();
      process.exitCode = await synthDriver({ ...options, workers }, processTerminal());
    });
}

/** Seconds between lines of progress without a terminal. */
const LINE_SECONDS = 60;
/** VP9's constant quality: clips of half a minute stay below 3 MB. */
const QUALITY = 28;

/**
 * Renders the missing frames, then writes video and ground truth.
 *
 * @returns the exit code.
 * @throws {UsageError} when the script or the assets are missing or wrong.
 */
export async function synthDriver(
  request: SynthDriverRequest,
  terminal: Terminal,
): Promise<number> {
  if (request.list) return listScenarios(terminal);
  if (request.script === undefined) {
    throw new UsageError("Name a script with --script, or see the scenarios with --list.");
  }
  const name = basename(request.script, extname(request.script));
  const script = await orUsageError(scriptOf(request.script, request));
  return renderDrive({ name, script }, request, terminal);
}

/** What rendering a drive depends on, besides the drive. */
export type RenderDriveRequest = Omit<
  SynthDriverRequest,
  "script" | "list" | "seed" | "passes" | "frameRate"
> & {
  /** Folders with frames of other drives; see `RenderScriptOptions`. */
  readonly reuse?: readonly string[];
};

/** Where the frames of a drive lie. */
export const framesFolder = (out: string, name: string) => join(out, `${name}.frames`);

/**
 * Renders the missing frames of a drive, then writes video and ground truth.
 *
 * @returns the exit code.
 * @throws {UsageError} when the assets are missing or wrong.
 */
export async function renderDrive(
  { name, script }: { readonly name: string; readonly script: DriverScript },
  request: RenderDriveRequest,
  terminal: Terminal,
): Promise<number> {
  const open = request.open ?? (await rendererOpener(request));
  const expected = frameTimes(script).length;
  const { quiet = false } = request;
  const { renderScript } = await import("../../synthetic/drive/renderScript.ts");
  const interruption = listenForInterruption();
  let progress: Progress | undefined;
  let frames: RenderedFrame[];
  try {
    frames = await renderScript(script, {
      folder: framesFolder(request.out, name),
      reuse: request.reuse,
      open,
      workers: request.workers,
      signal: interruption.signal,
      onStart: (there, missing) => {
        progress = startProgress(terminal, missing, "frames", { quiet, every: LINE_SECONDS });
        if (there > 0) progress.line(`${there} of ${expected} frames lie there already`);
      },
      onFrame: () => progress?.advance(),
    });
  } finally {
    progress?.finish();
    interruption.done();
  }
  if (frames.length < expected) {
    terminal.err(
      `Stopped after ${frames.length} of ${expected} frames; the same command goes on from there.\n`,
    );
    return EXIT.interrupted;
  }
  const written = await writeResults(request, name, script, frames);
  if (!quiet) for (const path of written) terminal.out(`${path}\n`);
  return EXIT.ok;
}

async function listScenarios(terminal: Terminal): Promise<number> {
  const names = await scenarioNames();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const { seconds, title } = await readScenario(name);
    terminal.out(`${name.padEnd(width)}  ${String(seconds).padStart(3)} s  ${title}\n`);
  }
  return EXIT.ok;
}

/** A script by its path or, when there is no such file, by the name of a scenario. */
async function scriptOf(
  asked: string,
  { seed, passes, frameRate }: SynthDriverRequest,
): Promise<DriverScript> {
  const names = await scenarioNames();
  if (!existsSync(asked) && !names.includes(asked)) {
    throw new Error(
      `There is no file ${asked}, and no scenario of that name. The scenarios are: ${names.join(", ")}.`,
    );
  }
  const script = await (existsSync(asked) ? readScript(asked) : readScenario(asked));
  // Checked again: the replacing values must be valid too.
  const changed = {
    ...script,
    seed: seed ?? script.seed,
    image: { ...script.image, passes: passes ?? script.image.passes },
    frames: { ...script.frames, rate: frameRate ?? script.frames.rate },
  };
  return checkDriverScript(changed, asked);
}

async function writeResults(
  { out, video }: RenderDriveRequest,
  name: string,
  script: DriverScript,
  frames: readonly RenderedFrame[],
): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const movie = `${name}.webm`;
  const paths: string[] = [];
  const write = async (file: string, text: string) => {
    await writeFile(join(out, file), text);
    paths.push(join(out, file));
  };
  await write(`${name}.truth.json`, groundTruthText(script, movie));
  const lines = await Promise.all(frames.map(({ groundTruth }) => readFile(groundTruth, "utf8")));
  await write(`${name}.truth.jsonl`, lines.join(""));
  if (!video) return paths;
  const { readImageFile } = await import("../../../node/images.ts");
  const { createVideoWriter } = await import("../../../node/video/videoWriter.ts");
  const { width, height } = script.image;
  // Written under another name first, so that NAME.webm is always complete.
  const part = join(out, `${name}.part.webm`);
  const writer = await createVideoWriter(part, {
    width,
    height,
    frameRate: script.frames.rate,
    quality: QUALITY,
  });
  for (const { image, timestamp } of frames) {
    await writer.write(await readImageFile(image), timestamp);
  }
  await writer.close();
  await rename(part, join(out, movie));
  return [join(out, movie), ...paths];
}
