// Renders a scripted drive: frames, then the video and its truth.

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { checkDriverScript, type DriverScript } from "../../drives/driverScript.ts";
import { eventsTruthText } from "../../drives/eventsTruth.ts";
import { frameTimes } from "../../drives/frameTimes.ts";
import { readScenario, readScript, scenarioNames } from "../../drives/scenarios.ts";
import { orUsageError } from "../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../node/cli/errors.ts";
import { type Progress, startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { readImageFile } from "../../node/images.ts";
import { createVideoWriter } from "../../node/video/videoWriter.ts";
import { type RenderedFrame, renderScript } from "../synthetic/drive/renderScript.ts";
import type { Renderer } from "../synthetic/renderer.ts";
import { rendererOpener } from "./rendererOpener.ts";

/** What `vigil synth driver` was asked. */
export interface SynthDriverRequest {
  readonly script?: string;
  readonly list?: boolean;
  readonly assets?: string;
  readonly out: string;
  /** What of the script is replaced. */
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

/** Seconds between lines of progress where nobody watches. */
const LINE_SECONDS = 60;
/** VP9's constant quality: clips of half a minute stay below 3 MB. */
const QUALITY = 28;

/**
 * Renders what is missing, then writes video and truth.
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
  const open = request.open ?? (await rendererOpener(request));
  const expected = frameTimes(script).length;
  const { quiet = false } = request;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  let progress: Progress | undefined;
  let frames: RenderedFrame[];
  try {
    frames = await renderScript(script, {
      folder: join(request.out, `${name}.frames`),
      open,
      workers: request.workers,
      signal: stop.signal,
      onStart: (there, missing) => {
        progress = startProgress(terminal, missing, "frames", { quiet, every: LINE_SECONDS });
        if (there > 0) progress.line(`${there} of ${expected} frames lie there already`);
      },
      onFrame: () => progress?.advance(),
    });
  } finally {
    progress?.finish();
    process.off("SIGINT", onInterrupt);
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

/** A script by its path or, where no such file is, by the scenario's name. */
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
  // Checked again: what replaces must be as possible as what it replaces.
  const changed = {
    ...script,
    seed: seed ?? script.seed,
    image: { ...script.image, passes: passes ?? script.image.passes },
    frames: { ...script.frames, rate: frameRate ?? script.frames.rate },
  };
  return checkDriverScript(changed, asked);
}

async function writeResults(
  { out, video }: SynthDriverRequest,
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
  await write(`${name}.truth.json`, eventsTruthText(script, movie));
  const lines = await Promise.all(frames.map(({ truth }) => readFile(truth, "utf8")));
  await write(`${name}.truth.jsonl`, lines.join(""));
  if (!video) return paths;
  const { width, height } = script.image;
  // Written under another name first: what is called NAME.webm is whole.
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
