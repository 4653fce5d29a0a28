// The options of commands that analyse whole videos: which part, how, and what is written.

import type { Command } from "commander";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import { atLeastOne, positive, seconds, share } from "./arguments.ts";
import { addDriverOptions } from "./driverOptions.ts";
import { UsageError } from "./errors.ts";
import { modelsOption, networkChoiceOption } from "./networkOptions.ts";

/** What the options give, besides those of the driver. */
export type VideoOptions = Pick<
  AnalyzeRequest,
  | "maxFaces"
  | "minScore"
  | "start"
  | "end"
  | "fps"
  | "maxSide"
  | "focal"
  | "models"
  | "network"
  | "eyes"
  | "gaze"
  | "secondPass"
  | "checkpointEvery"
> & { readonly video?: boolean; readonly allFaces?: boolean };

/** Adds the options to a command. */
export function addVideoOptions(command: Command): Command {
  const withPart = command
    .option(
      "--max-faces <n>",
      "the maximum number of faces in an image: those with the highest scores",
      atLeastOne,
    )
    .option(
      "--min-score <s>",
      "drop faces with a lower score, 0 to 1 (default: the model's threshold)",
      share,
    )
    .option("--video", "also write each video with the results drawn over it")
    .option("--all-faces", "also write faces.csv of each video: all faces, not only the driver")
    .option(
      "--start <time>",
      "start of the part of a video to analyse: seconds, or 1:02:03.5",
      seconds,
    )
    .option("--end <time>", "end of that part", seconds)
    .option("--fps <n>", "the maximum number of analysed frames per second of a video", positive)
    .option("--max-side <px>", "scale a video's frames down to this longer side", atLeastOne);
  const complete = addFaceOptions(withPart).option(
    "--checkpoint-every <s>",
    "seconds of a video after which an interrupted analysis can go on (default: 20)",
    positive,
  );
  return addDriverOptions(complete);
}

/** Adds the options of how a face is analysed, which files and live sources have in common. */
export function addFaceOptions(command: Command): Command {
  return command
    .option("--focal <px>", "the camera's focal length in pixels (default: assumed)", positive)
    .addOption(modelsOption())
    .addOption(networkChoiceOption())
    .option("--no-eyes", "judge eyes by landmarks alone, without eye-state and gaze network")
    .option("--no-gaze", "do not measure where the eyes look: without the gaze network")
    .option("--second-pass", "localise landmarks again in a better window (default)")
    .option("--no-second-pass", "a single pass: faster, less accurate on rotated heads");
}

/** @throws {UsageError} when no time lies between start and end. */
export function checkRange({ start = 0, end = Number.POSITIVE_INFINITY }: VideoOptions): void {
  if (start < end) return;
  throw new UsageError(
    `--end (${end} s) must be later than --start (${start} s); both are times of the video.`,
  );
}
