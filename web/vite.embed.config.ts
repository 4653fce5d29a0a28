// Builds the library for pages without a bundler: one script or one module, and the files that it fetches.

import { join } from "node:path";
import { defaultClientConditions, defineConfig } from "vite";
import { copyAssets, pageAssets, ROOT } from "./build/assets.ts";
import { OLDEST_BROWSERS } from "./build/floor.ts";

export default defineConfig({
  root: join(ROOT, "web"),
  publicDir: false,
  resolve: { conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions] },
  plugins: [
    {
      name: "vigil-embed-assets",
      async writeBundle({ dir = "" }) {
        const all = await pageAssets();
        const needed = [...all].filter(([path]) => !path.startsWith("samples/"));
        await copyAssets(new Map(needed), dir);
      },
    },
  ],
  build: {
    outDir: "../dist/embed",
    emptyOutDir: true,
    target: OLDEST_BROWSERS,
    lib: {
      entry: join(ROOT, "web/library/index.ts"),
      // The script's one global: vigil.loadVigil, vigil.frameOf …
      name: "vigil",
      formats: ["iife", "es"],
      fileName: (format) => (format === "es" ? "vigil.mjs" : "vigil.js"),
    },
    rolldownOptions: {
      output: { codeSplitting: false },
      // ONNX Runtime reads its own address only when it is not given the address of its files; here it always is.
      checks: { emptyImportMeta: false },
    },
  },
});
