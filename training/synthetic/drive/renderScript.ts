// Renders a script's frames into a folder: whole frames with their ground truth, in any order, resumable.

import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDriverScript, type DriverScript } from "../../../drives/driverScript.ts";
import { type FrameTime, frameTimes } from "../../../drives/frameTimes.ts";
import { motionOf } from "../../../drives/motion.ts";
import { writeWhole } from "../../../node/wholeFile.ts";
import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { encodeImage } from "../encodeImage.ts";
import type { RenderedDriver } from "../rendered.ts";
import type { Renderer } from "../renderer.ts";
import { frameGroundTruth, frameGroundTruthLine } from "./frameGroundTruth.ts";
import { sceneOf } from "./sceneSpec.ts";

export interface RenderScriptOptions {
  /** Folder for the frames; made when missing. Frames of the same script in it are not rendered again. */
  readonly folder: string;
  /** Folders with frames of other scripts, if they exist: those that show the same moment of the same scene are copied. */
  readonly reuse?: readonly string[];
  /** Opens a renderer. */
  readonly open: () => Promise<Renderer>;
  /** How many renderers share the frames. */
  readonly workers: number;
  /** Called once before the first frame: how many exist already, and how many will be rendered. */
  readonly onStart?: (there: number, missing: number) => void;
  /** Called after each frame that is rendered. */
  readonly onFrame?: () => void;
  /** Stops after the frames in progress. */
  readonly signal?: AbortSignal;
}

/** A frame on disk. */
export interface RenderedFrame extends FrameTime {
  /** Paths of the image (JPEG) and of its ground truth (a line of JSON). */
  readonly image: string;
  readonly groundTruth: string;
}

/** What all frames of a folder share. */
interface Sequence {
  readonly script: DriverScript;
  /** The exposure that all frames share. */
  readonly gain: number;
}

const SEQUENCE_FILE = "sequence.json";

/**
 * Renders what is missing of a script's frames.
 *
 * @returns all frames that exist now, in order. After a stop these are fewer than the script has.
 * @throws {Error} when the folder holds frames of another script, or a renderer fails.
 */
export async function renderScript(
  script: DriverScript,
  options: RenderScriptOptions,
): Promise<RenderedFrame[]> {
  const { folder, workers, onStart, onFrame, signal } = options;
  await mkdir(folder, { recursive: true });
  const frames = frameTimes(script).map((time) => frameIn(folder, time));
  for (const other of options.reuse ?? []) await copySame(script, frames, folder, other);
  const known = await readSequence(folder, script);
  const there = new Set((await readdir(folder)).map((name) => join(folder, name)));
  const done = frames.filter(
    ({ image, groundTruth }) => there.has(image) && there.has(groundTruth),
  );
  const missing = frames.filter((frame) => !done.includes(frame));
  onStart?.(done.length, missing.length);
  if (missing.length === 0 || signal?.aborted) return done;

  const renderers: Renderer[] = [];
  const open = async () => {
    const renderer = await options.open();
    renderers.push(renderer);
    return renderer;
  };
  try {
    const first = await open();
    const gain = known?.gain ?? (await meter(script, first));
    if (known === null)
      await writeWhole(join(folder, SEQUENCE_FILE), `${JSON.stringify({ script, gain })}\n`);
    const render = frameRenderer(script, gain);
    const work = async (renderer: Renderer) => {
      for (let frame = missing.shift(); frame !== undefined; frame = missing.shift()) {
        if (signal?.aborted) return;
        await render(renderer, frame);
        done.push(frame);
        onFrame?.();
      }
    };
    const helpers = Array.from({ length: Math.min(workers, missing.length) - 1 }, open);
    await Promise.all([work(first), ...helpers.map(async (renderer) => work(await renderer))]);
  } finally {
    await Promise.all(renderers.map((renderer) => renderer.close()));
  }
  return done.sort((p, q) => p.index - q.index);
}

function frameIn(folder: string, time: FrameTime): RenderedFrame {
  const stem = join(folder, String(time.index).padStart(6, "0"));
  return { ...time, image: `${stem}.jpg`, groundTruth: `${stem}.json` };
}

