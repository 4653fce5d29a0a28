// The MRL eye crops on disk: finds them, splits them by subject, reads them as patches.

import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";
import sharp from "sharp";
import { errorMessage } from "../../src/errorMessage.ts";
import { CROP_SIDE, type EyePatch, type EyeSample } from "./source.ts";

/** The fields in the name of an eye crop: `subject_image_gender_glasses_open_reflections_lighting_sensor`. */
export interface EyeLabels {
  /** For example "s0036". */
  readonly subject: string;
  readonly image: string;
  readonly gender: "male" | "female";
  readonly glasses: boolean;
  readonly open: boolean;
  readonly reflections: "none" | "small" | "big";
  readonly lighting: "bad" | "good";
  /** Number of the camera, from 1. */
  readonly sensor: number;
}

/** One eye crop on disk. */
export interface EyeFile extends EyeLabels {
  readonly path: string;
}

/** Contents of a folder of eye crops. */
export interface EyeFolder {
  /** Sorted by path. */
  readonly files: readonly EyeFile[];
  /** Images without labels in their names; they are not used. */
  readonly unnamed: readonly string[];
}

const IMAGE = /^\.(webp|png|jpe?g)$/i;

/**
 * Lists the eye crops of a folder and all folders below it.
 *
 * @throws {Error} when the folder cannot be read or contains no eye crop.
 */
export async function listEyeFiles(folder: string): Promise<EyeFolder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new Error(`The folder of eye crops ${folder} cannot be read.`, { cause });
    },
  );
  const files: EyeFile[] = [];
  const unnamed: string[] = [];
  for (const entry of entries) {
    const { name, ext } = parse(entry.name);
    if (entry.isDirectory() || !IMAGE.test(ext)) continue;
    const path = join(entry.parentPath, entry.name);
    const labels = parseEyeName(name);
    if (labels === null) unnamed.push(path);
    else files.push({ ...labels, path });
  }
  if (files.length === 0) {
    throw new Error(
      `${folder} contains no eye crop named subject_image_gender_glasses_open_reflections_lighting_sensor, ` +
        "such as s0036_00123_1_0_0_2_0_01.webp.",
    );
  }
  // Compared by code unit, so that the order does not depend on the machine's language.
  return { files: files.sort((p, q) => (p.path < q.path ? -1 : 1)), unnamed: unnamed.sort() };
}

/** Splits crops by subject: those of the given subjects, and all others. */
export function splitSubjects(
  files: readonly EyeFile[],
  subjects: readonly string[],
): { readonly chosen: EyeFile[]; readonly others: EyeFile[] } {
  const wanted = new Set(subjects);
  return {
    chosen: files.filter(({ subject }) => wanted.has(subject)),
    others: files.filter(({ subject }) => !wanted.has(subject)),
  };
}

/**
 * Reads an eye crop as a patch without margin.
 *
 * @throws {Error} with the file's path when it is not a readable image.
 */
export async function readEyePatch(path: string, side: number = CROP_SIDE): Promise<EyePatch> {
  try {
    const grey = await sharp(path)
      .flatten({ background: "#000" })
      .greyscale()
      .resize(side, side, { fit: "fill" })
      .raw({ depth: "uchar" })
      .toBuffer();
    return { side, grey: new Uint8Array(grey) };
  } catch (cause) {
    const why = errorMessage(cause);
    throw new Error(`${path} cannot be read as an image: ${why}`, { cause });
  }
}

/** Reads an eye crop with its label; an eye is visible in every crop of the set. */
export async function readEyeSample(file: EyeFile): Promise<EyeSample> {
  return { patch: await readEyePatch(file.path), open: file.open, seen: true };
}

const NAME = /^(s\d+)_(\d+)_([01])_([01])_([01])_([012])_([01])_(\d+)$/;
const REFLECTIONS = ["none", "small", "big"] as const;

/**
 * Parses the labels from a file name without folder and extension, for example `s0036_00123_1_0_0_2_0_01`.
 *
 * @returns null when the name does not have the eight fields in their ranges.
 */
export function parseEyeName(stem: string): EyeLabels | null {
  const fields = NAME.exec(stem);
  if (fields === null) return null;
  const field = (index: number) => fields[index];
  const reflections = REFLECTIONS[Number(field(6))];
  if (reflections === undefined) return null;
  return {
    subject: field(1),
    image: field(2),
    gender: field(3) === "1" ? "female" : "male",
    glasses: field(4) === "1",
    open: field(5) === "1",
    reflections,
    lighting: field(7) === "1" ? "good" : "bad",
    sensor: Number(field(8)),
  };
}
