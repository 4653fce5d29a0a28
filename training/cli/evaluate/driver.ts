// `vigil evaluate driver`: head pose, eyes and events on analysed videos of scripted drivers.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { parseGroundTruth } from "../../../drives/groundTruthFile.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { errorMessage } from "../../../src/errorMessage.ts";
import { parseEvents } from "../../../src/formats/eventsJson.ts";
import { parseJsonLines } from "../../../src/formats/jsonLines.ts";
import type { SessionSource } from "../../../src/formats/sessionFrame.ts";
import { type DriveOutcome, type DriveSample, driveOutcome } from "../../evaluation/driveLooks.ts";
import { type DriverEvaluation, evaluateDriver } from "../../evaluation/drives.ts";
import type { EventScore } from "../../metrics/matchEvents.ts";
import { parseFrameGroundTruths } from "../../synthetic/drive/frameGroundTruth.ts";
import { addMeasurementOptions, type MeasurementOptions } from "../measurement.ts";
import { degrees, percent, type Row, table } from "../tables.ts";
import { writeResultsMeasurement } from "./analysedNetworks.ts";

const HELP = `
The folder is one that vigil synth driver wrote: a video NAME.webm, its events NAME.truth.json and the truth
of its frames NAME.truth.jsonl. The results are those of vigil analyze: a folder NAME for each video. Videos
that were not analysed are left out.

Example:
  vigil analyze scenarios/*.webm --out results
  vigil evaluate driver scenarios/ --results results

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate driver`. */
export interface DriverRequest extends MeasurementOptions {
  /** Where `vigil synth driver` wrote NAME.truth.json and NAME.truth.jsonl. */
  readonly folder: string;
  /** Where `vigil analyze` wrote a folder NAME for each video. */
  readonly results: string;
}

/** Adds `evaluate driver`. */
export function registerEvaluateDriver(evaluate: Command): void {
  const command = evaluate
    .command("driver")
    .summary("measure head pose, eyes and events on analysed videos of scripted drivers")
    .description(
      "Compares analysed videos of scripted drivers with their truth: head pose, eyes, mouth, occlusion, events.",
    )
    .argument("<folder>", "where vigil synth driver wrote the videos and their truth")
    .option("--results <dir>", "where vigil analyze wrote its results", "vigil-out");
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<DriverRequest, "folder">) => {
      process.exitCode = await evaluateDriverFolder({ ...options, folder }, processTerminal());
    });
}

const TRUTH = ".truth.json";

/**
 * Measures all analysed videos of a folder, prints the tables and writes the record.
 *
 * @returns the exit code.
 * @throws {UsageError} when there is nothing to measure, or a file is not what it should be.
 */
export async function evaluateDriverFolder(
  request: DriverRequest,
  terminal: Terminal,
): Promise<number> {
  const { folder, results } = request;
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new UsageError(`The folder ${folder} cannot be read.`, { cause });
  });
  const names = files
    .filter((file) => file.endsWith(TRUTH))
    .map((file) => basename(file, TRUTH))
    .sort();
  const analysed = names.filter((name) => existsSync(join(results, name, "frames.jsonl")));
  if (analysed.length === 0) {
    throw new UsageError(
      names.length === 0
        ? `${folder} holds no NAME${TRUTH}: render drives with vigil synth driver.`
        : `${results} holds no NAME/frames.jsonl of ${names.join(", ")}: run vigil analyze ${folder}/*.webm --out ${results}.`,
    );
  }
  const drives: AnalysedDrive[] = [];
  for (const name of analysed) drives.push(await readDrive(folder, results, name));
  const evaluation = evaluateDriver(drives);
  const outcomes = drives.map((drive, k) => [analysed[k], driveOutcome(drive)] as const);
  const left = names.filter((name) => !analysed.includes(name));
  if (left.length > 0) terminal.err(`not analysed and left out: ${left.join(", ")}\n`);
  terminal.out(driverTables(evaluation, folder));
  terminal.out(outcomeTable(outcomes));
  const measured = {
    measurement: "drives",
    data: folder,
    count: analysed.length,
    figures: { ...evaluation, drives: analysed, by_drive: Object.fromEntries(outcomes) },
  };
  await writeResultsMeasurement(
    measured,
    drives.map(({ source }) => source),
    request,
  );
  return 0;
}

