// Measures closed and open eyes: on eye crops the network alone, on labelled faces landmarks, network and both.

import { join } from "node:path";
import { orUsageError } from "../../node/cli/arguments.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { loadVigil, modelsFolder, readModel } from "../../node/models.ts";
import { runtime } from "../../node/runtime.ts";
import { type EyesCard, parseEyesCard } from "../../src/modelCard.ts";
import { loadNetwork } from "../../src/network/network.ts";
import {
  type CropEvaluation,
  evaluateEyeCrops,
  evaluateFaceEyes,
  type FaceEyesEvaluation,
  readEyeLabels,
} from "../evaluation/evaluateEyes.ts";
import { listEyeFiles } from "../eyes/dataset.ts";
import type { EyeReport } from "../metrics/eyeMetrics.ts";
import { type CommonRequest, listBroken } from "./evaluateFiles.ts";
import { writeJson } from "./figures.ts";

/** What `vigil evaluate eyes` was asked for. */
export interface EyeRequest extends CommonRequest {
  /** A file of labelled eyes in photographs below the folder; without it the folder holds eye crops. */
  readonly labels?: string;
}

/**
 * Measures eyes, prints the figures and writes them where asked.
 *
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateEyeFolder(request: EyeRequest, terminal: Terminal): Promise<number> {
  const models = request.models ?? modelsFolder();
  const { bytes, card } = await orUsageError(readModel(models, "eyes"));
  const parsed = parseEyesCard(card);
  return request.labels === undefined
    ? evaluateCrops(request, terminal, bytes, parsed)
    : evaluateFaces(request, request.labels, terminal, models, bytes, parsed);
}

async function evaluateCrops(
  { folder, json }: EyeRequest,
  terminal: Terminal,
  model: Uint8Array,
  card: EyesCard,
): Promise<number> {
  const { files, unnamed } = await orUsageError(listEyeFiles(folder));
  const evaluation = await evaluateEyeCrops(files, model, card.runtime);
  terminal.out(cropTable(folder, evaluation));
  if (unnamed.length > 0) {
    terminal.err(`${unnamed.length} images without labels in their names were passed over.\n`);
  }
  if (json !== undefined) await writeJson(json, evaluation);
  return listBroken(evaluation.broken, terminal);
}

async function evaluateFaces(
  { folder, json }: EyeRequest,
  labelFile: string,
  terminal: Terminal,
  models: string,
  bytes: Uint8Array,
  card: EyesCard,
): Promise<number> {
  const labels = await orUsageError(readEyeLabels(labelFile));
  const vigil = await orUsageError(loadVigil({ models }));
  const network = await loadNetwork(bytes, { runtime, name: join(models, "eyes.onnx") });
  const progress = startProgress(terminal, Object.keys(labels.eyes).length, "images", {
    quiet: false,
  });
  try {
    const road = { analyze: vigil.analyze, network, card };
    const evaluation = await evaluateFaceEyes(labels, folder, road, progress.advance);
    progress.finish();
    terminal.out(faceTable(folder, evaluation));
    if (json !== undefined) await writeJson(json, evaluation);
    return 0;
  } finally {
    progress.finish();
    await Promise.all([vigil.dispose(), network.dispose()]);
  }
}

const HEAD = [
  "eyes",
  "closed",
  "untold",
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
  const surest = wrong
    .slice(0, 5)
    .map(({ path, probability }) => `  ${path}: closed ${probability.toFixed(3)}\n`);
  const title = `${folder}: the eye-state network alone (precision and recall of "closed")`;
  return `${table(title, rows)}surest mistakes, of ${wrong.length}:\n${surest.join("")}`;
}

function faceTable(
  folder: string,
  { photographs, missed, landmarks, network, both }: FaceEyesEvaluation,
): string {
  return table(`${folder}: labelled eyes of ${photographs} photographs, ${missed} faces missed`, [
    ["landmarks alone", landmarks],
    ["network alone", network],
    ["both together", both],
  ]);
}

type Row = readonly [name: string, report: EyeReport];

function table(title: string, rows: readonly Row[]): string {
  const cells = rows.map(([name, report]) => [name, ...cellsOf(report)]);
  const all = [["", ...HEAD], ...cells];
  const widths = all[0]?.map((_, k) => Math.max(...all.map((row) => row[k]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0))),
  );
  return `${[title, ...lines.map((line) => `  ${line.join("  ")}`)].join("\n")}\n`;
}

function cellsOf(report: EyeReport): string[] {
  const fixed = (value: number | null, digits: number) => value?.toFixed(digits) ?? "–";
  const { accuracy_percent: accuracy } = report;
  return [
    String(report.eyes),
    String(report.closed),
    String(report.untold),
    accuracy === null ? "–" : `${accuracy.toFixed(2)} %`,
    fixed(report.closed_precision, 3),
    fixed(report.closed_recall, 3),
    fixed(report.auc, 4),
    fixed(report.expected_calibration_error, 3),
  ];
}
