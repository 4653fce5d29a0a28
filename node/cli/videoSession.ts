// The analysis of one video, and the files that are written for it.

import { rm } from "node:fs/promises";
import {
  createDriverSession,
  type DriverSession,
  type SavedSession,
} from "../../src/driverSession.ts";
import { detailText, STATE_WORDS } from "../../src/formats/driverWords.ts";
import { EVENT_WORDS } from "../../src/formats/eventWords.ts";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import {
  type SessionEnd,
  type SessionFrame,
  type SessionSource,
  trusted,
} from "../../src/formats/sessionFrame.ts";
import { keptFrame } from "../../src/image/frame.ts";
import type { RowFile } from "../outputs/rowFile.ts";
import { SESSION_FILES } from "../outputs/sessionFileNames.ts";
import { openSessionFiles, type SavedSessionFiles } from "../outputs/sessionFiles.ts";
import type { FramePipeline, FrameSink } from "../video/analyzeVideo.ts";
import { type AnnotatedParts, annotatedParts, type SavedParts } from "../video/annotatedParts.ts";
import { type Annotation, drawnVideo } from "../video/annotatedVideo.ts";
import type { VideoFacts } from "../video/source.ts";
import { type DriverSettings, speedAt } from "./driverOptions.ts";
import { type Engine, intrinsicsOf, modelsOf } from "./engine.ts";
import { FACES_TABLE, type OutputFolder, openFacesTable } from "./outputFolder.ts";

/** How the frames of a video are analysed. */
export interface VideoSessionOptions extends DriverSettings {
  readonly secondPass: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels of the video's original size. Default: assumed. */
  readonly focal?: number;
}

/** A frame's results, and the state of the session after it, for checkpoints. */
export interface CheckedFrame extends SessionFrame {
  readonly saved: SavedSession;
}

/** The analysis of one video. */
export interface VideoSession {
  readonly pipeline: FramePipeline<CheckedFrame>;
  /** The source of the results, written to every file. */
  readonly source: SessionSource;
  /** Ends the ongoing events. */
  readonly finish: DriverSession["finish"];
  /** Reports for a time without images. */
  readonly withoutImage: DriverSession["withoutImage"];
}

/** Times of computation are not written: the same video gives the same files. */
const NO_TIMES = { detect: 0, landmarks: 0, measures: 0 };

/** Starts the analysis of a video: tracks faces and monitors the driver. @param saved to go on with an interrupted one. */
export function startVideoSession(
  engine: Engine,
  facts: VideoFacts,
  { secondPass, maxFaces, minScore, focal, thresholds, vehicleSpeed, seat }: VideoSessionOptions,
  saved?: SavedSession,
): VideoSession {
  const intrinsics = intrinsicsOf(facts, focal === undefined ? undefined : focal * facts.scale);
  const session = createDriverSession(engine, {
    tracker: {
      secondPass,
      intrinsics,
      maxFaces,
      minScore,
      seat,
    },
    monitor: { profile: thresholds },
    saved,
  });
  return {
    pipeline: async ({ frame: image, timestamp, index }) => {
      const speed = speedAt(vehicleSpeed, timestamp);
      const { frame, report } = await session.next(keptFrame(image), timestamp, { index, speed });
      return trusted({
        frame: { ...frame, milliseconds: NO_TIMES },
        report,
        saved: session.save(),
      });
    },
    source: {
      file: facts.name,
      models: modelsOf(engine),
      profile: session.monitor.profile,
      intrinsics,
      ...(facts.start === undefined ? {} : { origin: facts.start }),
    },
    finish: session.finish,
    withoutImage: session.withoutImage,
  };
}

/** The file that says why an analysis ended before the end of the video. */
const STOP_FILE = "stopped.json";

/** The results to write for a video. */
export interface VideoResultsOptions {
  /** The stem of the annotated video's name. */
  readonly stem: string;
  /** Whether to write an annotated video. */
  readonly video: boolean;
  /** Whether to write a table of all faces as well. */
  readonly allFaces: boolean;
  /** The timestamp that is 0 in the annotated video. Default 0. */
  readonly videoOrigin?: number;
  /** Folder for the parts of an annotated video that can be gone on with. Default: it is written at once, and cannot. */
  readonly parts?: string;
  /** To go on with the files of an interrupted analysis. */
  readonly saved?: SavedResults;
}

/** The state of a video's result files between two frames. */
export interface SavedResults {
  readonly session: SavedSessionFiles;
  /** The length of the table of all faces, bytes. */
  readonly faces?: number;
  readonly annotated?: SavedParts;
}

