// The labels of one photograph as `vigil label` keeps them: a state for each landmark, by one or two passes.

import { readFile } from "node:fs/promises";
import { parse } from "node:path";
import * as z from "zod";
import { writeWhole } from "../../node/wholeFile.ts";
import { errorCode } from "../../src/errorMessage.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";

/** What a person can say about a landmark; docs/occlusion.md defines the states. */
export const LABEL_STATES = ["visible", "object", "self", "unknown"] as const;
export type LabelState = (typeof LABEL_STATES)[number];

export const statesSchema = z.array(z.enum(LABEL_STATES)).length(LANDMARK_COUNT);

const labelSchema = z.object({
  schema: z.literal("vigil-labels"),
  version: z.literal(1),
  states: statesSchema,
  /** The states that the same or another person gave in a second pass without seeing the first. */
  second: statesSchema.optional(),
});

export type PhotographLabels = z.infer<typeof labelSchema>;

/** Path of the labels of a photograph. @param path of its image or its `.pts` file. */
function labelPathOf(path: string): string {
  return besides(path, ".label.json");
}

/** Reads a photograph's labels; `null` when it has none. @throws {Error} naming the file when it is malformed. */
export async function readLabels(path: string): Promise<PhotographLabels | null> {
  const file = labelPathOf(path);
  try {
    return labelSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return null;
    throw new Error(
      `${file} is not a file of vigil label: ${LANDMARK_COUNT} states and their passes.`,
      { cause },
    );
  }
}

/** Writes the labels, and from the first pass the `.occ.json` that training reads. */
export async function writeLabels(
  path: string,
  { states, second }: Pick<PhotographLabels, "states" | "second">,
): Promise<void> {
  const labels: PhotographLabels = { schema: "vigil-labels", version: 1, states, second };
  await writeWhole(besides(path, ".occ.json"), `${JSON.stringify(flagsOf(states))}\n`);
  await writeWhole(labelPathOf(path), `${JSON.stringify(labels)}\n`);
}

/** Flags as training reads them: true hidden, false visible, null unknown. */
export function flagsOf(states: readonly LabelState[]): (boolean | null)[] {
  return states.map((state) => (state === "unknown" ? null : state !== "visible"));
}

function besides(path: string, ending: string): string {
  const { dir, name } = parse(path);
  return `${dir === "" ? "." : dir}/${name}${ending}`;
}
