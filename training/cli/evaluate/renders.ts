// `vigil evaluate renders`: head pose, occlusion and eyes on rendered faces.

import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { Face } from "../../../src/result.ts";
import type { RenderBin, RenderEvaluation } from "../../evaluation/renders.ts";
import type { BoxSource, FacePipeline } from "../../landmarks/annotatedFace.ts";
import type { PoseRange } from "../../metrics/poseBins.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { degrees, percent, type Row, table } from "../tables.ts";
import { boxesOption, skinRows } from "./landmarks.ts";

const HELP = `
The folder is one that vigil synth faces wrote: NAME.jpg, NAME.pts and NAME.truth.json. Measure faces of a seed that
was not trained on.

Example:
  vigil synth faces --count 200 --seed 2 --assets assets/ --out held-out
  vigil evaluate renders held-out/

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate renders`. */
export interface RenderRequest extends MeasurementOptions {
  readonly folder: string;
  readonly boxes: BoxSource;
}

/** Adds `evaluate renders`. */
export function registerEvaluateRenders(evaluate: Command): void {
  const command = evaluate
    .command("renders")
    .summary("measure head pose, occlusion and eyes on rendered faces")
    .description(
      "Measures faces of vigil synth faces: head pose by yaw, occlusion by cause, closed eyes.",
    )
    .argument("<folder>", "where vigil synth faces wrote the images and their ground truth")
    .addOption(boxesOption());
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<RenderRequest, "folder">) => {
      process.exitCode = await evaluateRenderFolder({ ...options, folder }, processTerminal());
    });
}

/**
 * Measures rendered faces, prints the tables and writes the record.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateRenderFolder(
  request: RenderRequest,
  terminal: Terminal,
  load?: (models?: string) => Promise<FacePipeline<Face> & { dispose(): Promise<void> }>,
): Promise<number> {
  const { evaluateRenders } = await import("../../evaluation/renders.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const pairs = await orUsageError(listLandmarkPairs(request.folder));
  const { boxes } = request;
  return runMeasurement(request, terminal, {
    open: () => (load ?? loadPipeline)(request.models),
    total: pairs.length,
    evaluate: (pipeline, onProgress) =>
      orUsageError(evaluateRenders(pairs, pipeline, { boxes, onProgress })),
    tables: (evaluation) => renderTables(evaluation, request),
    record: (evaluation) => ({
      measurement: "renders",
      data: request.folder,
      count: evaluation.faces,
      networks: ["detector", "landmarks", "eyes"],
      figures: { boxes, ...evaluation },
    }),
  });
}

function renderTables(evaluation: RenderEvaluation, { folder, boxes }: RenderRequest): string {
  const { faces, missed, out_of_view, occlusion, hidden_by, eyes, mouth_error } = evaluation;
  const from = boxes === "truth" ? "the annotation" : "the detector";
  const number = (value: number | null) => value?.toFixed(3) ?? "–";
  return [
    table(
      `${folder}: ${faces} rendered faces (${out_of_view} more out of view), ${missed} missed, boxes from ${from}; mean error of yaw, pitch and roll in degrees; NME of the box, all (visible, hidden)`,
      evaluation.yaw_bins.filter(({ frames }) => frames > 0).map(binRow),
    ),
    table(
      "all faces turned by at most so much: yaw, pitch, roll, mean of the three",
      evaluation.pose_ranges.map(rangeRow),
    ),
    table("missed faces, by how light their skin looks", skinRows(evaluation.by_skin)),
    table("hidden landmarks", [
      ["hidden in truth", `${occlusion.occluded_landmarks} of ${occlusion.landmarks}`],
      ["precision of “occluded”", number(occlusion.precision)],
      ["recall of “occluded”", number(occlusion.recall)],
      ["average precision", number(occlusion.average_precision)],
      ...Object.entries(hidden_by).map(([cause, { recall, hidden, faces: images }]): Row => {
        const name = cause === "face" ? "recall behind the face itself" : `recall, ${cause}`;
        return [`  ${name}`, `${number(recall)} of ${hidden} on ${images} faces`];
      }),
    ]),
    table("visible eyes, mouth", [
      ["closed, open in truth", `${eyes.closed}, ${eyes.open}`],
      ["state reported", number(eyes.reported)],
      ["closed ones reported closed", number(eyes.closed_recall)],
      ["open ones reported open", number(eyes.open_recall)],
      ["openness by landmarks, closed ones", number(eyes.closed_openness)],
      ["openness by landmarks, open ones", number(eyes.open_openness)],
      ["hidden ones with a reported state", `${number(eyes.reported_hidden)} of ${eyes.hidden}`],
      ["mean error of the mouth's openness", number(mouth_error)],
    ]),
  ].join("\n");
}

function rangeRow({ to, frames, missed, yaw, pitch, roll, mean }: PoseRange): Row {
  const errors = [yaw, pitch, roll, mean].map(degrees).join("  ");
  return [`|yaw| to ${to}°`, `${errors}   ${frames} faces, ${missed} missed`];
}

function binRow(bin: RenderBin): Row {
  const errors = [bin.yaw, bin.pitch, bin.roll].map(degrees).join("  ");
  const parts = [bin.nme_box_visible_percent, bin.nme_box_hidden_percent].map(percent).join(", ");
  return [
    `|yaw| ${bin.from}–${bin.to}°`,
    `${errors}   ${percent(bin.nme_box_percent)} (${parts})   ${bin.frames} faces, ${bin.missed} missed`,
  ];
}
