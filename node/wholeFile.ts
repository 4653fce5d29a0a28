// Files that are whole or absent.

import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a file beside its place and moves it there, so that nobody ever sees a part of it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
