// `vigil evaluate clips`: eye closures and false alarms on analysed clips of real people.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import type { Command } from "commander";
import * as z from "zod";
import { UsageError } from "../../../node/cli/errors.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { errorMessage } from "../../../src/errorMessage.ts";
import { parseEvents } from "../../../src/formats/eventsJson.ts";
import { parseJsonLines } from "../../../src/formats/jsonLines.ts";
import type { SessionSource } from "../../../src/formats/sessionFrame.ts";
import { type ClosureCounts, closureCounts, closureReport } from "../../metrics/closureMetrics.ts";
import { shareOrNull } from "../../metrics/poseBins.ts";
import { addMeasurementOptions, type MeasurementOptions } from "../measurement.ts";
import { columns, type Row, table } from "../tables.ts";
import { writeResultsMeasurement } from "./analysedNetworks.ts";

const HELP = `
labels.json in the folder names the clips: { "clips": { "NAME.mp4": { "seconds", "blinks", "longClosures", "ambiguous",
"awakeAllTime" } } }. The lists hold { "start", "end" } in seconds. The results are those of vigil analyze: a folder NAME
for each clip. Clips that were not analysed are left out.

Example:
  vigil analyze clips/*.mp4 --out results
  vigil evaluate clips clips/ --results results

The labels and figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate clips`. */
export interface ClipsRequest extends MeasurementOptions {
  /** Where labels.json lies. */
  readonly folder: string;
  /** Where `vigil analyze` wrote a folder NAME for each clip. */
  readonly results: string;
}

const intervals = z.array(z.object({ start: z.coerce.number(), end: z.coerce.number() }));
const labelsSchema = z.object({
  clips: z.record(
    z.string(),
    z.object({
      seconds: z.coerce.number().positive(),
      blinks: intervals.optional(),
      longClosures: intervals.optional(),
      ambiguous: intervals.optional(),
      awakeAllTime: z.boolean().optional(),
    }),
  ),
});

/** The figures of one clip. */
interface ClipResult {
  readonly name: string;
  readonly frames: number;
  /** Frames with the driver's face. */
  readonly with_face: number;
  readonly counts: ClosureCounts;
}

/** Adds `evaluate clips`. */
export function registerEvaluateClips(evaluate: Command): void {
  const command = evaluate
    .command("clips")
    .summary("measure eye closures and false alarms on labelled clips")
    .description("Compares analysed clips of real people with closures that were labelled by eye.")
    .argument("<folder>", "where the clips' labels.json lies")
    .option("--results <dir>", "where vigil analyze wrote its results", "vigil-out");
  addMeasurementOptions(command)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<ClipsRequest, "folder">) => {
      process.exitCode = await evaluateClipFolder({ ...options, folder }, processTerminal());
    });
}

/**
 * Measures all analysed clips of a folder, prints the tables and writes the record.
 *
 * @returns the exit code.
 * @throws {UsageError} when there is nothing to measure, or a file is malformed.
 */
export async function evaluateClipFolder(
  request: ClipsRequest,
  terminal: Terminal,
): Promise<number> {
  const { folder, results } = request;
  const { clips } = await read(join(folder, "labels.json"), (text) =>
    labelsSchema.parse(JSON.parse(text)),
  );
  const analysed: ClipResult[] = [];
  const sources: SessionSource[] = [];
  const left: string[] = [];
  for (const [file, labels] of Object.entries(clips)) {
    const { name } = parse(file);
    const result = join(results, name);
    if (!existsSync(join(result, "events.json"))) {
      left.push(name);
      continue;
    }
    const { events } = await read(join(result, "events.json"), parseEvents);
    const { frames, source } = await read(join(result, "frames.jsonl"), parseJsonLines);
    const closed = events.map(({ kind, start, end }) => ({
      kind,
      start,
      end: end ?? labels.seconds,
    }));
    sources.push(source);
    analysed.push({
      name,
      frames: frames.length,
      with_face: frames.filter(({ frame }) => frame.driver !== null).length,
      counts: closureCounts(labels, closed),
    });
  }
  if (analysed.length === 0) {
    throw new UsageError(
      `${results} holds no NAME/events.json of ${left.join(", ")}: run vigil analyze ${folder}/* --out ${results}.`,
    );
  }
  if (left.length > 0) terminal.err(`not analysed and left out: ${left.join(", ")}\n`);
  const frames = analysed.reduce((sum, clip) => sum + clip.frames, 0);
  const withFace = analysed.reduce((sum, clip) => sum + clip.with_face, 0);
  const figures = {
    clips: analysed.length,
    frames,
    frames_with_face: shareOrNull(withFace, frames),
    closures: closureReport(analysed.map(({ counts }) => counts)),
    by_clip: analysed.map(({ counts, ...clip }) => ({ ...clip, ...counts })),
  };
  terminal.out(clipTables(figures, analysed, folder));
  const measured = { measurement: "clips", data: folder, count: analysed.length, figures };
  await writeResultsMeasurement(measured, sources, request);
  return 0;
}

async function read<Content>(path: string, parseText: (text: string) => Content): Promise<Content> {
  try {
    return parseText(await readFile(path, "utf8"));
  } catch (cause) {
    throw new UsageError(`${path} cannot be used: ${errorMessage(cause)}`, { cause });
  }
}

function clipTables(
  {
    frames,
    frames_with_face,
    closures,
  }: {
    readonly frames: number;
    readonly frames_with_face: number | null;
    readonly closures: ReturnType<typeof closureReport>;
  },
  clips: readonly ClipResult[],
  folder: string,
): string {
  const fixed = (value: number | null, digits = 3) => value?.toFixed(digits) ?? "–";
  const of = (detected: number, all: number) => `${detected} of ${all}`;
  const rows: Row[] = [
    ["frames with the driver's face", fixed(frames_with_face)],
    [
      "closures: precision, recall, F1",
      [closures.precision, closures.recall, closures.f1].map((value) => fixed(value)).join("  "),
    ],
    ["blinks detected", of(closures.blinks_detected, closures.blinks)],
    ["long closures detected", of(closures.long_closures_detected, closures.long_closures)],
    ["  of the right kind", String(closures.long_closures_of_right_kind)],
    ["false closures", String(closures.false_closures)],
    [
      "false microsleeps and sleeps",
      `${closures.false_alarms} (${closures.false_alarms_in_ambiguous} with lowered lids), ${fixed(closures.false_alarms_per_hour, 0)} an hour awake`,
    ],
    ["drowsiness of people who are awake", String(closures.drowsiness_while_awake)],
  ];
  const head = ["", "faces", "blinks", "long closures", "false closures", "false alarms"];
  const each = clips.map(({ name, with_face, frames: all, counts }) => [
    name,
    of(with_face, all),
    of(counts.blinks_detected, counts.blinks),
    of(counts.long_closures_detected, counts.long_closures),
    String(counts.false_closures),
    String(counts.false_alarms),
  ]);
  return [
    table(`${folder}: ${clips.length} clips, ${frames} frames`, rows),
    columns("by clip", [head, ...each]),
  ].join("\n");
}
