// Exports a training run as the eye-state network that ships: network, card, and calibration on held-out data.

import { join } from "node:path";
import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { CARD_FORMAT, type EyesCard } from "../../src/modelCard.ts";
import { calibrateEyes } from "../calibration/calibrateEyes.ts";
import { runLength } from "../export/curves.ts";
import { runWeights } from "../export/runWeights.ts";
import { weightsTerms } from "../export/terms.ts";
import { writeModel } from "../export/write.ts";
import { createGraph } from "../graph/index.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { LandmarkExport } from "../landmarks/export.ts";
import { forwardOperations, parameterCount } from "../networks/cost.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { listEyeFiles, splitSubjects } from "./dataset.ts";
import { gatherEyes } from "./gather.ts";
import { exportEyeNetwork } from "./model.ts";
import { buildEyeNetwork } from "./network.ts";
import { paintedData, withPainted } from "./painted/paintedData.ts";

/**
 * How landmarks are combined with this network until `vigil calibrate eyes` fits it (docs/eyes.md). The landmarks of an
 * eye ten pixels wide are off by half its opening.
 */
const JOIN: Omit<EyesCard["runtime"]["join"], "leastSeen"> = {
  openness: { slope: 32, intercept: -8.1 },
  width: { none: 10, full: 30 },
};

/** What networks learned from that saw real eyes, for the terms in their cards. */
export const REAL_EYES =
  "images given for research; whoever puts them into a product should check whether those terms reach that far.";

/**
 * Writes `eyes.onnx`, `eyes.json` and `eyes.md` into `out`.
 *
 * @throws {Error} when the run's folder contains no weights or curves, or data are missing.
 */
export async function exportEyes(
  config: EyeTrainingConfig,
  options: LandmarkExport,
): Promise<void> {
  const { run, data, out, version, command } = options;
  const { network, seed, batchSize } = config;
  const model = exportEyeNetwork(network, await runWeights(options));
  const graph = createGraph();
  buildEyeNetwork(graph, network, 1);
  const length = await runLength(run, batchSize);
  const { figures, leastSeen, open, seen } = await calibrateEyes(
    model,
    withPainted(await gatherEyes(config, data, "held-out"), config.mixture.painted, seed),
  );
  const used = [
    ...(await eyesUsed(config.data, data)),
    ...paintedData(config.mixture.painted, length.images),
  ];
  await writeModel(out, "eyes", model, {
    format: CARD_FORMAT,
    name: "vigil-eyes",
    version,
    task: "eyes",
    description:
      `Whether one eye is open, and whether there is an eye to be seen, from an upright grey image of ` +
      `${EYE_SIZE}×${EYE_SIZE} pixels cut by the eye's corners; infrared and daylight.`,
    architecture: {
      summary:
        `Residual network without normalisation layers, features ${network.features.join("/")} at 1/2, 1/4 ` +
        "and 1/8 of the input; each image's brightness and contrast are undone first. Operations are for one eye.",
      parameters: parameterCount(graph),
      operations: forwardOperations(graph),
    },
    data: used,
    training: { command, seed, images: length.images, hours: length.hours },
    figures: { ...figures },
    terms: weightsTerms(used, REAL_EYES),
    runtime: { inputSize: EYE_SIZE, open, seen, join: { leastSeen, ...JOIN } },
  });
}

/** The sets of single eyes, for the card. */
export async function eyesUsed(
  { crops, photographs, heldOutPhotographs }: EyeTrainingConfig["data"],
  root: string,
): Promise<EyesCard["data"]> {
  const used: EyesCard["data"] = [];
  if (crops !== undefined) {
    const { files } = await listEyeFiles(join(root, crops.path));
    const { chosen, others } = splitSubjects(files, crops.heldOut);
    const { name = crops.path, terms, assets } = crops;
    const apart = `${name}, subjects ${crops.heldOut.join(", ")}`;
    used.push({ name, use: "training", images: others.length, terms, assets });
    used.push({ name: apart, use: "calibration", images: chosen.length, terms, assets });
  }
  for (const { path, name = path, terms, assets } of photographs) {
    const { length } = await listLandmarkPairs(join(root, path));
    const first = Math.round(length * (1 - heldOutPhotographs));
    used.push({ name, use: "training", images: first, terms, assets });
    used.push({ name, use: "calibration", images: length - first, terms, assets });
  }
  return used;
}
