// ONNX Runtime for Node. All other files get it from here; lint enforces this.

import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import * as onnxRuntime from "onnxruntime-node";
import type { RuntimeModule } from "../src/network/runtimeModule.ts";
import { HERE } from "./package.ts";

/** The `runtime` option of `Vigil.load` and `loadNetwork`. */
export const runtime: RuntimeModule = inMainRealm() ? onnxRuntime : ofMainRealm();

/**
 * Whether this code has the globals of the process. Test runners such as Jest run it with others, of a `vm` context. The
 * runtime's binary makes arrays of the process, which the runtime's own JavaScript in such a context refuses.
 */
function inMainRealm(): boolean {
  return runInThisContext("Float32Array") === Float32Array;
}

/** The runtime with the globals of the process. Only the process's own `require` loads it so; Node 20.16 offers that. */
function ofMainRealm(): RuntimeModule {
  const { createRequire: create } = process.getBuiltinModule?.("node:module") ?? { createRequire };
  return create(HERE)("onnxruntime-node");
}
