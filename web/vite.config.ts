// Builds and serves the page. All addresses are relative, so that it works in any folder of any server.

import { join } from "node:path";
import { defaultClientConditions, defineConfig } from "vite";
import { assetsPlugin, modelSetNames, networkNames, ROOT, sampleName } from "./build/assets.ts";
import { OLDEST_BROWSERS } from "./build/floor.ts";
import { serviceWorkerPlugin } from "./build/serviceWorker.ts";

/** Cross-origin isolation: without it a browser gives WebAssembly no threads. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// ONNX Runtime fetches its own WebAssembly from the page's folder instead of having it bundled.
const conditions = ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions];

export default defineConfig({
  root: join(ROOT, "web"),
  base: "./",
  define: {
    __VIGIL_SAMPLE__: JSON.stringify(await sampleName()),
    __VIGIL_NETWORKS__: JSON.stringify(networkNames()),
    __VIGIL_MODEL_SETS__: JSON.stringify(modelSetNames()),
  },
  resolve: { conditions },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [assetsPlugin(), serviceWorkerPlugin()],
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  worker: { format: "es" },
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    target: OLDEST_BROWSERS,
    rolldownOptions: {
      input: {
        page: join(ROOT, "web/index.html"),
        "service-worker": join(ROOT, "web/service/main.ts"),
      },
      output: {
        // A service worker controls only its own folder, so it lies beside the page, under a fixed name.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
});
