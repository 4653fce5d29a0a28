// Which phases of a recipe are done: RUN/NETWORK.state.json.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Phase, phaseConfig, type Recipe } from "./recipe.ts";

const stateSchema = z.object({
  format: z.literal("vigil-recipe-state"),
  version: z.literal(1),
  done: z.array(z.object({ name: z.string(), fingerprint: z.string(), at: z.string() })),
});

/** The phases that are done, in their order. */
export interface RecipeProgress {
  isDone(phase: Phase): boolean;
  /** Writes that a phase is done. */
  finish(phase: Phase): Promise<void>;
}

/**
 * Opens the progress of a recipe in a run's folder.
 *
 * @throws {Error} when a phase that is done has been changed in the recipe since: its results are of the old one.
 */
export async function openProgress(recipe: Recipe, run: string): Promise<RecipeProgress> {
  const path = join(run, `${recipe.network}.state.json`);
  const text = await readFile(path, "utf8").catch(() => null);
  const done = text === null ? [] : stateSchema.parse(JSON.parse(text)).done;
  const changed = recipe.phases.filter((phase) => {
    const before = done.find(({ name }) => name === phase.name);
    return before !== undefined && before.fingerprint !== fingerprint(recipe, phase);
  });
  if (changed.length > 0) {
    const names = changed.map(({ name }) => name).join(", ");
    throw new Error(
      `${path}: ${names} was done with other settings than the recipe has now. Use another --out, or remove the phase and those after it from the file.`,
    );
  }
  return {
    isDone: (phase) => done.some(({ name }) => name === phase.name),
    async finish(phase) {
      const at = new Date().toISOString();
      done.push({ name: phase.name, fingerprint: fingerprint(recipe, phase), at });
      const state = { format: "vigil-recipe-state", version: 1, done };
      await mkdir(run, { recursive: true });
      // Renamed when complete: an interruption leaves the old state or the new one.
      await writeFile(`${path}.part`, `${JSON.stringify(state, null, 2)}\n`);
      await rename(`${path}.part`, path);
    },
  };
}

/** Changes with everything that the phase's result depends on, except the data. */
function fingerprint(recipe: Recipe, { about: _, ...phase }: Phase): string {
  const config = "train" in phase ? phaseConfig(recipe, phase.name) : null;
  return createHash("sha256").update(JSON.stringify({ phase, config })).digest("hex").slice(0, 16);
}
