// `vigil prepare gaze`: landmarks and head poses of people who look at a screen, for training the gaze network.

import type { Command } from "commander";
import { modelsOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";
import type { PreparedFace } from "../../gaze/preparedFaces.ts";
import { withProgress } from "../measurement.ts";

interface GazeRequest {
  readonly out: string;
  readonly models?: string;
}

/** Adds `prepare gaze`. */
export function registerPrepareGaze(prepare: Command): void {
  prepare
    .command("gaze")
    .summary("find the faces of people who look at dots on a screen")
    .description(
      "Finds landmarks, head pose and closed eyes in images with labels.csv, for vigil train gaze.",
    )
    .argument("<dir>", "images with labels.csv: file, person, session, u, v")
    .requiredOption("--out <dir>", "folder for faces.json")
    .addOption(modelsOption())
    .action(prepareLooks);
}

async function prepareLooks(dir: string, { out, models }: GazeRequest): Promise<void> {
  const { join } = await import("node:path");
  const { readGridLabels } = await import("../../evaluation/gazeGrid.ts");
  const { preparedFace, writePreparedFaces } = await import("../../gaze/preparedFaces.ts");
  const { readRgbFrame } = await import("../../landmarks/dataset.ts");
  const { largestFace } = await import("../../landmarks/annotatedFace.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const terminal = processTerminal();
  const labels = await readGridLabels(dir);
  const pipeline = await loadPipeline(models);
  const faces: PreparedFace[] = [];
  try {
    await withProgress(terminal, labels.length, "images", async (advance) => {
      for (const { file, person, u, v } of labels) {
        const frame = await readRgbFrame(join(dir, file));
        const face = largestFace((await pipeline.analyze(frame)).faces);
        if (face !== undefined)
          faces.push({ file, person, screen: { u, v }, ...preparedFace(face) });
        advance();
      }
    });
    await writePreparedFaces(out, dir, faces);
    terminal.out(
      `${faces.length} of ${labels.length} images have a face: ${join(out, "faces.json")}\n`,
    );
  } finally {
    await pipeline.dispose();
  }
}
