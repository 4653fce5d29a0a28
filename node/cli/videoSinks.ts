// What is written of a video: its table, its annotated video, and where it was stopped.

import { rm } from "node:fs/promises";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";
import { annotatedVideo } from "../video/annotatedVideo.ts";
import type { VideoFacts } from "../video/source.ts";
import type { OutputFolder } from "./outputs.ts";
import type { VideoResult } from "./videoPipeline.ts";

/** Where a video's results go, and which. */
export interface VideoOutput {
  readonly output: OutputFolder;
  readonly facts: VideoFacts;
  /** What the annotated video is named after. */
  readonly stem: string;
  /** Whether there is to be an annotated video. */
  readonly video: boolean;
}

/** The name of the note that a run leaves which did not come to the video's end. */
export const STOP_NOTE = "stopped.json";

/** The sinks of one video. */
export async function videoSinks({
  output,
  facts,
  stem,
  video,
}: VideoOutput): Promise<FrameSink<VideoResult>[]> {
  const sinks = [facesTable(output, facts.name), await stopNote(output, facts.name)];
  if (video) {
    const path = await output.claim(`${stem}.annotated.webm`);
    sinks.push(annotatedVideo(path, ({ frame }: VideoResult) => ({ frame })));
  }
  return sinks;
}

/** faces.csv: one row a face and frame, and one for a frame without a face. */
function facesTable(output: OutputFolder, file: string): FrameSink<VideoResult> {
  return {
    onFrame: ({ frame: { index, timestamp, width, height, faces } }) => {
      const faceIds = faces.map(({ id }) => id);
      const frame = index + 1;
      return output.addRows(
        facesCsvRows({ file, frame, timestamp, width, height, faces, faceIds }),
      );
    },
    close: () => {},
  };
}

/** stopped.json, when a run did not come to the video's end; an earlier run's is taken away. */
async function stopNote(output: OutputFolder, file: string): Promise<FrameSink<VideoResult>> {
  await rm(await output.claim(STOP_NOTE), { force: true });
  return {
    onFrame: () => {},
    async close({ stopped, frames, lastTimestamp }) {
      if (stopped === null) return;
      const note = {
        schema: "vigil-stopped",
        version: 1,
        file,
        reason: stopped,
        frames,
        lastTimestamp,
      };
      await output.write(STOP_NOTE, `${JSON.stringify(note, null, 2)}\n`);
    },
  };
}
