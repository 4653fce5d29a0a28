// The files that the page needs beside its own code: ONNX Runtime's WebAssembly, the models, the samples.

import { createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { LANDMARK_NETWORKS } from "../../src/landmarkNetworks.ts";
import { MODEL_SETS } from "../../src/modelSets.ts";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The folder that ONNX Runtime Web's files are served from. */
const RUNTIME_FOLDER = "runtime";

const RUNTIME_FILES = [
  "ort-wasm-simd-threaded.mjs",
  "ort-wasm-simd-threaded.wasm",
  // The build with WebGPU, loaded only where there is an adapter.
  "ort-wasm-simd-threaded.asyncify.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
];

/** The file types of the folders that are served. */
const SERVED = {
  models: /\.(onnx|json)$/,
  samples: /\.(jpg|mp4|webm)$/,
};

/** Files on disk by their path in the page's folder. */
export async function pageAssets(): Promise<Map<string, string>> {
  const assets = new Map<string, string>();
  for (const name of RUNTIME_FILES) {
    const file = join(ROOT, "node_modules/onnxruntime-web/dist", name);
    assets.set(`${RUNTIME_FOLDER}/${name}`, file);
  }
  for (const [folder, types] of Object.entries(SERVED)) {
    for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
      if (types.test(name) && !isOfMissingSet(folder, name))
        assets.set(`${folder}/${name}`, join(ROOT, folder, name));
    }
  }
  return assets;
}

/** The sample that the page opens first: the clip, or an image where there is no clip. */
export async function sampleName(): Promise<string> {
  const names = await readdir(join(ROOT, "samples"));
  const clip = names.find((name) => /^driver-clip\.(mp4|webm)$/.test(name));
  return clip ?? "driver-mask.jpg";
}

/** The sets of weights that the page offers: all files of a set that its worker fetches must be there. */
export function modelSetNames(): string[] {
  return Object.entries(MODEL_SETS)
    .filter(([, folder]) =>
      ["detector", "landmarks", "eyes", "gaze"].every((stem) =>
        existsSync(join(ROOT, "models", folder, `${stem}.onnx`)),
      ),
    )
    .map(([name]) => name);
}

/** Whether a file below models/ belongs to a set that the page does not offer. */
function isOfMissingSet(folder: string, name: string): boolean {
  const set = dirname(name);
  return folder === "models" && set !== "." && !modelSetNames().includes(set);
}

/** The landmark networks in models/ that the page offers, and "auto" where there are several. */
export function networkNames(): string[] {
  const names = Object.entries(LANDMARK_NETWORKS)
    .filter(([, stem]) => existsSync(join(ROOT, "models", `${stem}.onnx`)))
    .map(([name]) => name);
  return names.length > 1 ? [...names, "auto"] : names;
}

/** Copies files to their places below a folder. */
export async function copyAssets(assets: ReadonlyMap<string, string>, to: string): Promise<void> {
  for (const [path, file] of assets) {
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target);
  }
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mjs: "text/javascript",
  wasm: "application/wasm",
  json: "application/json",
  jpg: "image/jpeg",
  mp4: "video/mp4",
  webm: "video/webm",
};

/** Serves the assets while developing and copies them when building. */
export function assetsPlugin(): Plugin {
  let outDir = "";
  return {
    name: "vigil-assets",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async configureServer(server) {
      const assets = await pageAssets();
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "").split("?")[0]?.slice(1) ?? "";
        const file = assets.get(path);
        if (file === undefined || !existsSync(file)) return next();
        const type = CONTENT_TYPES[path.slice(path.lastIndexOf(".") + 1)];
        response.setHeader("Content-Type", type ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    async writeBundle() {
      await copyAssets(await pageAssets(), outDir);
    },
  };
}
