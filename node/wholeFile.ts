// Writes files completely or not at all.

import { open, rename, rm } from "node:fs/promises";

/**
 * Writes a temporary file and renames it, so that an incomplete file never has the final name.
 *
 * @param options.durable whether the content must be on the disk before it gets the name, so that this also holds after
 *   a loss of power. Default false.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { durable = false }: { readonly durable?: boolean } = {},
): Promise<void> {
  // Two processes that write the same file do not write the same temporary file.
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = await open(part, "w");
    try {
      await handle.writeFile(content);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
