// Builds the script of a session's report into the library. A test checks that the module is current.

<<<<<<< HEAD
import { scriptModule } from "./build/scriptModule.ts";

export default scriptModule("web/report/main.ts", "src/formats/report");
=======
import { join } from "node:path";
import { defineConfig } from "vite";
import { ROOT } from "./build/assets.ts";
import { OLDEST_BROWSERS } from "./build/floor.ts";

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
    target: OLDEST_BROWSERS,
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
>>>>>>> 15541cc (The oldest supported browsers are Chromium 110, Firefox 132 and Safari 16.4: builds are compiled for them, and a test looks for newer functions)
