// The folder in which a video is worked on, on the share beside the results: the files of each attempt, with its
// checkpoint, and the outcome. Each attempt has files of its own, so that a worker that lost its lease and does not
// know it yet cannot write into those of the next.

import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import { errorCode } from "../../src/errorMessage.ts";
import { hashFile } from "../archive/identity.ts";
import type { InputIdentity } from "../cli/analyzeTask.ts";
import { checkpointPath, partsPath } from "../cli/outputFolder.ts";
import { refuseForeignFiles } from "../outputs/sessionFileNames.ts";
import { writeWhole } from "../wholeFile.ts";
import type { ResultFile } from "./results.ts";

/** The folder for all work in a folder of results. */
function workRoot(results: string): string {
  return join(results, ".vigil", "fleet");
}

function videoFolder(results: string, video: string): string {
  return join(workRoot(results), video);
}

/** An analysis that is finished, but whose result may not be committed yet. */
const outcomeSchema = z.object({
  identity: z.object({ content: z.string(), settings: z.string() }),
  /** The attempt that made the files. */
  attempt: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  seconds: z.number(),
  /** Events of each kind. */
  events: z.record(z.string(), z.number()),
  damage: z.string().optional(),
});

export type Outcome = z.infer<typeof outcomeSchema>;

/** The files of one attempt. */
export interface WorkFolder {
  /** Where the analysis writes, as if it were the folder of results. */
  readonly path: string;
  /** The outcome of an earlier attempt that was not committed. */
  outcome(identity: InputIdentity): Promise<Outcome | undefined>;
  /** Makes the folder, with the checkpoint of the latest attempt that has one. */
  begin(stem: string): Promise<void>;
  /** Notes the outcome, so that another worker can commit it if this one cannot. */
  finish(identity: InputIdentity, end: Finish): Promise<Outcome>;
  /** Gives files their final names. Whole after any number of interruptions. */
  publish(outcome: Outcome): Promise<void>;
  /** Removes everything of the video, once its result is committed. */
  remove(): Promise<void>;
}

interface Finish {
  /** Files relative to the folder. */
  readonly outputs: readonly string[];
  readonly seconds: number;
  readonly events: Outcome["events"];
  readonly damage?: string;
}

export function workFolder(results: string, video: string, attempt: number): WorkFolder {
  const folder = videoFolder(results, video);
  const path = join(folder, String(attempt));
  const outcomePath = join(folder, "outcome.json");
  return {
    path,
    async outcome(identity) {
      const text = await readFile(outcomePath, "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      const { data } = outcomeSchema.safeParse(JSON.parse(text));
      const same =
        data?.identity.content === identity.content && data.identity.settings === identity.settings;
      if (!same) return undefined;
      const places = data.files.map(
        async ({ name, bytes }) =>
          (await sizeOf(join(folder, String(data.attempt), name))) === bytes ||
          (await sizeOf(join(results, name))) === bytes,
      );
      return (await Promise.all(places)).every((there) => there) ? data : undefined;
    },
    async begin(stem) {
      await refuseForeignFiles(join(results, stem));
      await mkdir(path, { recursive: true });
      for (let before = attempt - 1; before > 0; before--) {
        const from = join(folder, String(before));
        try {
          if (await bringOver(from, path, stem)) return;
        } catch (error) {
          // A worker that was cut off removes its state while it is copied: it has come to the end.
          if (errorCode(error) !== "ENOENT") throw error;
          await rm(path, { recursive: true });
          await mkdir(path);
        }
      }
    },
    async finish(identity, { outputs, ...end }) {
      const files: ResultFile[] = [];
      for (const name of outputs) files.push(await describe(path, name));
      const outcome: Outcome = { identity, attempt, files, ...end };
      await writeWhole(outcomePath, JSON.stringify(outcome), { durable: true });
      return outcome;
    },
    async publish({ attempt: maker, files }) {
      for (const { name, bytes } of files) {
        const to = join(results, name);
        await mkdir(dirname(to), { recursive: true });
        await rename(join(folder, String(maker), name), to).catch((error: unknown) => {
          // An interrupted attempt to commit has moved it already.
          if (errorCode(error) !== "ENOENT") throw error;
        });
        if ((await sizeOf(to)) !== bytes) {
          throw new Error(`${to} was changed while it was committed.`);
        }
      }
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Size and digest of a file, which is on the disk afterwards. */
async function describe(folder: string, name: string): Promise<ResultFile> {
  const path = join(folder, name);
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, bytes: (await stat(path)).size, sha256: await hashFile(path) };
}

/**
 * Copies what an earlier attempt has saved: checkpoint, tables, and the parts of an annotated video. The checkpoint is
 * copied first: tables that are copied later are at least as long as it says, and going on cuts them to that length; it
 * also removes parts that are newer.
 *
 * @returns false when it has no checkpoint.
 */
async function bringOver(from: string, to: string, stem: string): Promise<boolean> {
  const checkpoint = checkpointPath(from, stem);
  if ((await sizeOf(checkpoint)) === undefined) return false;
  await mkdir(dirname(checkpointPath(to, stem)), { recursive: true });
  await copyFile(checkpoint, checkpointPath(to, stem));
  await copyFiles(join(from, stem), join(to, stem));
  const parts = partsPath(from, stem);
  if ((await sizeOf(parts)) !== undefined) await copyFiles(parts, partsPath(to, stem));
  return true;
}

/** Neither the lock nor files that are being written. */
async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".") || entry.name.endsWith(".part")) continue;
    await copyFile(join(from, entry.name), join(to, entry.name));
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.size;
}

/** The videos of which there is a work folder. */
export async function workedOn(results: string): Promise<readonly string[]> {
  const names = await readdir(workRoot(results)).catch(() => []);
  return names.filter((name) => /^\d+$/.test(name));
}