function frameRenderer(script: DriverScript, gain: number) {
  const motion = motionOf(script);
  const scene = sceneOf(script);
  return async (renderer: Renderer, frame: RenderedFrame): Promise<void> => {
    const moment = motion(frame.timestamp);
    const spec = scene(moment, frame.index, gain);
    const rendered = await renderer.render(spec);
    const shown = coverLens(rendered, moment.covered, spec);
    const groundTruth = frameGroundTruth(frame.index, moment, rendered.groundTruth);
    await writeWhole(frame.groundTruth, `${frameGroundTruthLine(groundTruth)}\n`);
    await writeWhole(frame.image, await encodeImage(shown, spec.image.jpegQuality));
  };
}

/** Copies the frames of another folder that are the same as frames of this script, and its exposure. */
async function copySame(
  script: DriverScript,
  frames: readonly RenderedFrame[],
  folder: string,
  other: string,
): Promise<void> {
  if (!existsSync(join(other, SEQUENCE_FILE))) return;
  const sequence = await storedSequence(other);
  const describe = [script, sequence.script].map((each) => {
    const [motion, scene] = [motionOf(each), sceneOf(each)];
    return ({ index, timestamp }: FrameTime) => {
      const moment = motion(timestamp);
      return JSON.stringify([moment, scene(moment, index, sequence.gain)]);
    };
  });
  const [own, theirs] = describe;
  const timesOf = new Map(frameTimes(sequence.script).map((time) => [time.index, time]));
  const [first] = frames;
  const start = first && timesOf.get(first.index);
  // The exposure is metered at the beginning.
  if (first === undefined || start === undefined || own(first) !== theirs(start)) return;
  const path = join(folder, SEQUENCE_FILE);
  if (!existsSync(path)) {
    await writeWhole(path, `${JSON.stringify({ script, gain: sequence.gain })}\n`);
  }
  for (const frame of frames) {
    const time = timesOf.get(frame.index);
    if (time === undefined || existsSync(frame.image) || own(frame) !== theirs(time)) continue;
    const { image, groundTruth } = frameIn(other, time);
    if (!existsSync(image) || !existsSync(groundTruth)) continue;
    await copyFile(groundTruth, frame.groundTruth);
    await copyFile(image, frame.image);
  }
}

/** The exposure of the script's beginning, which a camera would have found by then. */
async function meter(script: DriverScript, renderer: Renderer): Promise<number> {
  return (await renderer.render(sceneOf(script)(motionOf(script)(0), 0))).gain;
}

async function storedSequence(folder: string): Promise<Sequence> {
  return JSON.parse(await readFile(join(folder, SEQUENCE_FILE), "utf8")) as Sequence;
}

async function readSequence(folder: string, script: DriverScript): Promise<Sequence | null> {
  if (!existsSync(join(folder, SEQUENCE_FILE))) return null;
  const sequence = await storedSequence(folder);
  if (!isSame(sequence.script, script)) {
    throw new Error(
      `${folder} holds frames of another script, or of this one before it was changed: choose another folder, or remove it.`,
    );
  }
  return { script, gain: sequence.gain };
}

/** Whether a stored script, nullableNumber of an earlier version, is this one. */
function isSame(stored: unknown, script: DriverScript): boolean {
  try {
    return JSON.stringify(checkDriverScript(stored, SEQUENCE_FILE)) === JSON.stringify(script);
  } catch {
    return false;
  }
}

/** RGB of a covered sensor, 8-bit. */
const DARK = [7, 5, 5] as const;

/** The image with a share 0..1 of the lens covered: dark, and only the sensor's noise is left. */
function coverLens(
  rendered: RenderedDriver,
  covered: number,
  { seed, frame, image }: DriverSpec,
): RenderedDriver {
  if (covered <= 0) return rendered;
  const random = randomFrom(mixSeed(seed, 81, frame));
  const pixels = Buffer.from(rendered.rgb, "base64");
  const open = (1 - covered) ** 2;
  for (let i = 0; i < pixels.length; i++) {
    const noise = covered * image.noise * random.normal();
    const dark = DARK[i % 3] + noise;
    pixels[i] = Math.max(0, Math.round(open * pixels[i] + (1 - open) * dark));
  }
  return { ...rendered, rgb: pixels.toString("base64") };
}
