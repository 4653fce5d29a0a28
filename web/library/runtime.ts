// Loads ONNX Runtime Web, and finds out why it does not start.

import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import type { RuntimeModule } from "../../src/network/runtimeModule.ts";
import { check, count, mustBe, oneOf } from "../../src/options.ts";
import { addressSchema, fileIn } from "./addresses.ts";

/** Where networks run: "wasm" on the processor, in every browser; "webgpu" on the graphics card. */
export type BrowserBackend = "wasm" | "webgpu";

export interface RuntimeOptions {
  /** Address of the folder with ONNX Runtime Web's .mjs and .wasm files. */
  readonly runtime: string | URL;
  /** Default "wasm". */
  readonly backend?: BrowserBackend;
  /** Threads of WebAssembly. Default: one fewer than cores, at most four. Always one without cross-origin isolation. */
  readonly threads?: number;
}

export const runtimeFields = {
  runtime: addressSchema,
  backend: z.optional(oneOf("wasm", "webgpu")),
  threads: z.optional(count),
};

/** More threads gain little with networks this small. */
const MOST_THREADS = 4;

/**
 * Loads ONNX Runtime Web for a backend and sets the addresses of its files, for `Vigil.load`. `loadVigil` does both.
 *
 * @example
 * const runtime = await loadRuntime({ runtime: "./runtime/", threads: 1 });
 * runtime.env.wasm.numThreads; // 1
 * runtime.env.wasm.wasmPaths.wasm; // "http://localhost:4173/runtime/ort-wasm-simd-threaded.wasm"
 */
export async function loadRuntime(options: RuntimeOptions): Promise<RuntimeModule> {
  const schema = z.object(runtimeFields, mustBe("an object with runtime, the address of a folder"));
  check(schema, options, "The option");
  const { backend = "wasm" } = options;
  const runtime =
    backend === "webgpu"
      ? await import("onnxruntime-web/webgpu")
      : await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = runtimeFiles(options);
  runtime.env.wasm.numThreads = threadsOf(options.threads);
  return runtime;
}

/** The addresses of a backend's files. */
function runtimeFiles({ runtime, backend }: RuntimeOptions): { mjs: string; wasm: string } {
  const stem = backend === "webgpu" ? "ort-wasm-simd-threaded.asyncify" : "ort-wasm-simd-threaded";
  return {
    mjs: fileIn(runtime, `${stem}.mjs`, "runtime"),
    wasm: fileIn(runtime, `${stem}.wasm`, "runtime"),
  };
}

/**
 * The number of WebAssembly threads. One core is left to the page, which decodes and draws at the same time: a network's
 * threads spin while they wait for each other, so a thread without its own core delays all of them.
 */
export function threadsOf(wanted?: number): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return wanted ?? Math.max(1, Math.min(navigator.hardwareConcurrency - 1, MOST_THREADS));
}

/** The smallest module: its header alone. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Looks for what keeps the runtime from starting. ONNX Runtime's own errors name neither file nor cause.
 *
 * @returns a sentence that says what is wrong and what to do; undefined when the runtime's files are in order.
 */
export async function runtimeProblem(options: RuntimeOptions): Promise<string | undefined> {
  if (typeof WebAssembly === "undefined") return "this browser has no WebAssembly.";
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    return `the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src (${errorMessage(cause)}).`;
  }
  const { mjs, wasm } = runtimeFiles(options);
  return (await scriptProblem(mjs)) ?? (await wasmProblem(wasm));
}

const REMEDY =
  'The option "runtime" must name the folder that the server serves the .mjs and .wasm files of onnxruntime-web/dist from.';

async function scriptProblem(address: string): Promise<string | undefined> {
  const problem = await answerProblem(address, (start) => !start.trimStart().startsWith("<"));
  if (problem !== undefined) return problem;
  try {
    await import(/* @vite-ignore */ address);
    return undefined;
  } catch (cause) {
    return (
      `${address} can be fetched but not run as a script (${errorMessage(cause)}). Its content type must be text/javascript, ` +
      "and the page's Content-Security-Policy must allow it (script-src)."
    );
  }
}

function wasmProblem(address: string): Promise<string | undefined> {
  return answerProblem(address, (start) => start.startsWith("\0asm"));
}

/** What is wrong with a file on the server. @param isRight judges the first bytes, one character each. */
async function answerProblem(
  address: string,
  isRight: (start: string) => boolean,
): Promise<string | undefined> {
  const stop = new AbortController();
  try {
    const response = await fetch(address, { signal: stop.signal });
    if (!response.ok) return `the server answered ${response.status} for ${address}. ${REMEDY}`;
    const first = await response.body?.getReader().read();
    const start = String.fromCharCode(...(first?.value?.subarray(0, 40) ?? []));
    if (isRight(start)) return undefined;
    return `${address} is another file: the server's answer begins with ${JSON.stringify(start)}. ${REMEDY}`;
  } catch (cause) {
    return (
      `${address} could not be fetched: ${errorMessage(cause)}. The server cannot be reached, it does not allow this page ` +
      "(CORS), or the page's Content-Security-Policy does not (connect-src)."
    );
  } finally {
    stop.abort();
  }
}
