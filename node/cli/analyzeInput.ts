// Analyses one input of `vigil analyze`; a failure is a result too.

import { errorMessage } from "../../src/errorMessage.ts";
import { ImageError, type ImageErrorCode } from "../images.ts";
import { OutputError } from "../outputs/outputError.ts";
import { VideoError, type VideoErrorCode } from "../video/videoError.ts";
import { analyzeImage } from "./analyzeImage.ts";
import type {
  AnalyzeTools,
  FailureCause,
  InputFailure,
  InputOutcome,
  InputTask,
} from "./analyzeTask.ts";
import { analyzeVideoInput } from "./analyzeVideoInput.ts";
import { isDiskError, UsageError } from "./errors.ts";

/** Analyses an input and writes its results. Never rejects. */
export async function analyzeInput(task: InputTask, tools: AnalyzeTools): Promise<InputOutcome> {
  try {
    if (task.kind === "image") return await analyzeImage(task, tools);
    return await analyzeVideoInput(task, tools);
  } catch (error) {
    if (task.kind === "image") return failureOf(task.path, error, tools.request.out);
    const { path, name = path } = task.video;
    const failure = failureOf(path, error, task.out ?? tools.request.out);
    const { message } = failure;
    return message.startsWith(path)
      ? { ...failure, message: name + message.slice(path.length) }
      : failure;
  }
}

function failureOf(path: string, error: unknown, out: string): InputFailure {
  const failed = { state: "failed", fatal: false, lasting: false, cause: "other" } as const;
  if (isDiskError(error)) {
    const message = `Writing to ${out} failed: ${error.message}`;
    return { ...failed, fatal: true, cause: "disk", message };
  }
  const message = errorMessage(error);
  if (error instanceof UsageError) return { ...failed, fatal: true, cause: "setup", message };
  // These errors name the file themselves; standard input has another name there than its path "-".
  if (error instanceof VideoError || error instanceof ImageError) {
    return { ...failed, message, lasting: LASTING.has(error.code), cause: causeOf(error.code) };
  }
  if (error instanceof OutputError) return { ...failed, cause: "disk", message };
  return { ...failed, message: message.startsWith(path) ? message : `${path}: ${message}` };
}

function causeOf(code: ImageErrorCode | VideoErrorCode): FailureCause {
  if (code === "missing" || code === "unreadable") return code;
  if (code === "no-library") return "setup";
  return LASTING.has(code) || code === "nothing-selected" ? "content" : "other";
}

/** Failures because of what the file holds. The others may be gone at the next run. */
const LASTING: ReadonlySet<ImageErrorCode | VideoErrorCode> = new Set([
  "empty",
  "truncated",
  "not-an-image",
  "not-a-video",
  "unsupported",
  "too-large",
  "damaged",
] as const);
