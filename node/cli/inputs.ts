// Finds the image files that a command was given: files by name, folders by what is in them.

import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { IMAGE_NAME } from "../images.ts";
import type { Failure } from "./report.ts";

/** The images to work on, in order, and the arguments that led to none. */
export interface Inputs {
  /** Paths as a person would write them: the argument, or the folder's argument and what is below it. */
  readonly images: readonly string[];
  readonly failures: readonly Failure[];
}

/** Written by Vigil itself, and so never taken from a folder. */
const OWN_PICTURE = /\.annotated\.(jpg|png)$/i;

/**
 * Lists the images that files and folders stand for.
 *
 * A file is taken whatever its name. From a folder are taken, by name in the order of their characters, the
 * files named like images; hidden files, Vigil's own annotated pictures and, unless `recursive`, folders in
 * it are passed over. A file that is reached twice is taken once. A path that does not exist is left among
 * the images: reading it says what is wrong.
 */
export async function findInputs(
  paths: readonly string[],
  options: { readonly recursive: boolean },
): Promise<Inputs> {
  const images: string[] = [];
  const failures: Failure[] = [];
  const seen = new Set<string>();
  const take = async (path: string): Promise<void> => {
    const identity = await realpath(path).catch(() => path);
    if (seen.has(identity)) return;
    seen.add(identity);
    images.push(path);
  };
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      await take(path);
      continue;
    }
    const found = await imagesIn(path, options.recursive, failures);
    for (const image of found) await take(image);
    if (found.length === 0 && !failures.some((failure) => failure.path === path)) {
      const hint = options.recursive ? "" : " (folders in it are searched with --recursive)";
      failures.push({ path, message: `${path}: the folder holds no images${hint}.` });
    }
  }
  return { images, failures };
}

async function imagesIn(
  folder: string,
  recursive: boolean,
  failures: Failure[],
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((reason: unknown) => {
    const why = reason instanceof Error && "code" in reason ? String(reason.code) : String(reason);
    failures.push({ path: folder, message: `${folder}: the folder cannot be read (${why}).` });
    return [];
  });
  const found: string[] = [];
  for (const entry of entries.sort((p, q) => (p.name < q.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    // Folders behind links are not followed: they could lead back here.
    if (entry.isDirectory()) {
      if (recursive) found.push(...(await imagesIn(path, recursive, failures)));
    } else if (IMAGE_NAME.test(entry.name) && !OWN_PICTURE.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}
