// Loads Vigil in a browser: ONNX Runtime Web and the weights come from folders that the page serves.

import { errorMessage } from "../../src/errorMessage.ts";
import type { RuntimeModule } from "../../src/network/network.ts";
import { type ModelFile, Vigil, type VigilOptions } from "../../src/vigil.ts";

/** Where networks run: "wasm" on the processor, in every browser; "webgpu" on the graphics card. */
export type BrowserBackend = "wasm" | "webgpu";

export interface BrowserLoadOptions {
  /** The address of the folder with landmarks.onnx, detector.onnx, eyes.onnx and their .json cards, ending in "/". */
  readonly models: string | URL;
  /** Whether the eye-state network is loaded, which tells closed eyes from open ones. Default true. */
  readonly eyes?: boolean;
  /** The address of the folder with ONNX Runtime Web's .mjs and .wasm files, ending in "/". */
  readonly runtime: string | URL;
  /** Default "wasm". */
  readonly backend?: BrowserBackend;
  /** Default: one a core but one, at most four; always one on pages that are not cross-origin isolated. */
  readonly threads?: number;
}

/** More threads than this gain little on networks this small. */
const MOST_THREADS = 4;

/**
 * Loads Vigil with weights from a folder of the page.
 *
 * @throws {Error} when a file cannot be fetched or is not what it should be, naming it.
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
  return { detector, landmarks, ...(eyeState && { eyes: eyeState }) };
}

/** Loads ONNX Runtime Web for a backend and tells it where its files lie. */
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
 * How many threads WebAssembly gets here. A core stays with the page, which decodes and draws meanwhile: threads of a
 * network wait for each other spinning, so that one without a core of its own holds up the others.
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
