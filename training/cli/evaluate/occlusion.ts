// `vigil evaluate occlusion`: which landmarks are reported as occluded on real faces with three-state labels.

import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { OcclusionEvaluation, OcclusionFigures } from "../../evaluation/occlusion.ts";
import type { BoxSource } from "../../landmarks/annotatedFace.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { columns } from "../tables.ts";
import { boxesOption } from "./landmarks.ts";

const HELP = `
A .pts file with MERL-RAV's signs lies beside each image: x y is visible, -x -y is hidden by an object, -1 -1 is hidden
by the face itself. Where a .occ.json lies beside it, its flags count instead of the signs.

Example:
  vigil evaluate occlusion occlusion/merl-rav/val --boxes truth

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate occlusion`. */
interface OcclusionRequest extends MeasurementOptions {
  readonly folder: string;
  readonly boxes: BoxSource;
}

/** Adds `evaluate occlusion`. */
export function registerEvaluateOcclusion(evaluate: Command): void {
  const command = evaluate
    .command("occlusion")
    .summary("measure occlusion on real faces with three-state labels")
    .description("Measures which landmarks are reported as occluded, on faces labelled by people.")
    .argument("<folder>", "images and .pts files, searched with all folders below it")
    .addOption(boxesOption());
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<OcclusionRequest, "folder">) => {
      process.exitCode = await evaluateOcclusionFolder({ ...options, folder }, processTerminal());
    });
}

/**
 * Measures occlusion, prints the table and writes the record.
 *
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
async function evaluateOcclusionFolder(
  request: OcclusionRequest,
  terminal: Terminal,
): Promise<number> {
  const { evaluateOcclusion } = await import("../../evaluation/occlusion.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { loadLandmarkPipeline } = await import("../pipelines.ts");
  const { boxes, folder } = request;
  const pairs = await orUsageError(listLandmarkPairs(folder));
  return runMeasurement(request, terminal, {
    open: () => loadLandmarkPipeline(request.models),
    total: pairs.length,
    evaluate: (pipeline, onProgress) =>
      orUsageError(evaluateOcclusion(pairs, pipeline, { boxes, onProgress })),
    tables: (evaluation) => occlusionTable(evaluation, request),
    record: (evaluation) => ({
      measurement: "occlusion",
      data: folder,
      count: evaluation.faces,
      networks: ["detector", "landmarks"],
      figures: { boxes, ...evaluation },
    }),
  });
}

const HEAD = [
  "hidden",
  "precision",
  "recall",
  "average precision",
  "recall at 80 % precision",
  "AUC",
  "calibration error",
  "flagged on unoccluded faces",
];

function occlusionTable(evaluation: OcclusionEvaluation, { folder, boxes }: OcclusionRequest) {
  const { faces, missed, regions, causes, unoccluded, nme_visible_inner_percent } = evaluation;
  const nme = nme_visible_inner_percent?.toFixed(2) ?? "–";
  const title = `${folder}: ${faces} faces, ${missed} missed, boxes from ${boxes}; ${unoccluded.faces} without a hidden landmark; NME of visible inner landmarks ${nme} %`;
  const fixed = (value: number | null) => value?.toFixed(3) ?? "–";
  const row = (name: string, figures: OcclusionFigures, flagged: string) => [
    name,
    `${figures.occluded_landmarks} of ${figures.landmarks}`,
    ...[
      figures.precision,
      figures.recall,
      figures.average_precision,
      figures.recall_at_80_precision,
      figures.auc,
      figures.expected_calibration_error,
    ].map(fixed),
    flagged,
  ];
  const rows = Object.entries(regions).map(([region, figures]) =>
    row(region, figures, fixed(unoccluded.flagged[region as keyof typeof regions])),
  );
  return columns(title, [
    ["", ...HEAD],
    ...rows,
    row("inner, by objects", causes.object, ""),
    row("inner, by the face", causes.self, ""),
  ]);
}
