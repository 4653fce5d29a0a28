// Writes files completely or not at all.

import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a temporary file and renames it, so that an incomplete file never has the final name. */
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
