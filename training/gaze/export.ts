// Exports a training run as the gaze network that ships: network, card, and calibration on people outside the training set.

import { join } from "node:path";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { CARD_FORMAT, type GazeCard } from "../../src/modelCard.ts";
import { calibrateGaze } from "../calibration/calibrateGaze.ts";
import { runLength } from "../export/curves.ts";
import { runWeights } from "../export/runWeights.ts";
import { weightsTerms } from "../export/terms.ts";
import { writeModel } from "../export/write.ts";
import { eyesUsed, REAL_EYES } from "../eyes/export.ts";
import { gatherEyes } from "../eyes/gather.ts";
import { paintedData, withPainted } from "../eyes/painted/paintedData.ts";
import { createGraph } from "../graph/index.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { LandmarkExport } from "../landmarks/export.ts";
import { forwardOperations, parameterCount } from "../networks/cost.ts";
import type { GazeTrainingConfig } from "./config.ts";
import { realEyes } from "./gather.ts";
import { exportGazeNetwork } from "./model.ts";
import { buildGazeNetwork } from "./network.ts";
import { readPreparedFaces } from "./preparedFaces.ts";
import { readRenderedEyes } from "./renders.ts";

/** Smallest eyes (pixels) and largest yaw of the head (degrees) that the renders cover. */
const LIMITS = { leastWidth: 10, mostYaw: 55 } as const;

/**
 * Writes `gaze.onnx`, `gaze.json` and `gaze.md` into `out`.
 *
 * @throws {Error} when the run's folder contains no weights or curves, or data are missing.
 */
export async function exportGaze(
  config: GazeTrainingConfig,
  options: LandmarkExport,
): Promise<void> {
  const { run, data, out, version, command } = options;
  const { network, seed, batchSize } = config;
  const model = exportGazeNetwork(network, await runWeights(options));
  const graph = createGraph();
  buildGazeNetwork(graph, network, 1);
  const length = await runLength(run, batchSize);
  const eyes = await gatherEyes({ data: config.data.eyes, seed }, data, "held-out");
  const { figures, leastSeen, ...calibration } = await calibrateGaze(
    model,
    await readRenderedEyes(join(data, config.data.heldOut.path)),
    realEyes(withPainted(eyes, config.mixture.painted, seed)),
  );
  const used = [
    ...(await dataUsed(config, data)),
    ...paintedData(config.mixture.painted, length.images),
  ];
  await writeModel(out, "gaze", model, {
    format: CARD_FORMAT,
    name: "vigil-gaze",
    version,
    task: "gaze",
    description:
      "Where both eyes of a face look relative to the head, what their lids do, and whether they are seen, from two grey " +
      `images of ${PAIR_WIDTH}×${PAIR_HEIGHT} pixels and the head's pose; infrared and daylight. Gaze was learned from ` +
      `renders${config.data.faces.length > 0 ? " and, roughly, from people who look at a screen" : ""}: on real faces its ` +
      "order is measured (docs/benchmarks.md), its degrees are not.",
    architecture: {
      summary:
        `Residual network without normalisation layers, features ${network.features.join("/")} at 1/2, 1/4 ` +
        "and 1/8 of the input, the eyes as two channels, the right one mirrored. Operations are for one face.",
      parameters: parameterCount(graph),
      operations: forwardOperations(graph),
    },
    data: used,
    training: { command, seed, images: length.images, hours: length.hours },
    figures: { ...figures },
    terms: weightsTerms(used, REAL_EYES),
    runtime: {
      inputWidth: PAIR_WIDTH,
      inputHeight: PAIR_HEIGHT,
      ...calibration,
      limits: { leastSeen, ...LIMITS, shutWeight: config.shutWeight },
    },
  });
}

async function dataUsed({ data }: GazeTrainingConfig, root: string): Promise<GazeCard["data"]> {
  const { renders, heldOut, eyes } = data;
  const used: GazeCard["data"] = [];
  for (const [folders, use] of [
    [renders, "training"],
    [[heldOut], "calibration"],
  ] as const) {
    for (const { path, name = path, terms, assets } of folders) {
      const { length } = await listLandmarkPairs(join(root, path));
      used.push({ name, use, images: length, terms, assets });
    }
  }
  for (const { path, people, name = path, terms, assets } of [...data.faces, ...data.looks]) {
    const { length } = await readPreparedFaces(join(root, path), people);
    used.push({ name, use: "training", images: length, terms, assets });
  }
  used.push(...(await eyesUsed(eyes, root)));
  return used;
}
