// The output folder: unique names, complete files, and no overwriting of files that Vigil did not write.

import { mkdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { errorCode } from "../../src/errorMessage.ts";
import { facesCsvHeader } from "../../src/formats/facesCsv.ts";
import { type FolderLock, lockFolder } from "../outputs/folderLock.ts";
import { OutputError } from "../outputs/outputError.ts";
import { openRowFile, type RowFile } from "../outputs/rowFile.ts";
import { writeWhole } from "../wholeFile.ts";
import { UsageError } from "./errors.ts";

/**
 * The stem of each image's output files: its name without folder and extension. Of images with the same stem
 * (ignoring case) the first keeps it and the others get -2, -3 …, except for names that another image has.
 */
export function outputStems(images: readonly string[]): string[] {
  const stems = images.map((image) => basename(image, extname(image)));
  const keyOf = (stem: string): string => stem.normalize("NFC").toLowerCase();
  const natural = new Set(stems.map(keyOf));
  const used = new Set<string>();
  return stems.map((stem) => {
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

const TABLE_NAME = "faces.csv";

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

async function createFolder(path: string): Promise<void> {
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
  inputs: readonly string[],
): Promise<OutputFolder> {
  await createFolder(path);
  const read = new Set(await Promise.all(inputs.map(realPath)));
  const here = await realPath(path);
  const holdsInputs = [...read].some((input) => dirname(input) === here);
  const pathFor = async (name: string): Promise<string> => {
    const file = join(path, name);
    if (read.has(join(here, name))) throw refusal(file, "it is one of the files to analyse");
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
 * @throws {UsageError} when it cannot be written, or was written by another program.
 */
export async function openFacesTable(folder: string): Promise<RowFile> {
  const table = join(folder, TABLE_NAME);
  const earlier = await readFile(table, "utf8").catch(() => "");
  if (earlier !== "" && !earlier.startsWith("file,frame,face_id,")) {
    const advice = "choose another folder with --out";
    throw new UsageError(`${table} was not written by Vigil and is not overwritten; ${advice}.`);
  }
  try {
    const file = await openRowFile(table);
    await file.append(facesCsvHeader());
    return file;
  } catch (cause) {
    throw new UsageError(`${table} cannot be written (${errorCode(cause)}).`, { cause });
  }
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
