// `vigil evaluate landmarks`: landmarks, and with --occlude occlusion, on images with 300-W .pts files.

import { type Command, Option } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import type { LandmarkEvaluation } from "../../evaluation/landmarks.ts";
import type { BoxSource, FacePipeline } from "../../landmarks/annotatedFace.ts";
import type { SkinReport } from "../../metrics/skinTone.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { percent, type Row, table } from "../tables.ts";

const HELP = `
Images without a .pts file are passed over. Files that cannot be read are listed at the end.

Examples:
  vigil evaluate landmarks photos/ --json figures.json
  vigil evaluate landmarks photos/ --boxes truth --occlude 1

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate landmarks`. */
export interface LandmarkRequest extends MeasurementOptions {
  /** The landmark network; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
  readonly folder: string;
  readonly boxes: BoxSource;
  /** The seed of the painted objects; without it no objects are painted. */
  readonly occlude?: number;
}

/** Adds `evaluate landmarks`. */
export function registerEvaluateLandmarks(evaluate: Command): void {
  const command = evaluate
    .command("landmarks")
    .summary("measure landmarks and occlusion on images with .pts files")
    .description(
      "Measures landmarks, and with --occlude also occlusion, on images with a 300-W .pts file beside each.",
    )
    .argument("<folder>", "images and .pts files, searched with all folders below it")
    .addOption(boxesOption())
    .option("--occlude <seed>", "paint objects over the images, the same for a seed", wholeNumber);
  addMeasurementOptions(command.addOption(networkOption()))
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<LandmarkRequest, "folder">) => {
      process.exitCode = await evaluateLandmarkFolder({ ...options, folder }, processTerminal());
    });
}

/** `--boxes detector` or `--boxes truth`. */
export function boxesOption(): Option {
  return new Option("--boxes <from>", "where face boxes come from")
    .choices(["detector", "truth"])
    .default("detector");
}

/**
 * Measures landmarks, prints the table and writes the record.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateLandmarkFolder(
  request: LandmarkRequest,
  terminal: Terminal,
  load?: (
    models?: string,
    network?: LandmarkNetworkName,
  ) => Promise<FacePipeline & { dispose(): Promise<void> }>,
): Promise<number> {
  // Loaded only now: `--help` need not wait for the image library and the network runtime.
  const { evaluateLandmarks } = await import("../../evaluation/landmarks.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { occlude } = await import("../../occluders/index.ts");
  const { loadLandmarkPipeline } = await import("../pipelines.ts");
  const { boxes, occlude: seed } = request;
  const pairs = await orUsageError(listLandmarkPairs(request.folder));
  return runMeasurement(request, terminal, {
    open: () => (load ?? loadLandmarkPipeline)(request.models, request.network),
    total: pairs.length,
    evaluate: (pipeline, onProgress) =>
      evaluateLandmarks(pairs, pipeline, {
        boxes,
        occlusion: seed === undefined ? undefined : { occluder: occlude, seed },
        onProgress,
      }),
    tables: (evaluation) => landmarkTable(evaluation, request),
    record: (evaluation) => ({
      measurement: "landmarks",
      data: request.folder,
      count: evaluation.landmarks.images,
      networks: ["detector", landmarkStem(request.network)],
      figures: landmarkFigures(evaluation, request),
    }),
  });
}

/** The figures of the record; see docs/evaluation.md. */
function landmarkFigures(
  { landmarks, occlusion, bySkin, broken }: LandmarkEvaluation,
  { boxes, occlude: seed }: LandmarkRequest,
): Record<string, unknown> {
  const { nme_visible_percent, nme_occluded_percent, ...always } = landmarks;
  return {
    ...always,
    ...(occlusion === null ? {} : { nme_visible_percent, nme_occluded_percent, occlusion }),
    boxes,
    ...(seed === undefined ? {} : { occlude_seed: seed }),
    by_skin: bySkin,
    broken,
  };
}

function landmarkTable(
  { landmarks, occlusion, bySkin }: LandmarkEvaluation,
  { folder, boxes, occlude: seed }: LandmarkRequest,
): string {
  const objects = seed === undefined ? "" : `, objects painted from seed ${seed}`;
  const from = boxes === "truth" ? "the annotation" : "the detector";
  const rows: Row[] = [
    ["missed faces", `${landmarks.missed} of ${landmarks.images}`],
    ...skinRows(bySkin),
    ["NME, inter-ocular", percent(landmarks.nme_interocular_percent)],
    ["median", percent(landmarks.median_percent)],
    ["failures (over 10 %)", percent(landmarks.failure_rate_10_percent)],
    ["area under curve to 10 %", landmarks.auc_10_percent.toFixed(3)],
  ];
  for (const [region, value] of Object.entries(landmarks.region_nme_percent)) {
    rows.push([`  ${region}`, percent(value)]);
  }
  if (occlusion !== null) {
    rows.push(
      ["NME of visible landmarks", percent(landmarks.nme_visible_percent)],
      ["NME of occluded landmarks", percent(landmarks.nme_occluded_percent)],
      ["occluded in truth", `${occlusion.occluded_landmarks} of ${occlusion.landmarks}`],
      ["precision of “occluded”", occlusion.precision?.toFixed(3) ?? "–"],
      ["recall of “occluded”", occlusion.recall.toFixed(3)],
      ["average precision", occlusion.average_precision.toFixed(3)],
      ["recall at 80 % precision", occlusion.recall_at_80_precision.toFixed(3)],
    );
  }
  return table(`${folder}: boxes from ${from}${objects}`, rows);
}

/** Missed faces by skin tone. */
export function skinRows(bySkin: readonly SkinReport[]): Row[] {
  return bySkin.map(({ skin, faces, missed }) => [`  skin ${skin}`, `${missed} of ${faces}`]);
}
