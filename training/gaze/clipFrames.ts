// Which frames of labelled clips teach lids: frames in which both are shut, and others far from any of them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const stretches = z.array(z.object({ frames: z.tuple([z.int(), z.int()]).optional() }));

const clipSchema = z.object({
  person: z.string(),
  /** Missing where only seconds were labelled. */
  frames: z.int().positive().optional(),
  blinks: stretches.optional(),
  longClosures: stretches.optional(),
  ambiguous: stretches.optional(),
  occlusions: stretches.optional(),
});
const clipsSchema = z.object({ clips: z.record(z.string(), clipSchema) });

/** A labelled clip: the first and the last frame of each stretch. */
export type LabelledClip = z.infer<typeof clipSchema>;

/** The most frames of a clip with shut and with open eyes. */
const MOST = { shut: 60, open: 35 } as const;
/** Frames beside a closure in which lids may be on their way. */
const NEAR = 3;

/** Reads `labels.json` of a folder of clips. @throws {Error} naming the file and the wrong field. */
export async function readLabelledClips(folder: string): Promise<Map<string, LabelledClip>> {
  const path = join(folder, "labels.json");
  const parsed = clipsSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) {
    throw new Error(`${path} is not a file of labelled clips:\n${z.prettifyError(parsed.error)}`);
  }
  return new Map(Object.entries(parsed.data.clips));
}

/**
 * The chosen frames of a clip by number, and whether both eyes are shut. Clips that were not searched for blinks, or were
 * labelled in seconds alone, have none.
 */
export function framesWithLids(clip: LabelledClip): Map<number, boolean> {
  if (clip.blinks === undefined || clip.frames === undefined) return new Map();
  const closures = rangesOf([...clip.blinks, ...(clip.longClosures ?? [])]);
  const unclear = rangesOf([...(clip.ambiguous ?? []), ...(clip.occlusions ?? [])]);
  const all = Array.from({ length: clip.frames }, (_, frame) => frame);
  const lies = (frame: number, ranges: readonly Range[], margin = 0) =>
    ranges.some(([first, last]) => frame >= first - margin && frame <= last + margin);
  const clear = all.filter((frame) => !lies(frame, unclear));
  const shut = clear.filter((frame) => lies(frame, closures));
  const open = clear.filter((frame) => !lies(frame, closures, NEAR));
  const chosen = [
    ...spread(shut, MOST.shut).map((frame) => [frame, true] as const),
    ...spread(open, MOST.open).map((frame) => [frame, false] as const),
  ];
  return new Map(chosen.sort(([p], [q]) => p - q));
}

type Range = readonly [first: number, last: number];

function rangesOf(list: z.infer<typeof stretches>): Range[] {
  return list.flatMap(({ frames }) => (frames === undefined ? [] : [frames]));
}

/** At most so many of a list, evenly spread. */
function spread(list: readonly number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, index) => index % step === 0);
}
