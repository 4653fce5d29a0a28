// `vigil evaluate eyes`: closed and open eyes, on eye crops (the network alone) or on labelled faces.

import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { besideLandmarks } from "../../../src/eyes/eyeState.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import type { EyesCard } from "../../../src/modelCard.ts";
import { checkedCard } from "../../../src/modelFile.ts";
import type { CropEvaluation } from "../../evaluation/eyeCrops.ts";
import type { FaceEyesEvaluation } from "../../evaluation/labelledEyes.ts";
import type { EyeReport } from "../../metrics/eyeMetrics.ts";
import {
  addMeasurementOptions,
  listBroken,
  type MeasurementOptions,
  withProgress,
  writeMeasurement,
} from "../measurement.ts";
import { columns } from "../tables.ts";

const HELP = `
Eye crops carry their labels in their names, as those of the MRL eye set do:
subject_image_gender_glasses_open_reflections_lighting_sensor. With --labels the folder holds photographs of
faces with .pts files, and a JSON file lists which of their eyes are open or closed: landmarks alone, the network
alone and both together are measured.

Examples:
  vigil evaluate eyes eyes/val
  vigil evaluate eyes landmarks68 --labels training/eyes/labels.json

The figures are explained in docs/eyes.md.`;

/** Arguments and options of `vigil evaluate eyes`. */
interface EyeRequest extends MeasurementOptions {
  readonly folder: string;
  /** A file of labelled eyes in photographs below the folder; without it the folder holds eye crops. */
  readonly labels?: string;
  /** The landmark network of labelled faces; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
}

/** Adds `evaluate eyes`. */
export function registerEvaluateEyes(evaluate: Command): void {
  const command = evaluate
    .command("eyes")
    .summary("measure closed and open eyes on eye crops or labelled faces")
    .description("Measures how well closed eyes are separated from open ones.")
    .argument(
      "<folder>",
      "eye crops, or with --labels photographs; searched with all folders below it",
    )
    .option("--labels <file>", "which eyes of the photographs are open and closed (JSON)");
  addMeasurementOptions(command.addOption(networkOption()))
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<EyeRequest, "folder">) => {
      process.exitCode = await evaluateEyeFolder({ ...options, folder }, processTerminal());
    });
}

/**
 * Measures eyes, prints the table and writes the record.
 *
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
async function evaluateEyeFolder(request: EyeRequest, terminal: Terminal): Promise<number> {
  if (request.network !== undefined && request.labels === undefined) {
    throw new UsageError(
      "--network is for labelled faces: eye crops need no landmarks. Give --labels, or leave it out.",
    );
  }
  const { readModel } = await import("../../../node/models.ts");
  const { modelsPath } = await import("../../../node/modelsFolder.ts");
  const models = modelsPath(request.models);
  const file = await orUsageError(readModel(models, "eyes"));
  const card = await orUsageError(checkedCard(file, "eyes"));
  return request.labels === undefined
    ? evaluateCrops(request, terminal, file.bytes, card)
    : evaluateFaces(request, request.labels, terminal, models, file.bytes, card);
}

async function evaluateCrops(
  request: EyeRequest,
  terminal: Terminal,
  model: Uint8Array,
  card: EyesCard,
): Promise<number> {
  const { evaluateEyeCrops } = await import("../../evaluation/eyeCrops.ts");
  const { listEyeFiles } = await import("../../eyes/dataset.ts");
  const { folder } = request;
  const { files, unnamed } = await orUsageError(listEyeFiles(folder));
  const evaluation = await evaluateEyeCrops(files, model, card.runtime);
  terminal.out(cropTable(folder, evaluation));
  if (unnamed.length > 0) {
    terminal.err(`${unnamed.length} images without labels in their names were passed over.\n`);
  }
  const { all, by, broken, wrong } = evaluation;
  const measured = {
    measurement: "eye-crops",
    data: folder,
    count: all.eyes,
    networks: ["eyes"],
    figures: { all, by, wrong: wrong.length, broken },
  };
  await writeMeasurement(measured, request);
  return listBroken(broken, terminal);
}

async function evaluateFaces(
  request: EyeRequest,
  labelFile: string,
  terminal: Terminal,
  models: string,
  bytes: Uint8Array,
  card: EyesCard,
): Promise<number> {
  const { evaluateFaceEyes, readEyeLabels } = await import("../../evaluation/labelledEyes.ts");
  const { loadNetwork } = await import("../../../src/network/network.ts");
  const { runtime } = await import("../../../node/runtime.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const labels = await orUsageError(readEyeLabels(labelFile));
  const vigil = await orUsageError(loadPipeline(models, request.network));
  const network = await loadNetwork(bytes, { runtime, name: join(models, "eyes.onnx") });
  try {
    const reading = besideLandmarks(card.runtime, vigil.cards.landmarks.runtime.openness);
    const pipeline = { analyze: vigil.analyze, network, runtime: reading };
    const total = Object.keys(labels.eyes).length;
    const evaluation = await withProgress(terminal, total, "images", (onProgress) =>
      evaluateFaceEyes(labels, request.folder, pipeline, onProgress),
    );
    terminal.out(faceTable(request.folder, evaluation));
    const measured = {
      measurement: "labelled-eyes",
      data: request.folder,
      count: evaluation.photographs,
      networks: ["detector", landmarkStem(request.network), "eyes", "gaze"],
      figures: { ...evaluation },
    };
    await writeMeasurement(measured, request);
    return 0;
  } finally {
    await Promise.all([vigil.dispose(), network.dispose()]);
  }
}

const HEAD = [
  "eyes",
  "closed",
  "unreported",
  "accuracy",
  "precision",
  "recall",
  "AUC",
  "calibration error",
];

function cropTable(folder: string, { all, by, wrong }: CropEvaluation): string {
  const rows: Row[] = [["all", all]];
  for (const [condition, groups] of Object.entries(by)) {
    for (const [value, report] of Object.entries(groups)) {
      rows.push([`${condition}: ${value}`, report]);
    }
  }
  const worst = wrong
    .slice(0, 5)
    .map(({ path, probability }) => `  ${path}: closed ${probability.toFixed(3)}\n`);
  const title = `${folder}: the eye-state network alone (precision and recall of "closed")`;
  return `${table(title, rows)}mistakes of the highest confidence, of ${wrong.length}:\n${worst.join("")}`;
}

function faceTable(
  folder: string,
  { photographs, missed, landmarks, network, both, pipeline }: FaceEyesEvaluation,
): string {
  return table(`${folder}: labelled eyes of ${photographs} photographs, ${missed} faces missed`, [
    ["landmarks alone", landmarks],
    ["network alone", network],
    ["both together", both],
    ["as reported, with the gaze network", pipeline],
  ]);
}

type Row = readonly [name: string, report: EyeReport];

function table(title: string, rows: readonly Row[]): string {
  return columns(title, [
    ["", ...HEAD],
    ...rows.map(([name, report]) => [name, ...cellsOf(report)]),
  ]);
}

function cellsOf(report: EyeReport): string[] {
  const fixed = (value: number | null, digits: number) => value?.toFixed(digits) ?? "–";
  const { accuracy_percent: accuracy } = report;
  return [
    String(report.eyes),
    String(report.closed),
    String(report.unreported),
    accuracy === null ? "–" : `${accuracy.toFixed(2)} %`,
    fixed(report.closed_precision, 3),
    fixed(report.closed_recall, 3),
    fixed(report.auc, 4),
    fixed(report.expected_calibration_error, 3),
  ];
}
