// Writes a trained model into a folder: the network, its card as JSON, and the card as Markdown.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../src/errorMessage.ts";
import { sha256 } from "../../src/math/sha256.ts";
import {
  cardText,
  type ModelCard,
  parseDetectionCard,
  parseEyesCard,
  parseGazeCard,
  parseLandmarksCard,
} from "../../src/modelCard.ts";
import { cardMarkdown } from "./markdown.ts";

const PARSERS = {
  landmarks: parseLandmarksCard,
  "landmarks-nano": parseLandmarksCard,
  detector: parseDetectionCard,
  eyes: parseEyesCard,
  gaze: parseGazeCard,
};

export type ModelStem = keyof typeof PARSERS;

/** The names of all models. */
export const MODEL_STEMS = Object.keys(PARSERS) as readonly ModelStem[];

/** Writes `<stem>.onnx`, `<stem>.json` and `<stem>.md`; the card gets the network's SHA-256. */
export async function writeModel(
  folder: string,
  stem: ModelStem,
  network: Uint8Array,
  card: ModelCard,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${stem}.onnx`), network);
  await writeCard(folder, stem, { ...card, sha256: await sha256(network) });
}

/** Writes `<stem>.json` and `<stem>.md`. */
export async function writeCard(folder: string, stem: ModelStem, card: ModelCard): Promise<void> {
  await writeFile(join(folder, `${stem}.json`), cardText(card));
  await writeFile(join(folder, `${stem}.md`), cardMarkdown(card));
}

/**
 * Reads the card of a model in a folder.
 *
 * @throws {Error} naming the file when it is missing or malformed.
 */
export async function readCard(folder: string, stem: ModelStem): Promise<ModelCard> {
  const path = join(folder, `${stem}.json`);
  try {
    const json: unknown = JSON.parse(await readFile(path, "utf8"));
    return PARSERS[stem](json);
  } catch (cause) {
    const why = errorMessage(cause);
    throw new Error(`The model card ${path} cannot be used: ${why}`, { cause });
  }
}

/** Adds measured figures to a model's card, replacing those of the same name. */
export async function addFigures(
  folder: string,
  stem: ModelStem,
  figures: Readonly<Record<string, number>>,
): Promise<void> {
  const card = await readCard(folder, stem);
  await writeCard(folder, stem, { ...card, figures: { ...card.figures, ...figures } });
}
