// `vigil evaluate`: measures the road on annotated photographs.

import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import {
  type BrokenFile,
  evaluateLandmarks,
  type LandmarkEvaluation,
} from "../../training/evaluation/evaluateLandmarks.ts";
import { listLandmarkPairs } from "../../training/landmarks/dataset.ts";
import { occlude } from "../../training/occluders/index.ts";
import { loadVigil } from "../models.ts";
import { wholeNumber } from "./arguments.ts";
import { startProgressBar } from "./progressBar.ts";

interface CommonOptions {
  readonly models?: string;
  readonly json?: string;
}

interface LandmarkOptions extends CommonOptions {
  readonly boxes: "detector" | "truth";
  readonly occlude?: number;
}

/** Adds `evaluate landmarks` and `evaluate detection` to the command line. */
export function registerEvaluate(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .description("measure accuracy on annotated photographs");
  withCommonOptions(
    evaluate
      .command("landmarks")
      .description("measure landmarks and occlusion on images with a .pts file beside each")
      .argument("<folder>", "searched with all folders below it")
      .addOption(
        new Option("--boxes <from>", "where face boxes come from")
          .choices(["detector", "truth"])
          .default("detector"),
      )
      .option("--occlude <seed>", "paint seeded objects over the photographs", wholeNumber),
  ).action(evaluateLandmarkFolder);
}

function withCommonOptions(command: Command): Command {
  return command
    .option(
      "--models <folder>",
      "landmarks and detector (.onnx and .json) to use instead of its own",
    )
    .option("--json <file>", "also write the figures as JSON");
}

async function evaluateLandmarkFolder(folder: string, options: LandmarkOptions): Promise<void> {
  const { boxes, occlude: seed, models, json } = options;
  const pairs = await listLandmarkPairs(folder);
  const vigil = await loadVigil(models === undefined ? {} : { models });
  const bar = startProgressBar(pairs.length, "photographs");
  try {
    const evaluation = await evaluateLandmarks(pairs, vigil, {
      boxes,
      ...(seed === undefined ? {} : { occlusion: { occluder: occlude, seed } }),
      onProgress: (done) => bar.update(done),
    });
    bar.stop();
    if (json !== undefined) await writeJson(json, landmarkFigures(evaluation, boxes, seed));
    process.stdout.write(landmarkTable(evaluation, folder, boxes, seed));
    reportBroken(evaluation.broken);
  } finally {
    bar.stop();
    await vigil.dispose();
  }
}

/** The content of the JSON file; see docs/evaluation.md. */
function landmarkFigures(
  { landmarks, occlusion, broken }: LandmarkEvaluation,
  boxes: LandmarkOptions["boxes"],
  seed: number | undefined,
): Record<string, unknown> {
  const { nme_visible_percent, nme_occluded_percent, ...always } = landmarks;
  return {
    ...always,
    ...(occlusion === null ? {} : { nme_visible_percent, nme_occluded_percent, occlusion }),
    boxes,
    ...(seed === undefined ? {} : { occlude_seed: seed }),
    broken,
  };
}

function landmarkTable(
  { landmarks, occlusion }: LandmarkEvaluation,
  folder: string,
  boxes: LandmarkOptions["boxes"],
  seed: number | undefined,
): string {
  const percent = (value: number | null): string =>
    value === null ? "–" : `${value.toFixed(2)} %`;
  const rows: [string, string][] = [
    ["missed faces", `${landmarks.missed} of ${landmarks.images}`],
    ["NME, inter-ocular", percent(landmarks.nme_interocular_percent)],
    ["median", percent(landmarks.median_percent)],
    ["failures (over 10 %)", percent(landmarks.failure_rate_10_percent)],
    ["area under curve to 10 %", landmarks.auc_10_percent.toFixed(3)],
    ...Object.entries(landmarks.region_nme_percent).map(([region, value]): [string, string] => [
      `  ${region}`,
      percent(value),
    ]),
  ];
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
  const objects = seed === undefined ? "" : `, objects painted from seed ${seed}`;
  const from = boxes === "truth" ? "the annotation" : "the detector";
  return table(`${folder}: boxes from ${from}${objects}`, rows);
}

function table(title: string, rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ""].join(
    "\n",
  );
}

/** Lists files that could not be read on standard error and makes the command fail. */
function reportBroken(broken: readonly BrokenFile[]): void {
  if (broken.length === 0) return;
  process.stderr.write(`${broken.length} not measured:\n`);
  for (const { message } of broken) process.stderr.write(`  ${message}\n`);
  process.exitCode = 1;
}

async function writeJson(path: string, figures: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(figures, null, 2)}\n`);
}
