// `vigil calibrate occlusion`: fits the probability of visibility and each part's threshold on faces that people marked.

import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { processTerminal } from "../../../node/cli/terminal.ts";
import { cardText, parseLandmarksCard } from "../../../src/modelCard.ts";

interface OcclusionRequest {
  readonly model: string;
  readonly half?: boolean;
}

/** Adds `calibrate occlusion`. */
export function registerCalibrateOcclusion(calibrate: Command): void {
  calibrate
    .command("occlusion")
    .summary("fit visibility and the thresholds of parts on faces that people marked")
    .description(
      "Fits the probability of visibility and a threshold for each part of the face; writes them into the network's card.",
    )
    .argument("<dir>", "faces made by vigil prepare marked that were not trained on")
    .requiredOption("--model <file>", "the network's .onnx file, with its card (.json) beside it")
    .option("--half", "fit on every second face only; the others can then be measured")
    .action(calibrateOcclusion);
}

async function calibrateOcclusion(
  dir: string,
  { model, half = false }: OcclusionRequest,
): Promise<void> {
  const { fitParts } = await import("../../calibration/fitParts.ts");
  const { markedCases } = await import("../../calibration/markedCases.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { withLandmarkFinder } = await import("../pipelines.ts");
  const pairs = (await listLandmarkPairs(dir)).filter((_, k) => !half || k % 2 === 0);
  const cases = await withLandmarkFinder(model, (finder) => markedCases(pairs, finder));
  const { calibration, whole } = fitParts(cases);
  const cardFile = model.replace(/\.onnx$/, ".json");
  const card = parseLandmarksCard(JSON.parse(await readFile(cardFile, "utf8")));
  const changed = { ...card, runtime: { ...card.runtime, occlusion: calibration } };
  await writeFile(cardFile, cardText(parseLandmarksCard(changed)));
  const { averagePrecision, expectedCalibrationError, precision, recall } = whole;
  const rounded = (value: number) => value.toFixed(3);
  processTerminal().out(
    `${pairs.length} faces: average precision ${rounded(averagePrecision)}, precision ${rounded(precision)}, ` +
      `recall ${rounded(recall)}, calibration error ${rounded(expectedCalibrationError)}\nwritten to ${cardFile}\n`,
  );
}
