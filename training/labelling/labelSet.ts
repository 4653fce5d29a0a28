// Labels of many photographs in one small file: which landmarks are hidden, as ranges, by the photograph's file name. It
// contains nothing of the photographs, so it can be shared without them.

import { readFile } from "node:fs/promises";
import { parse } from "node:path";
import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { LABEL_STATES, type LabelState, type PhotographLabels } from "./labelFile.ts";

const statesByRange = z.strictObject({
  object: z.string().optional(),
  self: z.string().optional(),
  unknown: z.string().optional(),
});

type StatesByRange = z.infer<typeof statesByRange>;

const labelSetSchema = z.object({
  schema: z.literal("vigil-label-set"),
  version: z.literal(1),
  /** Which photographs, who labelled them and how. */
  about: z.string(),
  photographs: z.record(z.string(), statesByRange.extend({ second: statesByRange.optional() })),
});

/** States by the photograph's file name without its ending. */
export type LabelSet = ReadonlyMap<string, Pick<PhotographLabels, "states" | "second">>;

/**
 * Reads a set of labels.
 *
 * @throws {Error} naming the file, and the photograph whose ranges are wrong.
 */
export async function readLabelSet(file: string): Promise<LabelSet> {
  try {
    const { photographs } = labelSetSchema.parse(JSON.parse(await readFile(file, "utf8")));
    return new Map(
      Object.entries(photographs).map(([name, { second, ...first }]) => [
        name,
        {
          states: statesOf(first, name),
          ...(second === undefined ? {} : { second: statesOf(second, name) }),
        },
      ]),
    );
  } catch (cause) {
    throw new Error(`${file} is not a set of labels: ${errorMessage(cause)}`, { cause });
  }
}

/** The text of a set file. Landmarks that no range contains are visible. */
export function formatLabelSet(about: string, labels: LabelSet): string {
  const photographs = [...labels]
    .sort(([p], [q]) => (p < q ? -1 : 1))
    .map(([name, { states, second }]) => {
      const entry = {
        ...rangesOf(states),
        ...(second === undefined ? {} : { second: rangesOf(second) }),
      };
      return `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`;
    });
  return `{
  "schema": "vigil-label-set",
  "version": 1,
  "about": ${JSON.stringify(about)},
  "photographs": {
${photographs.join(",\n")}
  }
}
`;
}

/** Labels of a photograph by its path; `undefined` when the set has none. */
export function labelsOf(
  set: LabelSet,
  path: string,
): Pick<PhotographLabels, "states" | "second"> | undefined {
  return set.get(parse(path).name);
}

function statesOf(ranges: StatesByRange, name: string): LabelState[] {
  const states = new Array<LabelState>(LANDMARK_COUNT).fill("visible");
  for (const state of LABEL_STATES) {
    if (state === "visible") continue;
    for (const range of ranges[state]?.split(",") ?? []) {
      const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
      const [from, to] = [Number(first), Number(last)];
      if (!(from <= to && to < LANDMARK_COUNT)) {
        throw new RangeError(`"${range}" of ${name} is not a range of landmarks 0–67.`);
      }
      states.fill(state, from, to + 1);
    }
  }
  return states;
}

function rangesOf(states: readonly LabelState[]): StatesByRange {
  const ranges = LABEL_STATES.filter((state) => state !== "visible").map((state) => {
    const starts = states.flatMap((s, k) => (s === state && states[k - 1] !== state ? [k] : []));
    const ends = states.flatMap((s, k) => (s === state && states[k + 1] !== state ? [k] : []));
    return [
      state,
      starts.map((from, k) => (from === ends[k] ? `${from}` : `${from}-${ends[k]}`)).join(","),
    ] as const;
  });
  return Object.fromEntries(ranges.filter(([, text]) => text !== ""));
}
