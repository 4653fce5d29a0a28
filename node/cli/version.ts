// The version of this package, from its own package.json.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** The package's version, from the sources as well as from the build. @throws {Error} without package.json. */
export function packageVersion(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8")))
        .version;
    }
    if (folder === dirname(folder)) throw new Error(`No package.json in any folder above ${here}.`);
  }
}
