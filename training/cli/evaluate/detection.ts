// `vigil evaluate detection`: face detection on images with a table of boxes.

import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import type { DetectionEvaluation, DetectionPipeline } from "../../evaluation/detection.ts";
import type { DetectionReport } from "../../metrics/detectionMetrics.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { table } from "../tables.ts";

const HELP = `
The table has the columns file, xmin, ymin, xmax and ymax, one face a line; every face of the named images
must be in it. Images that it does not name are passed over.

Example:
  vigil evaluate detection photos/ boxes.csv --min-size 32

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate detection`. */
export interface DetectionRequest extends MeasurementOptions {
  /** The landmark network; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
  readonly folder: string;
  /** The table of all faces in the images. */
  readonly table: string;
  /** Pixels of the shorter side below which faces are ignored. */
  readonly minSize?: number;
}

/** Adds `evaluate detection`. */
export function registerEvaluateDetection(evaluate: Command): void {
  const command = evaluate
    .command("detection")
    .summary("measure face detection on images with a table of boxes")
    .description(
      "Measures face detection on images with a table of boxes, before and after the refined face score.",
    )
    .argument("<folder>", "where the images lie")
    .argument("<boxes.csv>", "table of all their faces")
    .option("--min-size <px>", "ignore faces smaller than this on their shorter side", wholeNumber);
  addMeasurementOptions(command.addOption(networkOption()))
    .addHelpText("after", HELP)
    .action(
      async (
        folder: string,
        boxTable: string,
        options: Omit<DetectionRequest, "folder" | "table">,
      ) => {
        const request = { ...options, folder, table: boxTable };
        process.exitCode = await evaluateDetectionTable(request, processTerminal());
      },
    );
}

/**
 * Measures face detection, prints the table and writes the record.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateDetectionTable(
  request: DetectionRequest,
  terminal: Terminal,
  load?: (
    models?: string,
    network?: LandmarkNetworkName,
  ) => Promise<DetectionPipeline & { dispose(): Promise<void> }>,
): Promise<number> {
  const { evaluateDetection } = await import("../../evaluation/detection.ts");
  const { readBoxTable } = await import("../../detector/dataset.ts");
  const { openDetectionPipeline } = await import("../pipelines.ts");
  const photographs = await orUsageError(readBoxTable(request.table, request.folder));
  if (photographs.length === 0) throw new UsageError(`${request.table} names no images.`);
  return runMeasurement(request, terminal, {
    open: () => (load ?? openDetectionPipeline)(request.models, request.network),
    total: photographs.length,
    evaluate: (pipeline, onProgress) =>
      evaluateDetection(photographs, pipeline, { minimumSize: request.minSize, onProgress }),
    tables: (evaluation) => detectionTable(evaluation, request),
    record: (evaluation) => ({
      measurement: "detection",
      data: request.folder,
      count: evaluation.after.images,
      networks: ["detector", landmarkStem(request.network)],
      figures: detectionFigures(evaluation, request),
    }),
  });
}

/** The figures of the record; see docs/evaluation.md. Those at the top are those after the refined score. */
function detectionFigures(
  { before, after, broken }: DetectionEvaluation,
  { minSize = 0 }: DetectionRequest,
): Record<string, unknown> {
  const { images, faces, ...figures } = after;
  const { images: _images, faces: _faces, ...figuresBefore } = before;
  return {
    images,
    faces,
    min_size_px: minSize,
    ...figures,
    before_refined_score: figuresBefore,
    after_refined_score: figures,
    broken,
  };
}

function detectionTable(
  { before, after }: DetectionEvaluation,
  { folder, minSize = 0 }: DetectionRequest,
): string {
  const size = minSize > 0 ? ` of at least ${minSize} px` : "";
  const both = (of: (report: DetectionReport) => number): string =>
    `${of(before).toFixed(3)}  →  ${of(after).toFixed(3)}`;
  return table(
    `${folder}: ${after.faces} faces${size} in ${after.images} images, before → after the refined score`,
    [
      ["average precision (IoU 0.5)", both((report) => report.average_precision_50)],
      ["recall", both((report) => report.recall)],
      ["false positives an image", both((report) => report.false_positives_per_image)],
    ],
  );
}
