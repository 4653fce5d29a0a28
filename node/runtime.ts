// ONNX Runtime for Node. All other files get it from here; lint enforces this.

import { createRequire } from "node:module";
import { deserialize, serialize } from "node:v8";
import { runInThisContext } from "node:vm";
import type { RuntimeModule } from "../src/network/runtimeModule.ts";
import { HERE } from "./package.ts";

/** The typed arrays that the runtime remembers when it is loaded, or compares with. */
const ARRAYS = [
  "Float32Array",
  "Float64Array",
  "Int8Array",
  "Int16Array",
  "Int32Array",
  "Uint8Array",
  "Uint16Array",
  "Uint32Array",
] as const;

/**
 * The `runtime` option of `Vigil.load` and `loadNetwork`. It is required, not imported: test runners such as Jest run imports
 * with globals of their own, and arrays of the runtime's binary are none of theirs.
 */
export const runtime: RuntimeModule = runtimeOfProcess();

function runtimeOfProcess(): RuntimeModule {
  const require = requireOfProcess()(HERE);
  const loaded: RuntimeModule = withOwnArrays(() => require("onnxruntime-node"));
  const create: RuntimeModule["InferenceSession"]["create"] = (...model) =>
    withOwnArrays(() => loaded.InferenceSession.create(...model));
  return { ...loaded, InferenceSession: { create } };
}

/**
 * Calls something with the arrays that Node's binaries make as globals. Vitest's jsdom environment puts those of another
 * realm in their place.
 */
function withOwnArrays<Result>(call: () => Result): Result {
  const given = Object.fromEntries(ARRAYS.map((name) => [name, globalThis[name]]));
  const own = ARRAYS.map((name) => [name, deserialize(serialize(new given[name](1))).constructor]);
  try {
    Object.assign(globalThis, Object.fromEntries(own));
    return call();
  } finally {
    Object.assign(globalThis, given);
  }
}

/** `createRequire` with the globals of the process. Inside a test runner's `vm` context Node 20.16 and newer give it. */
function requireOfProcess(): typeof createRequire {
  if (runInThisContext("Float32Array") === Float32Array) return createRequire;
  // Jest gives its own `process` to the code that it runs.
  const { getBuiltinModule }: Partial<NodeJS.Process> = runInThisContext("process");
  return getBuiltinModule?.("node:module").createRequire ?? createRequire;
}
