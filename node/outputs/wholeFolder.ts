// Folders that get their final name when everything in them is complete and on the disk.

import { access, mkdir, open, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The end of the name of a folder that is being written. */
export const PART = ".part";

/**
 * Creates a folder that is being written.
 *
 * @param path the final path; a number is added when there is such a folder already.
 * @returns the final path, and that of the part.
 */
export async function beginFolder(
  path: string,
): Promise<{ readonly path: string; readonly part: string }> {
  await mkdir(dirname(path), { recursive: true });
  for (let n = 1; ; n++) {
    const free = n === 1 ? path : `${path}-${n}`;
    const part = `${free}${PART}`;
    if ((await exists(free)) || (await exists(part))) continue;
    await mkdir(part);
    return { path: free, part };
  }
}

/** Gives a complete folder its final name, which a loss of power does not take away from its content. */
export async function endFolder(part: string, path: string): Promise<void> {
  for (const name of await readdir(part)) await sync(join(part, name));
  await sync(part);
  await rename(part, path);
  await sync(dirname(path));
}

/** Waits until a file is on the disk, or the names in a folder. */
async function sync(path: string): Promise<void> {
  const handle = await open(path).catch(() => undefined);
  // Some systems open no folders; the names are then written when the system does.
  await handle?.sync().catch(() => {});
  await handle?.close();
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
