// The journal of an output folder: what became of each input. An append-only file; each line has its own checksum.

import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { writeWhole } from "../wholeFile.ts";

const stampSchema = z.object({
  bytes: z.number(),
  modified: z.number(),
  changed: z.number(),
  inode: z.number(),
});

const entrySchema = z.object({
  /** The input's path as it was given. */
  path: z.string(),
  /** The name of its results in the output folder. */
  stem: z.string(),
  /** The file as it was, and the SHA-256 of its content. */
  stamp: stampSchema,
  content: z.string(),
  /** The digest of networks, options and profile. */
  settings: z.string(),
  state: z.enum(["done", "damaged", "failed"]),
  /** Why it failed, or what is missing; for people. */
  reason: z.string().optional(),
  /** The files of its results, relative to the output folder, with their sizes. */
  outputs: z.array(z.object({ name: z.string(), bytes: z.number() })),
  /** Faces of an image; seconds of a video that were analysed. */
  faces: z.number().optional(),
  seconds: z.number().optional(),
});

/** What became of one input. */
export type JournalEntry = z.infer<typeof entrySchema>;

export interface Journal {
  /** The last entry of an input. */
  get(path: string): JournalEntry | undefined;
  entries(): readonly JournalEntry[];
  /** Adds an entry. With `durable` it is on the disk when the promise resolves. */
  add(entry: JournalEntry, options?: { readonly durable?: boolean }): Promise<void>;
  /** Writes the journal anew with one line an input, in the given order of paths, and closes it. */
  close(order: readonly string[]): Promise<void>;
}

const HEADER = `${JSON.stringify({ schema: "vigil-journal", version: 1 })}\n`;

/**
 * Opens or begins a journal. Lines that are torn or damaged are left out: their inputs are analysed again.
 *
 * The file is never rewritten while inputs are analysed, so that a process that is killed at any moment loses at most
 * the line that it was writing.
 */
export async function openJournal(path: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const known = await readEntries(path);
  const file = await open(path, "a");
  const { size } = await file.stat();
  // A torn last line is ended, so that the next line is whole.
  await file.appendFile(size === 0 ? HEADER : "\n");
  return {
    get: (input) => known.get(input),
    entries: () => [...known.values()],
    async add(entry, { durable = false } = {}) {
      await append(file, lineOf(entry));
      if (durable) await file.datasync();
      known.set(entry.path, entry);
    },
    async close(order) {
      await file.close();
      const places = new Map(order.map((input, k) => [input, k]));
      const place = ({ path: input }: JournalEntry): number => places.get(input) ?? order.length;
      const sorted = [...known.values()].sort((p, q) => place(p) - place(q));
      await writeWhole(path, HEADER + sorted.map(lineOf).join(""), { durable: true });
    },
  };
}

/** The journal of a run that keeps none. */
export function noJournal(): Journal {
  return { get: () => undefined, entries: () => [], add: async () => {}, close: async () => {} };
}

async function append(file: FileHandle, line: string): Promise<void> {
  try {
    await file.appendFile(line);
  } catch (error) {
    // The next line must not be joined to half of this one.
    await file.appendFile("\n").catch(() => {});
    throw error;
  }
}

function lineOf(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return `${checksumOf(text)} ${text}\n`;
}

/** The first 16 digits of the SHA-256. */
function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function readEntries(path: string): Promise<Map<string, JournalEntry>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const known = new Map<string, JournalEntry>();
  for (const line of text.split("\n")) {
    const entry = entryOf(line);
    if (entry !== undefined) known.set(entry.path, entry);
  }
  return known;
}

function entryOf(line: string): JournalEntry | undefined {
  const text = line.slice(17);
  if (line.slice(0, 17) !== `${checksumOf(text)} `) return undefined;
  const parsed = entrySchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}
