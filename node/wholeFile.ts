// Writes files completely or not at all.

import { open, rename, rm } from "node:fs/promises";

/**
 * Writes a temporary file and renames it, so that an incomplete file never has the final name. The content is on the
 * disk before the name is, so that this also holds after a loss of power.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  // Two processes that write the same file do not write the same temporary file.
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = await open(part, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
