// The engines of `vigil analyze`: one for all inputs, or, unless --network names one, one for images and one for videos.

import { type LandmarkNetworkName, landmarkNetworkFor } from "../../src/landmarkNetworks.ts";
import type { InputTask } from "./analyzeTask.ts";
import { type Engine, type EngineLoader, loadOrExplain, type NetworkChoice } from "./engine.ts";

/** A kind of input. */
export type InputKind = InputTask["kind"];

export interface Engines {
  /** @throws {Error} when the engine was opened for other kinds of inputs. */
  forKind(kind: InputKind): Engine;
  dispose(): Promise<void>;
}

/** @throws {UsageError} when the models cannot be loaded. */
export async function openEngines(
  loadEngine: EngineLoader,
  choice: NetworkChoice,
  kinds: Iterable<InputKind>,
): Promise<Engines> {
  const opened = new Map<LandmarkNetworkName, Engine>();
  const dispose = async (): Promise<void> => {
    await Promise.all([...opened.values()].map((engine) => engine.dispose()));
  };
  try {
    for (const kind of kinds) {
      const network = networkFor(choice, kind);
      if (opened.has(network)) continue;
      const engine = await loadOrExplain(loadEngine, { ...choice, use: useOf(kind) });
      opened.set(network, engine);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    forKind(kind) {
      const engine = opened.get(networkFor(choice, kind));
      if (engine === undefined) throw new Error(`No engine was opened for a ${kind}.`);
      return engine;
    },
    dispose,
  };
}

function useOf(kind: InputKind): "images" | "video" {
  return kind === "image" ? "images" : "video";
}

/** The member of the landmark network's family that analyses a kind of input. */
export function networkFor({ network }: NetworkChoice, kind: InputKind): LandmarkNetworkName {
  return landmarkNetworkFor(network, useOf(kind));
}
