// Builds a page's script and writes it, as text, into a module. Code that serves the page needs no bundler then, neither in
// Node nor in a browser.

import { join } from "node:path";
import { defineConfig, type UserConfig } from "vite";
import { ROOT } from "./assets.ts";
import { OLDEST_BROWSERS } from "./floor.ts";

/** The name of the module in its folder; it is not kept in the repository. */
const FILE = "pageScript.generated.ts";

/**
 * A Vite configuration.
 *
 * @param entry the script, relative to the repository's root.
 * @param outDir the folder of the module, relative to the root.
 */
export function scriptModule(entry: string, outDir: string): UserConfig {
  return defineConfig({
    root: join(ROOT, "web"),
    publicDir: false,
    logLevel: "warn",
    plugins: [
      {
        name: "vigil-script-module",
        generateBundle: {
          order: "post",
          handler(_, bundle) {
            for (const chunk of Object.values(bundle)) {
              if (chunk.type === "chunk") chunk.code = moduleOf(entry, chunk.code.trim());
            }
          },
        },
      },
    ],
    build: {
      outDir: join(ROOT, outDir),
      emptyOutDir: false,
      target: OLDEST_BROWSERS,
      lib: {
        entry: join(ROOT, entry),
        name: "page",
        formats: ["iife"],
        fileName: () => FILE,
      },
    },
  });
}

function moduleOf(entry: string, code: string): string {
  if (/<\/script|<!--/i.test(code)) throw new Error("The page's script would end its element.");
  return `// Written by \`npm run build:report\` from ${entry}.

export const PAGE_SCRIPT: string = ${JSON.stringify(code)};
`;
}
