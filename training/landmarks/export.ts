// Exports a training run as the landmark model that ships: network, card and a neutral calibration.

import { join } from "node:path";
import * as z from "zod";
import { CARD_FORMAT, type LandmarksCard } from "../../src/modelCard.ts";
import { check, mustBe, text } from "../../src/options.ts";
import { runLength } from "../export/curves.ts";
import { type ChosenWeights, runWeights } from "../export/runWeights.ts";
import { weightsTerms } from "../export/terms.ts";
import { writeModel } from "../export/write.ts";
import { createGraph } from "../graph/index.ts";
import { forwardOperations, parameterCount } from "../networks/cost.ts";
import { buildHourglass, HOURGLASS_CONFIGS } from "../networks/hourglass.ts";
import type { LandmarkConfig } from "./config.ts";
import { listLandmarkPairs } from "./dataset.ts";
import { exportHourglass } from "./validate.ts";

/** Options of an export; the other networks use them too. */
export interface LandmarkExport extends ChosenWeights {
  /** The folder that the configuration's paths are relative to. */
  readonly data: string;
  readonly out: string;
  readonly version: string;
  /** The training command, for the card. */
  readonly command: string;
}

/**
 * Calibration in the card until `vigil calibrate landmarks` fits one: the sign of a peak decides about occlusion, and no
 * face is rejected.
 */
const UNCALIBRATED: LandmarksCard["runtime"] = {
  inputSize: 256,
  heatmapSize: 64,
  occlusion: { slope: 8, intercept: 0, threshold: 0.5 },
  faceScore: {
    weights: { meanPeak: 8, lowPeak: 0, shapeResidual: 0 },
    intercept: -2,
    threshold: 0,
  },
};

const exportSchema = z.object(
  { run: text, data: text, out: text, version: text, command: text },
  mustBe("an object with run, data, out, version and command"),
);

/** The default network has no member's name in the card's. */
function cardName({ network }: LandmarkConfig): string {
  const same = JSON.stringify(network);
  const member = Object.entries(HOURGLASS_CONFIGS).find(
    ([, config]) => JSON.stringify(config) === same,
  )?.[0];
  return member === undefined || member === "small"
    ? "vigil-landmarks"
    : `vigil-landmarks-${member}`;
}

/**
 * Writes `landmarks.onnx`, `landmarks.json` and `landmarks.md` into `out`.
 *
 * @throws {RangeError} when a folder or text is missing from the options.
 * @throws {Error} when the run's folder contains no weights or curves, or a data folder is missing.
 */
export async function exportLandmarks(
  config: LandmarkConfig,
  options: LandmarkExport,
): Promise<void> {
  check(exportSchema, options, "The export's");
  const { run, data, out, version, command } = options;
  const graph = createGraph();
  buildHourglass(graph, config.network, 1);
  const { stacks, features, stem } = config.network;
  const use = async (list: LandmarkConfig["data"]["train"], purpose: "training" | "validation") =>
    Promise.all(
      list.map(async ({ path, name = path, terms, assets }) => ({
        name,
        use: purpose,
        images: (await listLandmarkPairs(join(data, path))).length,
        terms,
        assets,
      })),
    );
  const length = await runLength(run, config.batchSize);
  const used = [
    ...(await use(config.data.train, "training")),
    ...(await use(config.data.validation, "validation")),
  ];
  // Encoded again, because the run's own file was written by the program version that trained it.
  const trained = await runWeights(options);
  await writeModel(out, "landmarks", exportHourglass(config.network, trained), {
    format: CARD_FORMAT,
    name: cardName(config),
    version,
    task: "landmarks",
    description:
      "68 facial landmarks, each with whether it is occluded, from a 256×256 face window: an Occluded " +
      "Stacked Hourglass after Yuen and Trivedi (2017).",
    architecture: {
      summary:
        `Stacked hourglass, ${stacks} stacks, features ${features.join("/")} from the top level down, ` +
        `"${stem}" stem; heat maps of 64×64 after every stack, +1 at visible and −1 at occluded landmarks.`,
      parameters: parameterCount(graph),
      operations: forwardOperations(graph),
    },
    data: used,
    training: { command, seed: config.seed, images: length.images, hours: length.hours },
    figures: {},
    terms: weightsTerms(
      used,
      "photographs given for research; whoever puts them into a product should check whether those terms reach that far.",
    ),
    runtime: UNCALIBRATED,
  });
}
