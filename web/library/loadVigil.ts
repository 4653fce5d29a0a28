// Loads Vigil in a browser, with ONNX Runtime Web and the weights from folders of the page's server.

import { errorMessage } from "../../src/errorMessage.ts";
import type { ModelFile } from "../../src/modelFile.ts";
import type { RuntimeModule } from "../../src/network/network.ts";
import { Vigil, type VigilOptions } from "../../src/vigil.ts";

/** Where networks run: "wasm" on the processor, in every browser; "webgpu" on the graphics card. */
export type BrowserBackend = "wasm" | "webgpu";

export interface BrowserLoadOptions {
  /** Address of the folder with landmarks.onnx, detector.onnx, eyes.onnx and their .json cards; it ends in "/". */
  readonly models: string | URL;
  /** Whether to load the eye-state network, which classifies eyes as open or closed. Default true. */
  readonly eyes?: boolean;
  /** Address of the folder with ONNX Runtime Web's .mjs and .wasm files; it ends in "/". */
  readonly runtime: string | URL;
  /** Default "wasm". */
  readonly backend?: BrowserBackend;
  /** Threads of WebAssembly. Default: one fewer than cores, at most four. Always one without cross-origin isolation. */
  readonly threads?: number;
}

/** More threads gain little with networks this small. */
const MOST_THREADS = 4;

/**
 * Loads Vigil with weights from a folder of the page's server.
 *
 * @throws {Error} with the file's name when a file cannot be fetched or is not valid.
 * @example
 * const vigil = await loadVigil({ models: "./models/", runtime: "./runtime/" });
 * const { faces } = await vigil.analyze(frameOf(image)); // samples/driver-mask.jpg
 * faces.length; // 1
 * faces[0].landmarks.filter(({ occluded }) => occluded).length; // 42
 * faces[0].mouth; // { openness: null, valid: false, reason: "occluded" }
 */
export async function loadVigil(options: BrowserLoadOptions): Promise<Vigil> {
  const { backend = "wasm" } = options;
  const [runtime, models] = await Promise.all([loadRuntime(options), fetchModels(options)]);
  return Vigil.load({ ...models, runtime, backend });
}

/** Fetches the networks and their cards. */
export async function fetchModels({
  models,
  eyes = true,
}: Pick<BrowserLoadOptions, "models" | "eyes">): Promise<
  Pick<VigilOptions, "detector" | "landmarks" | "eyes">
> {
  const [detector, landmarks, eyeState] = await Promise.all([
    fetchModel(models, "detector"),
    fetchModel(models, "landmarks"),
    eyes ? fetchModel(models, "eyes") : undefined,
  ]);
  return { detector, landmarks, eyes: eyeState };
}

/**
 * Loads ONNX Runtime Web for a backend and sets the addresses of its files, for `Vigil.load`. `loadVigil` does both.
 *
 * @example
 * const runtime = await loadRuntime({ runtime: "./runtime/", threads: 1 });
 * runtime.env.wasm.numThreads; // 1
 * runtime.env.wasm.wasmPaths.wasm; // "http://localhost:4173/runtime/ort-wasm-simd-threaded.wasm"
 */
export async function loadRuntime(
  options: Pick<BrowserLoadOptions, "runtime" | "backend" | "threads">,
): Promise<RuntimeModule> {
  const { backend = "wasm" } = options;
  const runtime =
    backend === "webgpu"
      ? await import("onnxruntime-web/webgpu")
      : await import("onnxruntime-web/wasm");
  const folder = new URL(options.runtime, globalThis.location.href);
  const stem = backend === "webgpu" ? "ort-wasm-simd-threaded.asyncify" : "ort-wasm-simd-threaded";
  runtime.env.wasm.wasmPaths = {
    mjs: new URL(`${stem}.mjs`, folder).href,
    wasm: new URL(`${stem}.wasm`, folder).href,
  };
  runtime.env.wasm.numThreads = threadsOf(options.threads);
  return runtime;
}

/**
 * The number of WebAssembly threads. One core is left to the page, which decodes and draws at the same time: a network's
 * threads spin while they wait for each other, so a thread without its own core delays all of them.
 */
export function threadsOf(wanted?: number): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return wanted ?? Math.max(1, Math.min(navigator.hardwareConcurrency - 1, MOST_THREADS));
}

/** A network and its card: `<name>.onnx` and `<name>.json` in a folder. */
async function fetchModel(folder: string | URL, name: string): Promise<ModelFile> {
  const base = new URL(folder, globalThis.location.href);
  const file = new URL(`${name}.onnx`, base).href;
  const [bytes, card] = await Promise.all([
    fetchFile(file).then((response) => response.arrayBuffer()),
    fetchFile(new URL(`${name}.json`, base).href).then((response) => response.json()),
  ]);
  return { bytes: new Uint8Array(bytes), card, name: file };
}

async function fetchFile(address: string): Promise<Response> {
  const response = await fetch(address).catch((cause: unknown) => {
    throw new Error(`${address} could not be fetched: ${errorMessage(cause)}`, {
      cause,
    });
  });
  if (!response.ok) {
    throw new Error(`${address} could not be fetched: the server answered ${response.status}.`);
  }
  return response;
}
