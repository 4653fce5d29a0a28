// Copies results from the fleet's folder into another one, as `vigil analyze` would have written them there.

import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorMessage } from "../../src/errorMessage.ts";
import { hashFile } from "../archive/identity.ts";
import { outputStems } from "../cli/outputFolder.ts";
import type { Failure } from "../cli/terminal.ts";
import { type Mount, mounted } from "./batches.ts";
import type { ResultFile } from "./results.ts";
import type { FleetSummary, VideoResult } from "./summary.ts";

export interface Exported {
  /** Videos whose files were copied. */
  readonly copied: number;
  /** Videos whose files were there already. */
  readonly there: number;
  readonly failures: readonly Failure[];
}

/**
 * @param out the folder to copy into: a folder a video, named as by `vigil analyze` for the same inputs in the order
 *   of their submission.
 */
export async function exportResults(
  { videos }: FleetSummary,
  out: string,
  { mounts, stop }: { readonly mounts: readonly Mount[]; readonly stop: AbortSignal },
): Promise<Exported> {
  const stems = outputStems(videos.map(({ name }) => name));
  const failures: Failure[] = [];
  let copied = 0;
  let there = 0;
  for (const [k, { name, result }] of videos.entries()) {
    if (result === undefined || stop.aborted) continue;
    try {
      if (await exportOne(result, join(out, stems[k] ?? ""), mounts)) copied++;
      else there++;
    } catch (error) {
      failures.push({ path: name, message: `${name}: ${errorMessage(error)}` });
    }
  }
  return { copied, there, failures };
}

/** @returns whether anything was copied. */
async function exportOne(
  { results, folder, files }: VideoResult,
  to: string,
  mounts: readonly Mount[],
): Promise<boolean> {
  await mkdir(to, { recursive: true });
  let copied = false;
  for (const file of files) {
    const from = join(mounted(results, mounts), file.name);
    const name = basename(file.name);
    // An annotated video has the name of its folder.
    const own = name.startsWith(`${folder}.`) ? basename(to) + name.slice(folder.length) : name;
    const target = join(to, own);
    if (await isSame(target, file)) continue;
    await copyChecked(from, target, file);
    copied = true;
  }
  return copied;
}

async function isSame(path: string, { bytes, sha256 }: ResultFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === bytes && (await hashFile(path)) === sha256;
}

async function copyChecked(from: string, to: string, file: ResultFile): Promise<void> {
  const part = join(dirname(to), `${basename(to)}.${process.pid}.part`);
  try {
    await pipeline(createReadStream(from), createWriteStream(part));
    if (!(await isSame(part, file))) {
      throw new Error(
        `${from} is not the file that was committed; it was changed or damaged since.`,
      );
    }
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
