// ONNX Runtime for Node. All other files get it from here; lint enforces this.

import * as onnxRuntime from "onnxruntime-node";
import type { RuntimeModule } from "../src/network/network.ts";

/** The `runtime` option of `Vigil.load` and `loadNetwork`. */
export const runtime: RuntimeModule = onnxRuntime;
