// The names of a session's files, and whether Vigil has written what has such a name.

import { open } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../src/errorMessage.ts";
import { OutputError } from "./outputError.ts";

/** The files and how they begin: a file of this name that begins otherwise is not Vigil's and is not overwritten. */
const BEGINNINGS = {
  "frames.csv": /^frame,face_id,timestamp,confidence,success,(gaze_[0-9a-z_]+,)*pose_Tx,/,
  "frames.jsonl": /^\{"line":"header","schema":"vigil-session"/,
  "events.json": /^\s*\{\s*"schema":\s*"vigil-events"/,
  "events.vtt": /^WEBVTT\n\nNOTE\nEvents of the driver in .* by Vigil\./,
  "report.html": /<meta name="generator" content="Vigil">/,
} as const;

export type SessionFileName = keyof typeof BEGINNINGS;

export const SESSION_FILES = Object.keys(BEGINNINGS) as readonly SessionFileName[];

/** @throws {OutputError} when a file in the folder has the name of a session's file and was not written by Vigil. */
export async function refuseForeignFiles(folder: string): Promise<void> {
  for (const name of SESSION_FILES) await refuseForeign(folder, name);
}

/** @throws {OutputError} when there is a file of this name and it begins otherwise than Vigil's. */
export async function refuseForeign(folder: string, name: SessionFileName): Promise<void> {
  const path = join(folder, name);
  const start = await startOf(path);
  if (start === undefined || start === "" || BEGINNINGS[name].test(start)) return;
  throw new OutputError(
    `${path} was not written by Vigil and is not overwritten; choose another folder.`,
  );
}

/** The first characters of a file; undefined when it does not exist. */
async function startOf(path: string): Promise<string | undefined> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new OutputError(`${path} cannot be read (${errorCode(error)}).`, { cause: error });
  });
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
