// What commands run on: the networks, the terminal, and the signal to stop.

import { errorMessage } from "../../src/errorMessage.ts";
import type { ModelUsed } from "../../src/formats/analysisJson.ts";
import type { LandmarkNetworkChoice, LandmarkUse } from "../../src/landmarkNetworks.ts";
import { assumeIntrinsics, type CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Vigil } from "../../src/vigil.ts";
import { UsageError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

/** The part of Vigil that the commands need. */
export type Engine = Pick<Vigil, "analyze" | "cards" | "dispose">;

/** Which networks a command runs on. */
export interface NetworkChoice {
  /** A set of weights by name, or a folder. Default: the set "research". */
  readonly models?: string;
  /** The member of the landmark network's family. Default "auto". */
  readonly network?: LandmarkNetworkChoice;
  /** What is analysed, unless a network is named. Default "images". */
  readonly use?: Exclude<LandmarkUse, "browser">;
  /** Whether to load the networks of the eyes. Default true. */
  readonly eyes?: boolean;
  /** Whether to load the gaze network too. Default true. */
  readonly gaze?: boolean;
  /** Threads for one operation. Default 1. */
  readonly threads?: number;
}

/** Loads the engine. */
export type EngineLoader = (networks: NetworkChoice) => Promise<Engine>;

/** What a command runs on; tests pass fakes. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly loadEngine: EngineLoader;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
}

/** @throws {UsageError} when the models cannot be loaded. */
export async function loadOrExplain(
  loadEngine: EngineLoader,
  { models, network, use, eyes, gaze, threads }: NetworkChoice,
): Promise<Engine> {
  try {
    return await loadEngine({ models, network, use, eyes, gaze, threads });
  } catch (cause) {
    throw new UsageError(`The models cannot be loaded. ${errorMessage(cause)}`, { cause });
  }
}

/** Loads the networks of the package, or those of a folder. */
export async function loadShippedEngine(networks: NetworkChoice): Promise<Engine> {
  const { loadVigil } = await import("../models.ts");
  return loadVigil(networks);
}

/** The networks of an engine, from their cards. */
export function modelsOf({ cards }: Engine): ModelUsed[] {
  return (["detector", "landmarks", "eyes", "gaze"] as const).flatMap((role) => {
    const card = cards[role];
    return card === undefined ? [] : [{ role, name: card.name, version: card.version }];
  });
}

/** The camera of a frame, with the given focal length in pixels or an assumed one. */
export function intrinsicsOf(
  { width, height }: { readonly width: number; readonly height: number },
  focal: number | undefined,
): CameraIntrinsics {
  const assumed = assumeIntrinsics(width, height);
  return focal === undefined
    ? assumed
    : { ...assumed, focalX: focal, focalY: focal, assumed: false };
}
