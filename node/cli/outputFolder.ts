// The output folder: unique names, complete files, and no overwriting of files that Vigil did not write.

import { mkdir, open, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { errorCode } from "../../src/errorMessage.ts";
import { facesCsvHeader } from "../../src/formats/facesCsv.ts";
import { removeCheckpoint } from "../archive/checkpoint.ts";
import { type FolderLock, lockFolder } from "../outputs/folderLock.ts";
import { OutputError } from "../outputs/outputError.ts";
import { openRowFile, type RowFile } from "../outputs/rowFile.ts";
import { removeParts } from "../video/annotatedParts.ts";
import { writeWhole } from "../wholeFile.ts";
import { UsageError } from "./errors.ts";

/**
 * The stem of each image's output files: its name without folder and extension. Of images with the same stem
 * (ignoring case) the first keeps it and the others get -2, -3 …, except for names that another image has.
 *
 * @param earlier stems that an earlier run has given, by image: they are kept, so that a new image does not move them.
 */
export function outputStems(
  images: readonly string[],
  earlier: ReadonlyMap<string, string> = new Map(),
): string[] {
  const stems = images.map((image) => basename(image, extname(image)));
  const keyOf = (stem: string): string => stem.normalize("NFC").toLowerCase();
  const natural = new Set(stems.map(keyOf));
  const used = new Set<string>();
  const kept = images.map((image) => {
    const stem = earlier.get(image);
    if (stem === undefined || used.has(keyOf(stem))) return undefined;
    used.add(keyOf(stem));
    return stem;
  });
  return stems.map((stem, k) => {
    const before = kept[k];
    if (before !== undefined) return before;
    let name = stem;
    for (let n = 2; used.has(keyOf(name)) || (n > 2 && natural.has(keyOf(name))); n++) {
      name = `${stem}-${n}`;
    }
    used.add(keyOf(name));
    return name;
  });
}

/** The folder that a command writes to. */
export interface OutputFolder {
  readonly path: string;
  /** Writes a file, completely or not at all. @throws {Error} when it would overwrite a file that Vigil did not write. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** The path of a file that is written gradually. @throws {Error} when it would overwrite a file that Vigil did not write. */
  pathFor(name: string): Promise<string>;
}

/** The table of all faces, of all images or of one video. */
export const FACES_TABLE = "faces.csv";

/** What a run knows of its folder: journal, checkpoints. */
export const STATE_FOLDER = ".vigil";

/** The journal of a folder. */
export function journalPath(out: string): string {
  return join(out, STATE_FOLDER, "journal");
}

/** The checkpoint of a video's analysis. */
export function checkpointPath(out: string, stem: string): string {
  return join(out, STATE_FOLDER, "checkpoints", stem);
}

/** The folder of the parts of an annotated video that is not complete. */
export function partsPath(out: string, stem: string): string {
  return join(out, STATE_FOLDER, "annotated", stem);
}

/** Removes what was saved to go on with a video. */
export async function removeSavedState(out: string, stem: string): Promise<void> {
  await removeCheckpoint(checkpointPath(out, stem));
  await removeParts(partsPath(out, stem));
}

/** Rows of an earlier run that the table of images does not hold yet. */
export function earlierRowsPath(out: string): string {
  return join(out, STATE_FOLDER, "rows.csv");
}

/** The real paths of files that are never overwritten. */
export type ProtectedFiles = ReadonlySet<string>;

/** The real paths of a run's inputs. */
export async function protectedFiles(inputs: readonly string[]): Promise<ProtectedFiles> {
  const files = new Set<string>();
  for (const input of inputs) files.add(await realPath(input));
  return files;
}

/**
 * Creates a folder and locks it, so that two runs do not write into each other's tables.
 *
 * @throws {UsageError} when it cannot be created or written, or when another run writes into it.
 */
export async function lockOutput(path: string): Promise<FolderLock> {
  await createFolder(path);
  try {
    return await lockFolder(path);
  } catch (cause) {
    throw cause instanceof OutputError ? new UsageError(cause.message, { cause }) : cause;
  }
}

/** @throws {UsageError} when it cannot be created. */
export async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UsageError(`The folder ${path} cannot be created (${errorCode(cause)}).`, { cause });
  }
}

/**
 * Creates the folder.
 *
 * Results of an earlier run are overwritten. Inputs are never overwritten; in a folder with inputs, neither are `.pts`
 * files and `.json` files that Vigil did not write, because they may be annotations.
 *
 * @throws {UsageError} when the folder cannot be created.
 */
export async function openOutputFolder(
  path: string,
  inputs: ProtectedFiles,
): Promise<OutputFolder> {
  await createFolder(path);
  const here = await realPath(path);
  const holdsInputs = [...inputs].some((input) => dirname(input) === here);
  const pathFor = async (name: string): Promise<string> => {
    const file = join(path, name);
    if (inputs.has(join(here, name))) throw refusal(file, "it is one of the files to analyse");
    if (holdsInputs && (await isForeign(file))) throw refusal(file, "Vigil did not write it");
    return file;
  };
  return {
    path,
    pathFor,
    async write(name, content) {
      await writeWhole(await pathFor(name), content);
    },
  };
}

/**
 * Starts an empty faces.csv, which grows by complete rows.
 *
 * @param from continue the file at this length, bytes.
 * @throws {UsageError} when it cannot be written, or was written by another program.
 */
export async function openFacesTable(folder: string, from?: number): Promise<RowFile> {
  const table = join(folder, FACES_TABLE);
  if (from !== undefined) return openRowFile(table, from);
  await refuseForeignTable(table);
  try {
    const file = await openRowFile(table);
    await file.append(facesCsvHeader());
    return file;
  } catch (cause) {
    throw new UsageError(`${table} cannot be written (${errorCode(cause)}).`, { cause });
  }
}

/** @throws {UsageError} when another program wrote the table. */
async function refuseForeignTable(table: string): Promise<void> {
  const file = await open(table).catch(() => undefined);
  if (file === undefined) return;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    const start = buffer.toString("utf8", 0, bytesRead);
    if (start === "" || start.startsWith("file,frame,face_id,")) return;
  } finally {
    await file.close();
  }
  const advice = "choose another folder with --out";
  throw new UsageError(`${table} was not written by Vigil and is not overwritten; ${advice}.`);
}

function refusal(file: string, why: string): Error {
  return new Error(
    `${file} exists and is not overwritten, because ${why}; choose another folder with --out.`,
  );
}

/** Whether a file in a folder with inputs may be an annotation. */
async function isForeign(file: string): Promise<boolean> {
  const kind = extname(file);
  if (kind !== ".json" && kind !== ".pts") return false;
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (!exists || kind === ".pts") return exists;
  const start = (await readFile(file, "utf8")).slice(0, 100);
  return !/^\s*\{\s*"schema":\s*"vigil-/.test(start);
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
