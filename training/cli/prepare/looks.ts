// `vigil prepare looks`: faces of photographs whose look was labelled by eye, for training the gaze network.

import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { modelsOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";
import type { PreparedFace } from "../../gaze/preparedFaces.ts";
import { withProgress } from "../measurement.ts";

interface LooksRequest {
  readonly labels: string;
  readonly out: string;
  readonly models?: string;
}

/** Adds `prepare looks`. */
export function registerPrepareLooks(prepare: Command): void {
  prepare
    .command("looks")
    .summary("find the faces of photographs whose look is labelled")
    .description(
      "Finds landmarks, head pose and closed eyes in photographs whose look was labelled by eye, for vigil train gaze.",
    )
    .argument("<dir>", "the folder that the labels' paths are relative to")
    .requiredOption("--labels <file>", "looks labelled by eye (vigil-gaze-looks, JSON)")
    .requiredOption("--out <dir>", "folder for faces.json")
    .addOption(modelsOption())
    .action(prepareLooks);
}

async function prepareLooks(dir: string, { labels, out, models }: LooksRequest): Promise<void> {
  const { join } = await import("node:path");
  const { readLooks } = await import("../../gaze/looks.ts");
  const { preparedFace, writePreparedFaces } = await import("../../gaze/preparedFaces.ts");
  const { photographedFace } = await import("../../landmarks/annotatedFace.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const terminal = processTerminal();
  const looks = await orUsageError(readLooks(labels));
  const pipeline = await loadPipeline(models);
  const faces: PreparedFace[] = [];
  try {
    await withProgress(terminal, looks.length, "photographs", async (advance) => {
      for (const { file, person, ...look } of looks) {
        const face = await photographedFace(join(dir, file), pipeline);
        if (face !== null) faces.push({ file, person, look, ...preparedFace(face) });
        advance();
      }
    });
    await writePreparedFaces(out, dir, faces);
    terminal.out(
      `${faces.length} of ${looks.length} photographs have a face: ${join(out, "faces.json")}\n`,
    );
  } finally {
    await pipeline.dispose();
  }
}
