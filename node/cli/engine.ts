// The part of Vigil that commands use, and what is told of it in results.

import { errorMessage } from "../../src/errorMessage.ts";
import type { ModelUsed } from "../../src/formats/analysisJson.ts";
import { assumeIntrinsics, type CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Vigil } from "../../src/vigil.ts";
import { UsageError } from "./errors.ts";

/** The part of Vigil that the commands need. */
export type Engine = Pick<Vigil, "analyze" | "cards" | "dispose">;

/** Loads the engine with the networks of a folder, or with those that come with Vigil. */
export type EngineLoader = (models?: string) => Promise<Engine>;

/** @throws {UsageError} when the models cannot be loaded. */
export async function loadOrExplain(
  loadEngine: EngineLoader,
  models: string | undefined,
): Promise<Engine> {
  try {
    return await loadEngine(models);
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new UsageError(`The models cannot be loaded. ${reason}`, { cause });
  }
}

/** The weights that come with Vigil, or those of a folder. */
export async function loadShippedEngine(models?: string): Promise<Engine> {
  const { loadVigil } = await import("../models.ts");
  return loadVigil(models === undefined ? {} : { models });
}

/** Which networks an engine has, from their cards. */
export function modelsOf({ cards }: Engine): ModelUsed[] {
  return (["detector", "landmarks", "eyes"] as const).flatMap((role) => {
    const card = cards[role];
    return card === undefined ? [] : [{ role, name: card.name, version: card.version }];
  });
}

/** The camera of a frame: with the given focal length in pixels, or an assumed one. */
export function intrinsicsOf(
  { width, height }: { readonly width: number; readonly height: number },
  focal: number | undefined,
): CameraIntrinsics {
  const assumed = assumeIntrinsics(width, height);
  return focal === undefined
    ? assumed
    : { ...assumed, focalX: focal, focalY: focal, assumed: false };
}
