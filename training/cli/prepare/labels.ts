// `vigil prepare labels`: the photographs of a set of labels, with the labels beside them as training and evaluation read them.

import { basename, join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";

/** Adds `prepare labels`. */
export function registerPrepareLabels(prepare: Command): void {
  prepare
    .command("labels")
    .summary("photographs with the labels of a set file beside them")
    .description(
      "Links the photographs that a set of labels names, and writes NAME.occ.json and NAME.label.json beside them.",
    )
    .argument("<set>", "set of labels, such as training/labels/helen68-val.json")
    .argument("<dir>", "photographs with a .pts file beside each")
    .requiredOption("--out <dir>", "folder for links to the photographs, and their labels")
    .action(async (set: string, dir: string, { out }: { out: string }) => {
      await writeLabelled(set, dir, out);
    });
}

async function writeLabelled(set: string, dir: string, out: string): Promise<void> {
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { linkPair } = await import("../../landmarks/teacherFlags.ts");
  const { writeLabels } = await import("../../labelling/labelFile.ts");
  const { labelsOf, readLabelSet } = await import("../../labelling/labelSet.ts");
  const labels = await orUsageError(readLabelSet(set));
  const pairs = await orUsageError(listLandmarkPairs(dir));
  let written = 0;
  for (const pair of pairs) {
    const photograph = labelsOf(labels, pair.imagePath);
    if (photograph === undefined) continue;
    await linkPair(pair, out);
    await writeLabels(join(out, basename(pair.ptsPath)), photograph);
    written++;
  }
  const missing = labels.size - written;
  const { out: print } = processTerminal();
  print(`${written} photographs in ${out}\n`);
  if (missing > 0) print(`${missing} of the ${labels.size} labelled ones are not in ${dir}\n`);
}
