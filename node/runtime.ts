// ONNX Runtime for Node. All other files get it from here; lint enforces this.

// Not by name: webpack takes calls of an imported createRequire for its own, and leaves undefined.
import nodeModule from "node:module";
import { deserialize, serialize } from "node:v8";
import { runInThisContext } from "node:vm";
import { errorCode } from "../src/errorMessage.ts";
import type { RuntimeModule } from "../src/network/runtimeModule.ts";
import { placesOfPackages } from "./package.ts";

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
  const loaded: RuntimeModule = withOwnArrays(requireRuntime);
  const create: RuntimeModule["InferenceSession"]["create"] = (...model) =>
    withOwnArrays(() => loaded.InferenceSession.create(...model));
  return { ...loaded, InferenceSession: { create } };
}

/** @throws {Error} when it is installed neither beside this file nor in the working directory, or does not load. */
function requireRuntime(): RuntimeModule {
  const requireFrom = requireOfProcess();
  const [here, ...others] = placesOfPackages();
  try {
    return requireFrom(here)("onnxruntime-node");
  } catch (error) {
    if (errorCode(error) !== "MODULE_NOT_FOUND") throw error;
    for (const place of others) {
      try {
        return requireFrom(place)("onnxruntime-node");
      } catch {
        // The first error says where it is looked for.
      }
    }
    throw error;
  }
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
function requireOfProcess(): typeof nodeModule.createRequire {
  if (runInThisContext("Float32Array") === Float32Array) return nodeModule.createRequire;
  // Jest gives its own `process` to the code that it runs.
  const { getBuiltinModule }: Partial<NodeJS.Process> = runInThisContext("process");
  return getBuiltinModule?.("node:module").createRequire ?? nodeModule.createRequire;
}
