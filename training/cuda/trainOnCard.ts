// `vigil train --device cuda`: a pack in the run's folder, and the engine over it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrainingRun } from "../fit/run.ts";
import type { AnyPackOptions } from "./packTask.ts";
import { findPython, NO_PYTHON, type Python, showPython } from "./python.ts";

/** Where training computes: by itself on the processor, or with PyTorch on a CUDA card or on the processor. */
export const DEVICES = ["cpu", "cuda", "pytorch-cpu"] as const;
type Device = (typeof DEVICES)[number];

/** What the caller decides about the device of one run. */
export interface DeviceOptions {
  readonly device?: Device;
  /** On a card: ends the run after so many minutes; the learning rate falls towards that end. */
  readonly minutes?: number;
}

/** A run's options, with the device that it computes on. */
export type DeviceRun = TrainingRun & DeviceOptions;

/**
 * Trains with the engine in PyTorch, resuming from `out` if it holds a checkpoint. Writes there what training on the
 * processor writes, and the pack, which a resumed run uses again.
 *
 * @param pack writes the pack of this configuration.
 * @throws {Error} when there is no Python with PyTorch, or it sees no card, or training fails.
 */
export async function trainOnCard(
  config: object,
  { data, out, initial, minutes, signal }: DeviceRun,
  pack: (options: AnyPackOptions) => Promise<string>,
): Promise<void> {
  const python = await pythonWithCard();
  const folder = join(out, "pack");
  if (initial !== undefined || !(await isPackOf(folder, config))) {
    const onProgress = (what: string) => console.error(what);
    onProgress(`pack: ${await pack({ data, out: folder, initial, onProgress })}`);
  }
  const argv = [join(folder, "run.py"), "--out", out, "--device", "cuda"];
  if (minutes !== undefined) argv.push("--minutes", String(minutes));
  await showPython(python, argv, signal);
}

async function pythonWithCard(): Promise<Python> {
  const python = await findPython();
  if (python === undefined) throw new Error(NO_PYTHON);
  if (!python.cuda) {
    throw new Error(
      `PyTorch ${python.torch} (${python.command}) sees no CUDA card. --device pytorch-cpu computes on the processor; without --device Vigil trains by itself.`,
    );
  }
  return python;
}

/** Whether a folder holds the pack of this very configuration. */
async function isPackOf(folder: string, config: object): Promise<boolean> {
  const text = await readFile(join(folder, "pack.json"), "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const { recipe } = JSON.parse(text) as { readonly recipe?: unknown };
  return JSON.stringify(recipe) === JSON.stringify(config);
}
