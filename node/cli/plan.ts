// What is to be done with each input: analyse it, or take what an earlier run has done.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  digestOf,
  type FileStamp,
  hashFile,
  hashNetworks,
  sameStamp,
  stampOf,
} from "../archive/identity.ts";
import type { Journal, JournalEntry } from "../archive/journal.ts";
import { modelsPath } from "../modelsFolder.ts";
import { packageVersion } from "../package.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { InputTask } from "./analyzeTask.ts";
import { type InputKind, networkFor } from "./engines.ts";

/** The settings that results depend on, as digests, by the kind of input. */
export type SettingsDigests = Readonly<Record<InputTask["kind"], string>>;

/** An input, and what is known of it. */
export interface PlannedInput {
  readonly task: InputTask;
  /** The file now; undefined for what is no file, and where there is none. */
  readonly stamp: FileStamp | undefined;
  /** The result of an earlier run that is still valid. */
  readonly earlier: JournalEntry | undefined;
}

export async function settingsOf(request: AnalyzeRequest): Promise<SettingsDigests> {
  const { image, pts, ptsSigns, maxFaces, minScore, focal, secondPass, eyes, gaze } = request;
  const common = {
    version: packageVersion(),
    // A folder that cannot be read is explained by whoever loads the networks.
    networks: await hashNetworks(modelsPath(request.models)).catch(() => null),
    ...{ maxFaces, minScore, focal, secondPass, eyes, gaze },
  };
  const networkOf = (kind: InputKind) => networkFor(request, kind);
  const { video, allFaces, start, end, fps, maxSide, thresholds, vehicleSpeed, seat } = request;
  return {
    image: digestOf({ ...common, network: networkOf("image"), image, pts, ptsSigns }),
    video: digestOf({
      ...common,
      network: networkOf("video"),
      ...{ video, allFaces, start, end, fps, maxSide, thresholds, vehicleSpeed, seat },
    }),
  };
}

/** Streams and sequences of images have no file whose content could be compared: they are always analysed. */
export function fileOf(task: InputTask): string | undefined {
  if (task.kind === "image") return task.path;
  return task.video.kind === "file" ? task.video.path : undefined;
}

/** @throws nothing: what cannot be read is analysed, which explains the problem. */
export async function planInput(
  task: InputTask,
  journal: Journal,
  settings: SettingsDigests,
  { out, redo = false, retryFailed = false }: AnalyzeRequest,
): Promise<PlannedInput> {
  const path = fileOf(task);
  const stamp = path === undefined ? undefined : await stampOf(path).catch(() => undefined);
  const entry = path === undefined ? undefined : journal.get(path);
  const analyse = { task, stamp, earlier: undefined };
  if (path === undefined || stamp === undefined || entry === undefined || redo) return analyse;
  if (entry.settings !== settings[task.kind] || entry.stem !== task.stem) return analyse;
  if (entry.state === "failed" && retryFailed) return analyse;
  const same =
    sameStamp(stamp, entry.stamp) ||
    (stamp.bytes === entry.stamp.bytes && (await contentOf(path)) === entry.content);
  return same && (await haveSizes(out, entry)) ? { task, stamp, earlier: entry } : analyse;
}

async function contentOf(path: string): Promise<string | undefined> {
  return hashFile(path).catch(() => undefined);
}

/** Whether the result files are there as they were written. */
async function haveSizes(out: string, { outputs }: JournalEntry): Promise<boolean> {
  for (const { name, bytes } of outputs) {
    const found = await stat(join(out, name)).catch(() => undefined);
    if (found?.size !== bytes) return false;
  }
  return true;
}