/** The open result files of a video. */
export interface VideoResults extends FrameSink<SessionFrame> {
  /** Names of the files in the folder. */
  readonly files: readonly string[];
  /** Waits until everything is on the disk, and returns what is needed to go on from here. */
  save(): Promise<SavedResults>;
}

/** A killed run's worker ends by itself within this time, milliseconds. */
const WAIT_FOR_WRITER = 10_000;

/**
 * Opens the result files of a video in its folder.
 *
 * @throws {Error} when a file would overwrite one that Vigil did not write, or cannot be continued.
 */
export async function openVideoResults(
  output: OutputFolder,
  { source, finish }: Pick<VideoSession, "source" | "finish">,
  { stem, video, allFaces, videoOrigin, parts, saved }: VideoResultsOptions,
): Promise<VideoResults> {
  const annotatedName = `${stem}.annotated.webm`;
  const annotated = video ? await output.pathFor(annotatedName) : undefined;
  const options = { finish, saved: saved?.session, wait: WAIT_FOR_WRITER };
  const session = await openSessionFiles(output.path, source, options);
  await rm(await output.pathFor(STOP_FILE), { force: true });
  const sinks: FrameSink<SessionFrame>[] = [
    session,
    { onFrame: () => {}, close: (end) => writeStopFile(output, source.file, end) },
  ];
  const table = allFaces ? await openFacesTable(output.path, saved?.faces) : undefined;
  if (table !== undefined) sinks.push(facesTable(table, source.file));
  let inParts: AnnotatedParts<SessionFrame> | undefined;
  if (annotated !== undefined && parts !== undefined) {
    inParts = await annotatedParts(annotated, parts, annotationOf, saved?.annotated);
    sinks.push(inParts);
  } else if (annotated !== undefined) {
    sinks.push(drawnVideo(annotated, annotationOf, { origin: videoOrigin }));
  }
  return {
    files: [
      ...SESSION_FILES,
      ...(allFaces ? [FACES_TABLE] : []),
      ...(video ? [annotatedName] : []),
    ],
    async onFrame(result, frame) {
      for (const sink of sinks) await sink.onFrame(result, frame);
    },
    async onSilence(report) {
      for (const sink of sinks) await sink.onSilence?.(report);
    },
    save: async () => ({
      session: await session.save(),
      faces: await table?.sync(),
      annotated: await inParts?.save(),
    }),
    async close(end) {
      const failures: unknown[] = [];
      for (const sink of sinks) {
        await Promise.resolve(sink.close(end)).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** faces.csv: one row per face and frame; a frame without a face has one row. */
function facesTable(table: RowFile, file: string): FrameSink<SessionFrame> {
  return {
    onFrame: ({ frame: { index, timestamp, width, height, faces } }) => {
      const faceIds = faces.map(({ id }) => id);
      const frame = index + 1;
      return table.append(facesCsvRows({ file, frame, timestamp, width, height, faces, faceIds }));
    },
    close: () => table.close(),
  };
}

async function writeStopFile(output: OutputFolder, file: string, end: SessionEnd): Promise<void> {
  const { stopped: reason, frames, lastTimestamp } = end;
  if (reason === null) return;
  const note = { schema: "vigil-stopped", version: 1, file, reason, frames, lastTimestamp };
  await output.write(STOP_FILE, `${JSON.stringify(note, null, 2)}\n`);
}

function annotationOf(result: SessionFrame): Annotation {
  return { frame: result.frame, caption: captionOf(result) };
}

/** State and ongoing events, for the corner of the annotated video. */
function captionOf({ report }: SessionFrame): string[] {
  const { state, calibration, eyeClosure, perclos, ongoing } = report;
  const progress = calibration.phase === "calibrating" ? ` ${percent(calibration.progress)}` : "";
  const [shortest] = perclos;
  const grave = ongoing.filter(({ kind }) => EVENT_WORDS[kind].severity > 0);
  return [
    `${STATE_WORDS[state]}${state === "calibrating" ? progress : ""}`,
    `eyes closed ${percent(eyeClosure)}   PERCLOS ${percent(shortest?.value ?? null)}`,
    ...grave.map(({ kind, detail }) =>
      detail === undefined
        ? EVENT_WORDS[kind].label
        : `${EVENT_WORDS[kind].label}: ${detailText(detail)}`,
    ),
  ];
}

/** A share in whole per cent, or "?" when it is unknown. */
function percent(share: number | null): string {
  return share === null ? "?" : `${Math.round(100 * share)} %`;
}
