// Files of a data set that a stop must not leave in part.

import { rename, writeFile } from "node:fs/promises";

/** Writes a file so that a stop leaves it whole or absent. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
