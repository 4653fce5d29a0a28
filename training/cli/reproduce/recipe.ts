// The file of a recipe: every phase that leads from data sets to a shipped network.

import * as z from "zod";

const network = z.enum(["landmarks", "detector", "eyes", "gaze"]);

const name = z.string().regex(/^[\w-]+$/, "must be a name of letters, digits, - and _");

/** Settings of a training configuration. Objects replace those of `base` key by key, everything else as a whole. */
const settings = z.record(z.string(), z.unknown());

const trainSchema = z.strictObject({
  name,
  about: z.string().optional(),
  /** Default: the recipe's. */
  network: network.optional(),
  /** Trains the network with `base` and these settings. */
  train: settings,
  /** Earlier training phases, or .onnx files, whose mean weights training starts from. */
  initial: z.array(z.string()).min(1).optional(),
});

const exportSchema = z.strictObject({
  name,
  about: z.string().optional(),
  /** Default: the recipe's. */
  network: network.optional(),
  /** Training phases whose mean weights are written to RUN/models. A phase may be listed twice. */
  export: z.array(name).min(1),
  weights: z.enum(["best", "last"]).default("best"),
});

const commandSchema = z.strictObject({
  name,
  about: z.string().optional(),
  /** The arguments of a vigil command, such as ["synth", "faces", "--count", "1550", …]. */
  vigil: z.array(z.string()).min(1),
});

const phaseSchema = z.union([trainSchema, exportSchema, commandSchema]);

export const recipeSchema = z.strictObject({
  format: z.literal("vigil-recipe"),
  version: z.literal(1),
  about: z.string(),
  network,
  /** The recipe makes all networks itself: none is copied from elsewhere into the folder of the models. */
  alone: z.boolean().default(false),
  /** The set or folder that the other networks come from, unless the command line names one. */
  models: z.string().optional(),
  /** Folder in RUN that the models are written to. */
  folder: name.default("models"),
  /** The version in the model card. */
  release: z.string(),
  /** Data sets by name: in configurations { "set": NAME } stands for these settings. */
  sets: z.record(z.string(), settings).default({}),
  /** Settings of all training phases. */
  base: settings,
  phases: z.array(phaseSchema).min(1),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type Phase = z.infer<typeof phaseSchema>;
export type TrainPhase = z.infer<typeof trainSchema>;
export type ExportPhase = z.infer<typeof exportSchema>;

function trainPhase({ phases }: Recipe, phaseName: string): TrainPhase {
  const phase = phases.find((each) => each.name === phaseName);
  if (phase !== undefined && "train" in phase) return phase;
  throw new Error(`The recipe has no training phase "${phaseName}".`);
}

/**
 * The configuration of a training phase: `base`, overridden by the phase, with data sets filled in.
 *
 * @throws {Error} when the recipe has no such phase or no such data set.
 */
export function phaseConfig(recipe: Recipe, phaseName: string): object {
  const { network: task = recipe.network, train } = trainPhase(recipe, phaseName);
  const merged = merge(recipe.base, train);
  return withSets({ task, ...merged }, recipe.sets) as object;
}

type Settings = Readonly<Record<string, unknown>>;

function merge(base: Settings, changes: Settings): Settings {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    merged[key] = isSettings(before) && isSettings(value) ? merge(before, value) : value;
  }
  return merged;
}

function withSets(value: unknown, sets: Recipe["sets"]): unknown {
  if (Array.isArray(value)) return value.map((each) => withSets(each, sets));
  if (!isSettings(value)) return value;
  const { set, ...own } = value;
  const filled = Object.entries(own).map(([key, each]) => [key, withSets(each, sets)] as const);
  if (set === undefined) return Object.fromEntries(filled);
  const shared = sets[String(set)];
  if (shared === undefined) throw new Error(`The recipe has no data set "${set}".`);
  return { ...shared, ...Object.fromEntries(filled) };
}

function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
