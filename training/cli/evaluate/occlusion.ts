// `vigil evaluate occlusion`: which landmarks are reported as occluded on real faces with three-state labels.

import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { atLeastOne, orUsageError } from "../../../node/cli/arguments.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import type { HiderEvaluation } from "../../evaluation/hiderFigures.ts";
import type { OcclusionEvaluation } from "../../evaluation/occlusion.ts";
import type { OcclusionFigures } from "../../evaluation/occlusionFigures.ts";
import type { SheetFace } from "../../evaluation/occlusionSheet.ts";
import type { BoxSource } from "../../landmarks/annotatedFace.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { columns } from "../tables.ts";
import { boxesOption } from "./landmarks.ts";

const HELP = `
A .pts file with MERL-RAV's signs lies beside each image: x y is visible, -x -y is hidden by an object, -1 -1 is hidden
by the face itself. Where labels of vigil label or a .occ.json lie beside it, these count instead of the signs.

Example:
  vigil evaluate occlusion occlusion/merl-rav/val --boxes truth --sheet worst.jpg

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate occlusion`. */
interface OcclusionRequest extends MeasurementOptions {
  /** The landmark network; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
  readonly folder: string;
  readonly boxes: BoxSource;
  /** Where to write the sheet of the worst faces. */
  readonly sheet?: string;
  /** How many faces it shows. */
  readonly sheetFaces: number;
}

/** Adds `evaluate occlusion`. */
export function registerEvaluateOcclusion(evaluate: Command): void {
  const command = evaluate
    .command("occlusion")
    .summary("measure occlusion on real faces with three-state labels")
    .description("Measures which landmarks are reported as occluded, on faces labelled by people.")
    .argument("<folder>", "images and .pts files, searched with all folders below it")
    .addOption(boxesOption())
    .option("--sheet <file>", "also draw the faces with the most wrong flags into this JPEG file")
    .option("--sheet-faces <n>", "how many faces the sheet shows", atLeastOne, 24);
  addMeasurementOptions(command.addOption(networkOption()))
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
  const shown: SheetFace[] = [];
  const code = await runMeasurement(request, terminal, {
    open: () => loadLandmarkPipeline(request.models, request.network),
    total: pairs.length,
    evaluate: (pipeline, onProgress) =>
      orUsageError(
        evaluateOcclusion(pairs, pipeline, {
          boxes,
          onProgress,
          onFace: (pair, face) => shown.push({ ...face, pair }),
        }),
      ),
    tables: (evaluation) => occlusionTable(evaluation, request),
    record: (evaluation) => ({
      measurement: "occlusion",
      data: folder,
      count: evaluation.faces,
      networks: ["detector", landmarkStem(request.network)],
      figures: { boxes, ...evaluation },
    }),
  });
  if (request.sheet !== undefined) {
    const { occlusionSheet } = await import("../../evaluation/occlusionSheet.ts");
    await writeFile(request.sheet, await occlusionSheet(shown, request.sheetFaces));
    terminal.out(`the worst faces are in ${request.sheet}: labels left, reports right\n`);
  }
  return code;
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
  const table = columns(title, [
    ["", ...HEAD],
    ...rows,
    row("inner, by objects", causes.object, ""),
    row("inner, by the face", causes.self, ""),
  ]);
  const { inner } = evaluation.curves;
  const reliability = columns(
    "reliability of inner landmarks, in bins of the probability of hidden",
    [
      ["probability", ...inner.reliability.map(({ predicted }) => predicted.toFixed(2))],
      ["share hidden", ...inner.reliability.map(({ observed }) => observed.toFixed(2))],
      ["landmarks", ...inner.reliability.map(({ cases }) => String(cases))],
    ],
  );
  const hiders = evaluation.hidden_by === null ? "" : hiderTable(evaluation.hidden_by);
  return table + (inner.reliability.length === 0 ? "" : reliability) + hiders;
}

function hiderTable({ found, labelled }: HiderEvaluation): string {
  const share = ({ landmarks, right }: { landmarks: number; right: number }) =>
    `${right} of ${landmarks}`;
  const rows = Object.entries(found).map(([region, figures]) => {
    const all = labelled[region as keyof typeof labelled];
    const accuracy = [figures.accuracy, all.accuracy].map((value) => value?.toFixed(3) ?? "–");
    return [region, share(figures.object), share(figures.self), accuracy[0], accuracy[1]];
  });
  return columns("what hides: right causes of hidden landmarks that are reported, and of all", [
    ["", "by an object", "by the face", "right", "right, all hidden"],
    ...rows,
  ]);
}