interface AnalysedDrive extends DriveSample {
  readonly source: SessionSource;
}

async function readDrive(folder: string, results: string, name: string): Promise<AnalysedDrive> {
  const read = async <Content>(path: string, parse: (text: string) => Content) => {
    try {
      return parse(await readFile(path, "utf8"));
    } catch (cause) {
      const reason = errorMessage(cause);
      throw new UsageError(`${path} cannot be used: ${reason}`, { cause });
    }
  };
  const session = await read(join(results, name, "frames.jsonl"), parseJsonLines);
  return {
    source: session.source,
    frames: session.frames,
    truth: await read(join(folder, `${name}.truth.jsonl`), parseFrameGroundTruths),
    events: (await read(join(folder, `${name}${TRUTH}`), parseGroundTruth)).events,
    found: (await read(join(results, name, "events.json"), parseEvents)).events,
  };
}

function driverTables(evaluation: DriverEvaluation, folder: string): string {
  const { pose, eyes, mouth, occlusion, sight, long_looks: looks, events } = evaluation;
  const number = (value: number | null) => value?.toFixed(3) ?? "–";
  const parts = [
    table(
      `${folder}: ${evaluation.drives} drives, ${evaluation.frames} frames; pose error in degrees (yaw, pitch, roll)`,
      pose
        .filter(({ frames }) => frames > 0)
        .map(({ from, to, frames, missed, yaw, pitch, roll }): Row => {
          const errors = [yaw, pitch, roll].map(degrees).join("  ");
          return [`|yaw| ${from}–${to}°`, `${errors}   ${frames} frames, ${missed} without a face`];
        }),
    ),
    table("eyes, mouth, occlusion", [
      ["closure reported of visible eyes", percentOf(eyes.reported)],
      ["mean error of closure", number(eyes.error)],
      ["  of eyes that are open", number(eyes.open_error)],
      ["closed eyes (80 %) reported closed", percentOf(eyes.closed_recall)],
      ["open eyes reported open", percentOf(eyes.open_recall)],
      ["closure reported of hidden eyes", percentOf(eyes.reported_hidden)],
      ["mean error of the mouth's openness", number(mouth.error)],
      ["precision of “occluded”", number(occlusion.precision)],
      ["recall of “occluded”", number(occlusion.recall)],
    ]),
    table("line of sight of visible, open eyes", [
      ["known", percentOf(sight.known)],
      ["error of yaw and pitch", [sight.yaw, sight.pitch].map(degrees).join("  ")],
      ["long looks reported within 0.5 s of their limit", `${looks.in_time} of ${looks.truth}`],
    ]),
    table(
      "events",
      Object.entries(events).map(([kind, score]): Row => [kind, eventRow(score)]),
    ),
  ];
  return parts.join("\n");
}

/** Each drive whose events were not all found in time, or that has false ones. */
function outcomeTable(outcomes: readonly (readonly [string, DriveOutcome])[]): string {
  const rows = outcomes.flatMap(([name, { long_looks, missed, false_positives }]): Row[] => {
    const late = long_looks.found - long_looks.in_time;
    const parts = [
      ...(missed.length > 0 ? [`missed: ${missed.join(", ")}`] : []),
      ...(late > 0
        ? [`late: ${long_looks.delays.map((s) => `${s.toFixed(1)} s`).join(", ")}`]
        : []),
      ...(false_positives.length > 0 ? [`false: ${false_positives.join(", ")}`] : []),
    ];
    return parts.length > 0 ? [[name, parts.join("; ")]] : [];
  });
  return rows.length === 0 ? "" : table("drives with mistakes (blinks left out)", rows);
}

function eventRow({ truth, found, precision, recall, onsetErrors }: EventScore): string {
  const sizes = onsetErrors.map(Math.abs).sort((p, q) => p - q);
  const median = sizes[Math.floor((sizes.length - 1) / 2)];
  const onset = median === undefined ? "" : `, onset off by ${median.toFixed(2)} s (median)`;
  const share = (value: number | null) => value?.toFixed(2) ?? "–";
  return `precision ${share(precision)}, recall ${share(recall)}${onset}; ${truth} true, ${found} found`;
}

function percentOf(share: number | null): string {
  return percent(share === null ? null : 100 * share);
}
