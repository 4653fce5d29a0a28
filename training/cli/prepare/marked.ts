// `vigil prepare marked`: a training set of crops on which people marked what is hidden (MERL-RAV's signs).

import type { Command } from "commander";
import { processTerminal } from "../../../node/cli/terminal.ts";

/** Adds `prepare marked`. */
export function registerPrepareMarked(prepare: Command): void {
  prepare
    .command("marked")
    .summary("faces on which people marked what is hidden")
    .description("Makes a training set of tight crops with MERL-RAV's three-state .pts files.")
    .argument("<dir>", "crops (.jpg) with a .pts file beside each")
    .requiredOption("--model <file>", "landmark network that places landmarks without a place")
    .requiredOption("--out <dir>", "folder for the set")
    .action(async (dir: string, { model, out }: { model: string; out: string }) => {
      const { withLandmarkFinder } = await import("../pipelines.ts");
      const { writeMarkedFaces } = await import("../../landmarks/markedFaces.ts");
      const written = await withLandmarkFinder(model, (finder) =>
        writeMarkedFaces(dir, out, finder),
      );
      processTerminal().out(`${written} faces in ${out}\n`);
    });
}
