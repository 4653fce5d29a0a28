// Writes the list of the page's files into the built service worker, which stores them for offline use.

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

/** The place of the list in the service worker's source. */
const PLACEHOLDER = /["'`]__VIGIL_FILES__["'`]/;

/** Files too large to fetch in advance; they are stored when they are first used. */
const ON_DEMAND = /asyncify\.wasm$/;

/** Writes the list after all other files. A change of any file changes the list's version. */
export function serviceWorkerPlugin(): Plugin {
  let outDir = "";
  return {
    name: "vigil-service-worker",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "post",
      async handler() {
        const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
        const names = entries
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(outDir.length + 1))
          .map((name) => name.replaceAll("\\", "/"))
          .filter((name) => name !== "service-worker.js" && !name.endsWith(".map"))
          .sort();
        const hash = createHash("sha256");
        for (const name of names) hash.update(name).update(await readFile(join(outDir, name)));
        const list = {
          version: hash.digest("hex").slice(0, 16),
          files: names.filter((name) => !ON_DEMAND.test(name)),
        };
        const file = join(outDir, "service-worker.js");
        const code = await readFile(file, "utf8");
        if (!PLACEHOLDER.test(code)) {
          throw new Error(`${file} has no ${PLACEHOLDER} to put the list of files at.`);
        }
        const literal = JSON.stringify(JSON.stringify(list));
        await writeFile(
          file,
          code.replace(PLACEHOLDER, () => literal),
        );
      },
    },
  };
}
