// `vigil evaluate gaze`: where eyes look, on renders with ground truth or on people who look at dots on a screen.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { GridEvaluation } from "../../evaluation/gazeGrid.ts";
import type { RenderedGazeEvaluation } from "../../evaluation/renderedGaze.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { columns, degrees, percent, type Row, table } from "../tables.ts";

const HELP = `
A folder with labels.csv (file, person, session, u, v) holds images of people who look at a place of a screen,
u from 0 at the left to 1 at the right and v from 0 at the top to 1 at the bottom, as they see it: the order of
the measured directions within a session is scored. Any other folder is one of vigil synth faces, with or without
--close-ups: the angle to the true gaze is measured. Close-ups show no whole face, so landmarks and head pose are the
true ones there.

Examples:
  vigil evaluate gaze gaze/
  vigil synth faces --close-ups --count 480 --seed 2 --assets assets/ --out held-out
  vigil evaluate gaze held-out/

The figures are explained in docs/evaluation.md.`;

const NETWORKS = ["detector", "landmarks", "eyes", "gaze"] as const;

/** Arguments and options of `vigil evaluate gaze`. */
interface GazeRequest extends MeasurementOptions {
  readonly folder: string;
}

/** Adds `evaluate gaze`. */
export function registerEvaluateGaze(evaluate: Command): void {
  const command = evaluate
    .command("gaze")
    .summary("measure where eyes look, on renders or on people who look at a screen")
    .description("Measures the direction of eyes.")
    .argument("<folder>", "rendered faces or close-ups, or images with labels.csv");
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<GazeRequest, "folder">) => {
      const request = { ...options, folder };
      const isGrid = existsSync(join(folder, "labels.csv"));
      process.exitCode = await (isGrid ? evaluateGrid : evaluateRenders)(
        request,
        processTerminal(),
      );
    });
}

async function evaluateGrid(request: GazeRequest, terminal: Terminal): Promise<number> {
  const { evaluateGazeGrid, readGridLabels } = await import("../../evaluation/gazeGrid.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const { folder } = request;
  const labels = await orUsageError(readGridLabels(folder));
  return runMeasurement(request, terminal, {
    open: () => loadPipeline(request.models),
    total: labels.length,
    evaluate: (pipeline, onProgress) =>
      orUsageError(evaluateGazeGrid(folder, labels, pipeline, onProgress)),
    tables: (evaluation) => gridTables(folder, evaluation),
    record: ({ broken: _, ...figures }) => ({
      measurement: "gaze-grid",
      data: folder,
      count: figures.images,
      networks: NETWORKS,
      figures,
    }),
  });
}

async function evaluateRenders(request: GazeRequest, terminal: Terminal): Promise<number> {
  const { evaluateRenderedGaze } = await import("../../evaluation/renderedGaze.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { openGazePipelines } = await import("../pipelines.ts");
  const { folder } = request;
  const pairs = (await orUsageError(listLandmarkPairs(folder))).filter(({ ptsPath }) =>
    existsSync(ptsPath.replace(/\.pts$/, ".truth.json")),
  );
  return runMeasurement(request, terminal, {
    open: () => openGazePipelines(request.models),
    total: pairs.length,
    evaluate: ({ whole, closeUps }, onProgress) =>
      orUsageError(evaluateRenderedGaze(pairs, whole, closeUps, onProgress)),
    tables: (evaluation) => renderTable(folder, evaluation),
    record: ({ broken: _, ...figures }) => ({
      measurement: "rendered-gaze",
      data: folder,
      count: pairs.length,
      networks: NETWORKS,
      figures,
    }),
  });
}

const number = (value: number | null) => value?.toFixed(3) ?? "–";
const share = (value: number | null) => percent(value === null ? null : 100 * value);

function gridTables(folder: string, evaluation: GridEvaluation): string {
  const { images, missed, unknown, eyes_called_closed, gaze, head, by_person } = evaluation;
  const reasons = Object.entries(unknown).map(([reason, count]) => `${count} ${reason}`);
  const figures = Object.entries({ "head and eyes": gaze, "head alone": head, ...by_person });
  return [
    columns(
      `${folder}: ${images} images, ${missed} faces missed; means over sessions of the rank correlation sideways and up and down; outer columns on the right side`,
      [
        ["", "looks", "sessions", "sideways", "up and down", "side right"],
        ...figures.map(([name, each]) => [
          name,
          String(each.looks),
          String(each.sessions),
          number(each.sideways),
          number(each.updown),
          share(each.outer_side_right),
        ]),
      ],
    ),
    table("eyes", [
      ["called closed", share(eyes_called_closed)],
      ["gaze unknown", reasons.length === 0 ? "never" : reasons.join(", ")],
    ]),
  ].join("\n");
}

function renderTable(folder: string, evaluation: RenderedGazeEvaluation): string {
  const { faces, missed, groups, unseen, unseen_with_gaze } = evaluation;
  return [
    table(
      `${folder}: ${faces} faces with an open, visible eye, ${missed} missed; mean error of gaze, median, mean after a person's offset`,
      Object.entries(groups).map(([name, each]): Row => {
        const errors = [each.mean_error, each.median_error, each.calibrated_error].map(degrees);
        return [name, `${errors.join("  ")}   ${each.faces} faces, ${each.unknown} unknown`];
      }),
    ),
    table("eyes that are shut or behind sunglasses", [
      ["with a gaze nevertheless", `${unseen_with_gaze} of ${unseen}`],
    ]),
  ].join("\n");
}
