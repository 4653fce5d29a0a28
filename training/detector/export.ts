// Exports a training run as the detector that ships: network and card.

import { join } from "node:path";
import { CARD_FORMAT } from "../../src/modelCard.ts";
import { runLength } from "../export/curves.ts";
import { runWeights } from "../export/runWeights.ts";
import { weightsTerms } from "../export/terms.ts";
import { writeModel } from "../export/write.ts";
import { createGraph } from "../graph/index.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { LandmarkExport } from "../landmarks/export.ts";
import { forwardOperations, parameterCount } from "../networks/cost.ts";
import type { DetectorTrainingConfig } from "./config.ts";
import { readBoxTable } from "./dataset.ts";
import { buildDetector } from "./network.ts";
import { COARSE_PASS, DETECTION_OPTIONS, exportDetector } from "./validate.ts";

/**
 * The score from which the joint score of landmarks 0.1.0 of the set "open", fitted to renders, accepts a box whose landmarks
 * have a score of 0.99.
 */
const WEAK = 0.12;
/**
 * Views in training have sides of 224 pixels: a face of this share of the frame's longer side fills most of one in the fine
 * input.
 */
const LARGE = 0.4;
/** Input size for the cost in the card: a 640 × 480 frame, letterboxed. */
const CARD_INPUT = { width: 384, height: 288 };

/**
 * Writes `detector.onnx`, `detector.json` and `detector.md` into `out`.
 *
 * @throws {Error} when the run's folder contains no weights or curves, or data are missing.
 */
export async function exportDetectorModel(
  config: DetectorTrainingConfig,
  options: LandmarkExport,
): Promise<void> {
  const { run, data, out, version, command } = options;
  const { network, seed, batchSize } = config;
  const graph = createGraph();
  buildDetector(graph, network, 1, CARD_INPUT.height, CARD_INPUT.width);
  const { crowds, portraits, validation } = config.data;
  const length = await runLength(run, batchSize);
  const used = [
    await crowdUse(crowds, data, "training"),
    ...(await Promise.all(portraits.map((each) => portraitUse(each, data, "training")))),
    await crowdUse(validation.crowds, data, "validation"),
    ...(await Promise.all(
      validation.portraits.map((each) => portraitUse(each, data, "validation")),
    )),
  ];
  await writeModel(out, "detector", exportDetector(network, await runWeights(options)), {
    format: CARD_FORMAT,
    name: "vigil-detector",
    version,
    task: "detection",
    description:
      "Face boxes in a whole image, several and of any size from 12 pixels of the network's input: a " +
      "light fully convolutional detector of face centres (after Zhou et al., Objects as Points, 2019).",
    architecture: {
      summary:
        `Encoder and decoder without normalisation, features ${network.features.join("/")} at 1/4, 1/8, ` +
        "1/16 and 1/32 of the input; a centre map and four box maps at 1/8. Operations are for an input of " +
        `${CARD_INPUT.width}×${CARD_INPUT.height}.`,
      parameters: parameterCount(graph),
      operations: forwardOperations(graph),
    },
    data: used,
    training: { command, seed, images: length.images, hours: length.hours },
    figures: {},
    terms: weightsTerms(
      used,
      "photographs given for research and on web photographs without a stated licence; whoever puts them into a product should check whether that suffices.",
    ),
    runtime: { ...DETECTION_OPTIONS, weak: WEAK, coarse: { ...COARSE_PASS, large: LARGE } },
  });
}

type Purpose = "training" | "validation";

async function crowdUse(
  { table, folder, name = folder, terms, assets }: DetectorTrainingConfig["data"]["crowds"],
  data: string,
  use: Purpose,
) {
  const images = (await readBoxTable(join(data, table), join(data, folder))).length;
  return { name, use, images, terms, assets };
}

async function portraitUse(
  {
    path,
    name = path,
    terms,
    assets,
  }: DetectorTrainingConfig["data"]["validation"]["portraits"][number],
  data: string,
  use: Purpose,
) {
  return { name, use, images: (await listLandmarkPairs(join(data, path))).length, terms, assets };
}
