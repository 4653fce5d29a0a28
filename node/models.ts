// Loads networks from files; by default those of the package.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, errorMessage } from "../src/errorMessage.ts";
import {
  DEFAULT_LANDMARK_NETWORK,
  LANDMARK_NETWORK_CHOICES,
  type LandmarkNetworkChoice,
  type LandmarkUse,
  landmarkNetworkFor,
  landmarkStem,
} from "../src/landmarkNetworks.ts";
import type { ModelFile } from "../src/modelFile.ts";
import { MODEL_SETS, type ModelSetName } from "../src/modelSets.ts";
import { check, count, flag, oneOf, optionsSchema } from "../src/options.ts";
import { Vigil } from "../src/vigil.ts";
import { modelsPath } from "./modelsFolder.ts";
import { runtime } from "./runtime.ts";

export interface LoadOptions {
  /**
   * A set of the package's weights by name: "research" (default) or "open", whose terms allow commercial use. Or a folder
   * with landmarks.onnx, detector.onnx, eyes.onnx, gaze.onnx and their .json cards; write a folder that has a set's name as
   * "./open".
   */
  readonly models?: ModelSetName | (string & {}) | URL;
  /**
   * The member of the landmark network's family, whose files the folder must have. "auto" (default): the most exact one for
   * images, the fastest one for video, as `use` says, if the folder has it.
   */
  readonly network?: LandmarkNetworkChoice;
  /** What is analysed; decides about the network unless one is named. Default "images". */
  readonly use?: Exclude<LandmarkUse, "browser">;
  /**
   * Whether to load the networks of the eyes. Without them eyes are judged by landmarks alone, and `closed`, `gaze` and
   * `lids` are absent. Default true.
   */
  readonly eyes?: boolean;
  /** Whether to load the gaze network too. Without it `gaze` and `lids` are absent. Default true. */
  readonly gaze?: boolean;
  readonly backend?: "cpu" | "webgpu";
  /** Threads for one operation. Default 1: with networks this small, more of them take more processor time than they save. */
  readonly threads?: number;
}

/**
 * Loads Vigil with a set of the package's networks, or with those of a folder.
 *
 * @throws {Error} when a model or its card is missing or damaged, or the file is not the one that its card names by its
 *   SHA-256. The message names the file.
 *
 * @example
 * const vigil = await loadVigil();
 * const { faces } = await vigil.analyze(await readImageFile("samples/driver-mask.jpg"));
 * faces.length; // 1
 * faces[0].landmarks.filter(({ occluded }) => occluded).length; // 44
 * faces[0].mouth; // { openness: null, valid: false, reason: "occluded" }
 * Math.round(faces[0].pose.yaw); // -16
 * await vigil.dispose();
 */
export async function loadVigil(options: LoadOptions = {}): Promise<Vigil> {
  check(loadSchema, options, "loadVigil's option");
  const models = modelsPath(options.models);
  const { backend = "cpu", threads = 1 } = options;
  const wanted = landmarkNetworkFor(options.network, options.use ?? "images");
  // Sets of weights need not have every member; only a member that was named is missed.
  const lacks =
    (options.network ?? "auto") === "auto" &&
    !existsSync(join(models, `${landmarkStem(wanted)}.onnx`));
  const network = lacks ? DEFAULT_LANDMARK_NETWORK : wanted;
  const { eyes: withEyes = true, gaze: withGaze = true } = options;
  const reads = [
    readModel(models, "detector"),
    readModel(models, landmarkStem(network)),
    withEyes ? readModel(models, "eyes").catch(explainOption("eye-state", "eyes")) : undefined,
    withEyes && withGaze
      ? readModel(models, "gaze").catch(explainOption("gaze", "gaze"))
      : undefined,
  ] as const;
  // Once all have ended, always the first of several missing files is named.
  await Promise.allSettled(reads);
  const [detector, landmarks, eyes, gaze] = await Promise.all(reads);
  return Vigil.load({ detector, landmarks, eyes, gaze, runtime, backend, threads });
}

const loadSchema = optionsSchema({
  network: oneOf(...LANDMARK_NETWORK_CHOICES),
  use: oneOf("images", "video"),
  eyes: flag,
  gaze: flag,
  backend: oneOf("cpu", "webgpu"),
  threads: count,
});

/** Adds how to do without a network of the eyes; the others are always needed. */
function explainOption(network: string, option: string): (cause: unknown) => never {
  return (cause) => {
    throw new Error(
      `${errorMessage(cause)} To do without the ${network} network, load with \`${option}: false\` (in commands --no-${option}).`,
      { cause },
    );
  };
}

/**
 * Reads a network and its card: `<name>.onnx` and `<name>.json` in a folder, or in the folder of a set by its name.
 *
 * @throws {Error} when one of them is missing or the card is not JSON.
 *
 * @example
 * const { name, bytes } = await readModel("models", "eyes");
 * name; // "models/eyes.onnx"
 * bytes.length > 100_000; // true
 */
export async function readModel(models: string | URL, name: string): Promise<ModelFile> {
  const folder = modelsPath(models);
  const file = join(folder, `${name}.onnx`);
  const cardFile = join(folder, `${name}.json`);
  // One after the other, so that of two missing files always the network is named.
  const bytes = await readOrExplain(file);
  const text = await readOrExplain(cardFile);
  try {
    const card: unknown = JSON.parse(Buffer.from(text).toString());
    return { bytes, card, name: file };
  } catch (cause) {
    throw new Error(`The model card ${cardFile} is not JSON: ${errorMessage(cause)}`, { cause });
  }
}

async function readOrExplain(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = errorCode(cause);
    throw new Error(
      reason === "ENOENT"
        ? await missing(file)
        : `${file} could not be read: ${errorMessage(cause)}`,
      { cause },
    );
  }
}

/** What to do about a file that is not there. The set "open" need not have every network. */
async function missing(file: string): Promise<string> {
  const folder = dirname(file);
  if (basename(folder) !== MODEL_SETS.open || folder !== modelsPath("open")) {
    return `There is no ${file}. Name the folder that holds the models, or install the package again.`;
  }
  const files = await readdir(folder).catch(() => []);
  const networks = files.filter((name) => name.endsWith(".onnx"));
  return (
    `The set "open" has no ${basename(file)}, it has ${networks.length > 0 ? networks.join(", ") : "no network yet"}. ` +
    'Use the set "research", or a folder with all networks (docs/open-weights.md).'
  );
}
