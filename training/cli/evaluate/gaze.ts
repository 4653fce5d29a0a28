// `vigil evaluate gaze`: where eyes look, on renders with ground truth, on people who look at dots on a screen, or on
// labelled moments of photographs and videos.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { GridEvaluation } from "../../evaluation/gazeGrid.ts";
import type { GazeMomentsEvaluation } from "../../evaluation/gazeMoments.ts";
import type { RenderedGazeEvaluation } from "../../evaluation/renderedGaze.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { columns, degrees, percent, type Row, table } from "../tables.ts";

const HELP = `
A folder with labels.csv (file, person, session, u, v) holds images of people who look at a place of a screen,
u from 0 at the left to 1 at the right and v from 0 at the top to 1 at the bottom, as they see it: the order of
the measured directions within a session is scored. Any other folder is one of vigil synth faces, with or without
--close-ups: the angle to the true gaze is measured. Close-ups show no whole face, so landmarks and head pose are the
true ones there.

With --labels the folder holds the photographs and videos that the file of labels names: left, centre or right, up,
level or down, relative to the head. Limits between the classes are chosen on one half of the people.

Examples:
  vigil evaluate gaze gaze/
  vigil synth faces --close-ups --count 480 --seed 2 --assets assets/ --out held-out
  vigil evaluate gaze held-out/
  vigil evaluate gaze data/ --labels training/labels/gaze-moments.json

The figures are explained in docs/evaluation.md.`;

const NETWORKS = ["detector", "landmarks", "eyes", "gaze"] as const;

/** Arguments and options of `vigil evaluate gaze`. */
interface GazeRequest extends MeasurementOptions {
  readonly folder: string;
  /** A file of moments labelled by eye, whose paths are below the folder. */
  readonly labels?: string;
}

/** Adds `evaluate gaze`. */
export function registerEvaluateGaze(evaluate: Command): void {
  const command = evaluate
    .command("gaze")
    .summary("measure where eyes look, on renders, people at a screen or labelled moments")
    .description("Measures the direction of eyes.")
    .argument("<folder>", "rendered faces or close-ups, or images with labels.csv")
    .option("--labels <file>", "looks of photographs and videos labelled by eye (JSON)");
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<GazeRequest, "folder">) => {
      const request = { ...options, folder };
      const terminal = processTerminal();
      const isGrid = existsSync(join(folder, "labels.csv"));
      process.exitCode = await (request.labels !== undefined
        ? evaluateMoments(request, request.labels, terminal)
        : (isGrid ? evaluateGrid : evaluateRenders)(request, terminal));
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

async function evaluateMoments(
  request: GazeRequest,
  labels: string,
  terminal: Terminal,
): Promise<number> {
  const { evaluateGazeMoments, readGazeMoments } = await import("../../evaluation/gazeMoments.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const { folder } = request;
  const moments = await orUsageError(readGazeMoments(labels));
  return runMeasurement(request, terminal, {
    open: () => loadPipeline(request.models),
    total: moments.length,
    evaluate: (pipeline, onProgress) =>
      orUsageError(evaluateGazeMoments(folder, moments, pipeline, onProgress)),
    tables: momentTables,
    record: ({ broken: _, ...figures }) => ({
      measurement: "gaze-moments",
      data: labels,
      count: figures.moments,
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

function momentTables(evaluation: GazeMomentsEvaluation): string {
  const { moments, people, missed, unknown, limits, groups, agreement } = evaluation;
  const axes = ["sideways", "updown"] as const;
  const names = { sideways: "sideways", updown: "up and down" };
  const reasons = Object.entries(unknown).map(([reason, count]) => `${count} ${reason}`);
  return [
    columns(
      `${moments} labelled moments of ${people} people, ${missed} faces missed; looks in the right class and in the opposite one, of those with a known gaze`,
      [
        ["", "looks", "unknown", "right", "mean over classes", "opposite"],
        ...Object.entries(groups).flatMap(([name, group]) =>
          axes.map((axis) => [
            `${name}: ${names[axis]}`,
            String(group[axis].looks),
            String(group[axis].unknown),
            share(group[axis].right),
            share(group[axis].right_by_class),
            share(group[axis].opposite),
          ]),
        ),
      ],
    ),
    ...axes.map((axis) => {
      const rows = Object.entries(groups.report[axis].confusion);
      return columns(
        `half "report", labelled (rows) and measured, limits ${limits[axis].low}° and ${limits[axis].high}°`,
        [
          ["", ...rows.map(([label]) => label)],
          ...rows.map(([label, row]) => [label, ...Object.values(row).map(String)]),
        ],
      );
    }),
    table("labels and gaze", [
      ...axes.map((axis): Row => {
        const { twice, same, opposite } = agreement[axis];
        return [
          `${names[axis]}, labelled twice`,
          `${same} of ${twice} the same, ${opposite} opposite`,
        ];
      }),
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
