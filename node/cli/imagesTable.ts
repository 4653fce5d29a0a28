// faces.csv of all images: rows in the order of the images, also when a run goes on where an earlier one ended.

import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openRowFile } from "../outputs/rowFile.ts";
import { earlierRowsPath, FACES_TABLE, openFacesTable } from "./outputFolder.ts";

export interface ImagesTable {
  /** Adds the rows of the next image. */
  add(rows: string): Promise<void>;
  /** The rows that an earlier run wrote for an image, with its number in this run; undefined when there are none. */
  earlier(path: string, number: number): Promise<string | undefined>;
  /** @param complete whether all images have been added; otherwise the rows of earlier runs are kept for the next one. */
  close(complete: boolean): Promise<void>;
}

/**
 * Begins the table anew.
 *
 * @param options.keep whether rows of earlier runs are moved aside first, from where `earlier` takes them.
 * @throws {UsageError} when it cannot be written, or was written by another program.
 */
export async function openImagesTable(
  out: string,
  { keep }: { readonly keep: boolean },
): Promise<ImagesTable> {
  const aside = earlierRowsPath(out);
  if (keep) await moveAside(join(out, FACES_TABLE), aside);
  const places = keep ? await placesOfRows(aside) : new Map<string, Place>();
  const file = await openFacesTable(out);
  return {
    add: (rows) => file.append(rows),
    async earlier(path, number) {
      const place = places.get(path);
      if (place === undefined) return undefined;
      const rows = await readPart(aside, place);
      return rows.replace(FIRST_CELLS, `$<file>,${number},`);
    },
    async close(complete) {
      await file.close();
      if (complete) await rm(aside, { force: true });
    },
  };
}

/** File and number at the start of each row. */
const FIRST_CELLS = /^(?<file>"(?:[^"]|"")*"|[^",]*),\d+,/gm;

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Adds the complete rows of a table to those that are aside already, which may still be needed. */
async function moveAside(table: string, aside: string): Promise<void> {
  const rows = await placesOfRows(table);
  if (rows.size === 0) return;
  await mkdir(dirname(aside), { recursive: true });
  const { bytes } = await completeRows(aside);
  const target = await openRowFile(aside, bytes === 0 ? undefined : bytes);
  try {
    for (const place of rows.values()) await target.append(await readPart(table, place));
    await target.sync();
  } finally {
    await target.close();
  }
}

async function readPart(path: string, { offset, length }: Place): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Where the rows of each image are; the last ones, if there are several. */
async function placesOfRows(path: string): Promise<ReadonlyMap<string, Place>> {
  return (await completeRows(path)).places;
}

/** Reads a table's rows; a torn last row is left out. Nothing when there is no such file. */
async function completeRows(
  path: string,
): Promise<{ readonly places: Map<string, Place>; readonly bytes: number }> {
  const places = new Map<string, Place>();
  let latest = "";
  let offset = 0;
  let rest = Buffer.alloc(0);
  const take = (line: Buffer): void => {
    const length = line.length + 1;
    const file = fileOf(line.toString());
    const before = file === latest ? places.get(file) : undefined;
    if (file !== undefined) {
      const place = before
        ? { offset: before.offset, length: before.length + length }
        : { offset, length };
      places.set(file, place);
      latest = file;
    }
    offset += length;
  };
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      rest = Buffer.concat([rest, piece]);
      for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
        take(rest.subarray(0, end));
        rest = rest.subarray(end + 1);
      }
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return { places, bytes: offset };
}

/** The image that a row is about; undefined for the header, and for names with line breaks, whose rows are not reused. */
function fileOf(row: string): string | undefined {
  const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^",]*)),\d+,/.exec(row) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain;
}
