// Loads the networks in the worker, on the backend of the settings.

import { errorMessage } from "../../../src/errorMessage.ts";
import { engineState } from "../state/live.ts";
import { change, settings } from "../state/settings.ts";
import type { EngineClient } from "./client.ts";

/**
 * Loads the networks and publishes the engine's state. When the chosen backend is not available, the fastest other one is
 * used.
 *
 * @returns whether there is an engine now.
 */
export async function loadEngine(engine: EngineClient): Promise<boolean> {
  engineState.value = { kind: "loading" };
  const folder = new URL("./", document.baseURI).href;
  const { backend, weights, network } = settings.value;
  try {
    const started = await engine.call("start", { folder, backend, weights, network });
    engineState.value = { kind: "ready", ...started };
    return true;
  } catch (reason) {
    if (backend !== "auto") {
      change({ backend: "auto" });
      return loadEngine(engine);
    }
    console.error(reason);
    const message = errorMessage(reason);
    engineState.value = { kind: "failed", message };
    return false;
  }
}
