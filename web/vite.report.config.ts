// Builds the script of a session's report and writes it, as text, into a module of the library. The library needs no bundler
// then, neither in Node nor in a browser. A test checks that the module is current.

import { join } from "node:path";
import { defineConfig } from "vite";
import { ROOT } from "./build/assets.ts";

export default defineConfig({
  root: join(ROOT, "web"),
  publicDir: false,
  logLevel: "warn",
  plugins: [
    {
      name: "vigil-report-script",
      generateBundle: {
        order: "post",
        handler(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type === "chunk") chunk.code = moduleOf(chunk.code.trim());
          }
        },
      },
    },
  ],
  build: {
    outDir: "../src/formats/report",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: join(ROOT, "web/report/main.ts"),
      name: "report",
      formats: ["iife"],
      fileName: () => "pageScript.generated.ts",
    },
  },
});

function moduleOf(code: string): string {
  if (/<\/script|<!--/i.test(code)) throw new Error("The report's script would end its element.");
  return `// Written by \`npm run build:report\` from web/report/main.ts.

export const PAGE_SCRIPT: string = ${JSON.stringify(code)};
`;
}
