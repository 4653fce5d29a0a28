// Checkpoints: everything that an interrupted analysis needs to go on, in one file that is whole or not there.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";
import { errorCode } from "../../src/errorMessage.ts";
import { writeWhole } from "../wholeFile.ts";

/** The first line of the file; the second is the SHA-256 of the rest. */
const FIRST_LINE = "vigil-checkpoint 1";

/** Writes plain data, so that it is on the disk when the promise resolves. Infinite numbers and negative zero are kept. */
export async function writeCheckpoint(path: string, data: unknown): Promise<void> {
  const body = serialize(data);
  const head = Buffer.from(`${FIRST_LINE}\n${digestOf(body)}\n`);
  await inFolder(dirname(path), () =>
    writeWhole(path, Buffer.concat([head, body]), { durable: true }),
  );
}

/** How often a folder that another process removed is made again. */
const FOLDER_ATTEMPTS = 10;

/** What making a folder and writing in it report when another process removes it or its parent in between. */
const FOLDER_REMOVED = ["ENOENT", "ENOTDIR"];

/**
 * Makes a folder and writes in it. Several processes share the folder, and the one that finishes a video removes it when
 * it is empty, perhaps between these two steps; then both are repeated.
 */
export async function inFolder<T>(folder: string, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(folder, { recursive: true });
      return await write();
    } catch (error) {
      if (!FOLDER_REMOVED.includes(errorCode(error)) || attempt === FOLDER_ATTEMPTS) throw error;
    }
  }
}

/** What was written; undefined when there is no such file, or when it is damaged or of another version. */
export async function readCheckpoint(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const head = FIRST_LINE.length + 1 + 64 + 1;
  const body = bytes.subarray(head);
  if (bytes.toString("latin1", 0, head) !== `${FIRST_LINE}\n${digestOf(body)}\n`) return undefined;
  try {
    return deserialize(body);
  } catch {
    return undefined;
  }
}

/** Removes the file, and the folders that were made for it when nothing else is in them. */
export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true });
  const folder = dirname(path);
  for (const empty of [folder, dirname(folder)]) await rmdir(empty).catch(() => {});
}

function digestOf(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}
