// ONNX Runtime for Node. All other files get it from here; lint enforces this.

import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import type { RuntimeModule } from "../src/network/runtimeModule.ts";
import { HERE } from "./package.ts";

/**
 * The `runtime` option of `Vigil.load` and `loadNetwork`. It is required, not imported: test runners such as Jest run imports
 * with globals of their own, and arrays of the runtime's binary are none of theirs.
 */
export const runtime: RuntimeModule = requireOfProcess()(HERE)("onnxruntime-node");

/** `createRequire` with the globals of the process. Inside a test runner's `vm` context Node 20.16 and newer give it. */
function requireOfProcess(): typeof createRequire {
  if (runInThisContext("Float32Array") === Float32Array) return createRequire;
  // Jest gives its own `process` to the code that it runs.
  const { getBuiltinModule }: Partial<NodeJS.Process> = runInThisContext("process");
  return getBuiltinModule?.("node:module").createRequire ?? createRequire;
}
