// In a project of your own only `conditions` is needed, and models/ and runtime/ in the folder of public files.

import { join } from "node:path";
import { defaultClientConditions, defineConfig } from "vite";

const root = import.meta.dirname;
const vigil = join(root, "../../..");

export default defineConfig({
  root,
  base: "./",
  // models/ and runtime/ as `npm run build:embed` leaves them.
  publicDir: join(vigil, "dist/embed"),
  resolve: {
    // ONNX Runtime fetches its WebAssembly by address instead of having it bundled.
    conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions],
    // An installed package needs no alias; this example lies inside it.
    alias: { "vigil/web": join(vigil, "web/library/index.ts") },
  },
  build: { outDir: join(vigil, "dist/example-vite"), emptyOutDir: true, target: "es2022" },
});
