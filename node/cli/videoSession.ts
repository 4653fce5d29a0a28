// What is done to each frame of a video, and what is written of it.

import { rm } from "node:fs/promises";
import { createDriverSession } from "../../src/driverSession.ts";
import { detailText, EVENT_WORDS, STATE_WORDS } from "../../src/formats/driverWords.ts";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import type { SessionEnd, SessionFrame, SessionSource } from "../../src/formats/sessionFrame.ts";
import { openSessionFiles } from "../outputs/sessionFiles.ts";
import type { FramePipeline, FrameSink } from "../video/analyzeVideo.ts";
import { annotatedVideo } from "../video/annotatedVideo.ts";
import type { VideoFacts } from "../video/source.ts";
import type { DriverSettings } from "./driverOptions.ts";
import { type Engine, intrinsicsOf, modelsOf } from "./engine.ts";
import { type OutputFolder, openFacesTable } from "./outputs.ts";

/** How a video's frames are analysed. */
export interface VideoSessionOptions extends DriverSettings {
  readonly secondPass: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels of the video's own size. Default: assumed. */
  readonly focal?: number;
}

/** One video's analysis, from its first frame on. */
export interface VideoSession {
  readonly pipeline: FramePipeline<SessionFrame>;
  /** What the results say about where they come from. */
  readonly source: SessionSource;
  /** Ends the events that last. */
  readonly finish: ReturnType<typeof createDriverSession>["finish"];
}

/** Starts a video's analysis: faces followed from frame to frame, and the driver watched. */
export function startVideoSession(
  engine: Engine,
  facts: VideoFacts,
  { secondPass, maxFaces, minScore, focal, thresholds, speedAt, seat }: VideoSessionOptions,
): VideoSession {
  const intrinsics = intrinsicsOf(facts, focal === undefined ? undefined : focal * facts.scale);
  const session = createDriverSession(engine, {
    tracker: {
      secondPass,
      intrinsics,
      ...(maxFaces === undefined ? {} : { maxFaces }),
      ...(minScore === undefined ? {} : { minScore }),
      ...(seat === undefined ? {} : { seat }),
    },
    monitor: thresholds === undefined ? {} : { profile: thresholds },
  });
  return {
    pipeline: ({ frame, timestamp, index }) => {
      const speed = speedAt?.(timestamp);
      return session.next(frame, timestamp, { index, ...(speed === undefined ? {} : { speed }) });
    },
    source: {
      file: facts.name,
      models: modelsOf(engine),
      profile: session.monitor.profile,
      intrinsics,
      ...(facts.start === undefined ? {} : { origin: facts.start }),
    },
    finish: session.finish,
  };
}

/** The name of the note that a run leaves which did not come to the video's end. */
export const STOP_NOTE = "stopped.json";

/** What is written of a video. */
export interface VideoResults {
  /** What the annotated video is named after. */
  readonly stem: string;
  /** Whether there is to be an annotated video. */
  readonly video: boolean;
  /** Whether there is to be a table of all faces beside the driver's. */
  readonly allFaces: boolean;
}

/**
 * Begins a video's files in its folder.
 *
 * @throws {Error} rather than overwrite what others made.
 */
export async function openVideoSinks(
  output: OutputFolder,
  { source, finish }: VideoSession,
  { stem, video, allFaces }: VideoResults,
): Promise<FrameSink<SessionFrame>[]> {
  const annotated = video ? await output.claim(`${stem}.annotated.webm`) : undefined;
  await rm(await output.claim(STOP_NOTE), { force: true });
  const sinks: FrameSink<SessionFrame>[] = [
    await openSessionFiles(output.path, source, { finish }),
    { onFrame: () => {}, close: (end) => noteStop(output, source.file, end) },
  ];
  if (allFaces) sinks.push(facesTable(await openFacesTable(output.path), source.file));
  if (annotated !== undefined) {
    sinks.push(
      annotatedVideo(annotated, (result: SessionFrame) => ({
        frame: result.frame,
        caption: captionOf(result),
      })),
    );
  }
  return sinks;
}

/** faces.csv: one row a face and frame, and one for a frame without a face. */
function facesTable(
  addRows: (lines: string) => Promise<void>,
  file: string,
): FrameSink<SessionFrame> {
  return {
    onFrame: ({ frame: { index, timestamp, width, height, faces } }) => {
      const faceIds = faces.map(({ id }) => id);
      const frame = index + 1;
      return addRows(facesCsvRows({ file, frame, timestamp, width, height, faces, faceIds }));
    },
    close: () => {},
  };
}

async function noteStop(output: OutputFolder, file: string, end: SessionEnd): Promise<void> {
  const { stopped: reason, frames, lastTimestamp } = end;
  if (reason === null) return;
  const note = { schema: "vigil-stopped", version: 1, file, reason, frames, lastTimestamp };
  await output.write(STOP_NOTE, `${JSON.stringify(note, null, 2)}\n`);
}

/** The state and what goes on, for the annotated video's corner. */
function captionOf({ report }: SessionFrame): string[] {
  const { state, calibration, eyeClosure, perclos, ongoing } = report;
  const progress = calibration.phase === "calibrating" ? ` ${percent(calibration.progress)}` : "";
  const [shortest] = perclos;
  const grave = ongoing.filter(({ kind }) => EVENT_WORDS[kind].gravity > 0);
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

/** A share as a whole number of per cent, or "?" when it is not known. */
function percent(share: number | null): string {
  return share === null ? "?" : `${Math.round(100 * share)} %`;
}
