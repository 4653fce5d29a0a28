// Loads Vigil on the faster backend, which is measured on a synthetic image.

import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame, Vigil } from "../../src/index.ts";
import { DEFAULT_LANDMARK_NETWORK } from "../../src/landmarkNetworks.ts";
import { MODEL_SETS } from "../../src/modelSets.ts";
import { fetchModels, openVigil } from "../library/loadVigil.ts";
import { type BrowserBackend, loadRuntime, threadsOf } from "../library/runtime.ts";
import type { Measurement, Started, StartOptions } from "./protocol.ts";

/** How often the networks run before and while they are timed. */
interface Runs {
  readonly warmUp: number;
  readonly measured: number;
}

/** The first inference compiles and allocates; on some graphics cards the second is slow too. */
const COMPARED: Runs = { warmUp: 2, measured: 3 };
/** With nothing to compare the time is only shown, and the page should start soon. */
const SHOWN: Runs = { warmUp: 1, measured: 1 };
/** A backend that is this many times slower than the other is not measured any further. */
const FAR_SLOWER = 3;

/** A loaded Vigil, and how its backend was chosen. */
export interface Engine {
  readonly vigil: Vigil;
  readonly started: Started;
}

/**
 * Loads the networks on a given backend, or on the faster one of those that are available.
 *
 * @throws {Error} when the given backend is not available, or no backend is.
 */
export async function startEngine(options: StartOptions): Promise<Engine> {
  const { folder, backend, weights } = options;
  const models = new URL(MODEL_SETS[weights], new URL("models/", folder));
  const network = weights === "research" ? options.network : DEFAULT_LANDMARK_NETWORK;
  const runtime = new URL("runtime/", folder);
  // At the same time: neither needs the other.
  const [networks, hasRival] = await Promise.all([
    fetchModels({ models, network }),
    backend === "auto" && hasAdapter(),
    loadRuntime({ runtime, backend: backend === "auto" ? "wasm" : backend }),
  ]);

  const measured: Measurement[] = [];
  let best:
    | { readonly backend: BrowserBackend; readonly vigil: Vigil; readonly time: number }
    | undefined;
  for (const on of backend === "auto" ? (["wasm", "webgpu"] as const) : [backend]) {
    try {
      if (on === "webgpu") await requireAdapter();
      const vigil = await openVigil(networks, { runtime, backend: on });
      const time = await timeOf(vigil, hasRival ? COMPARED : SHOWN, best?.time);
      measured.push({ backend: on, milliseconds: time });
      const loser = best === undefined || time < best.time ? best?.vigil : vigil;
      if (loser !== vigil) best = { backend: on, vigil, time };
      await loser?.dispose();
    } catch (cause) {
      if (backend !== "auto" || on === "wasm") throw cause;
      measured.push({ backend: on, unavailable: errorMessage(cause) });
    }
  }
  if (best === undefined) throw new Error("No backend could be loaded.");
  const { vigil } = best;
  const threads = best.backend === "wasm" ? threadsOf() : 1;
  return { vigil, started: { backend: best.backend, threads, measured, cards: vigil.cards } };
}

/**
 * The median milliseconds of one landmark inference. Disposes of Vigil when it fails.
 *
 * @param known the time of another backend. When this one is far slower, its first measured time is returned.
 */
async function timeOf(
  vigil: Vigil,
  { warmUp, measured }: Runs,
  known = Number.POSITIVE_INFINITY,
): Promise<number> {
  const frame = noise(256);
  const boxes = [{ x: 28, y: 28, width: 200, height: 200 }];
  const times: number[] = [];
  for (let run = 0; run < warmUp + measured; run++) {
    const { milliseconds } = await vigil
      .analyze(frame, { boxes, minScore: 0, secondPass: false })
      .catch(async (reason: unknown) => {
        await vigil.dispose();
        throw reason;
      });
    const { landmarks } = milliseconds;
    if (run > 0 && landmarks > FAR_SLOWER * known) return landmarks;
    if (run >= warmUp) times.push(landmarks);
  }
  times.sort((p, q) => p - q);
  return times[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** A square frame of noise, always the same. */
function noise(side: number): Frame {
  const data = new Uint8Array(side * side * 3);
  let state = 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = state >>> 24;
  }
  return { width: side, height: side, channels: 3, data };
}

async function hasAdapter(): Promise<boolean> {
  return requireAdapter().then(
    () => true,
    () => false,
  );
}

/** @throws {Error} when the browser has no WebGPU or the machine no graphics card for it. */
async function requireAdapter(): Promise<void> {
  if (!("gpu" in navigator)) throw new Error("this browser has no WebGPU");
  if ((await navigator.gpu.requestAdapter()) === null) {
    throw new Error("no graphics card that WebGPU can use");
  }
}
