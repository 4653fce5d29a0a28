// `vigil prepare gaze`: landmarks and head poses of people who look at a screen, for training the gaze network.

import type { Command } from "commander";
import { processTerminal } from "../../../node/cli/terminal.ts";
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
      "Finds landmarks, head pose and closed eyes in images with labels.csv, for the source screens of vigil train gaze.",
    )
    .argument("<dir>", "images with labels.csv: file, person, session, u, v")
    .requiredOption("--out <dir>", "folder for looks.json")
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .action(prepareLooks);
}

async function prepareLooks(dir: string, { out, models }: GazeRequest): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const { readGridLabels } = await import("../../evaluation/gazeGrid.ts");
  const { writeScreenLooks } = await import("../../gaze/screens.ts");
  const { readRgbFrame } = await import("../../landmarks/dataset.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const terminal = processTerminal();
  const labels = await readGridLabels(dir);
  const pipeline = await loadPipeline(models);
  try {
    const looks = await withProgress(terminal, labels.length, "images", async (advance) => {
      const found: Parameters<typeof writeScreenLooks>[2][number][] = [];
      for (const label of labels) {
        const { faces } = await pipeline.analyze(await readRgbFrame(join(dir, label.file)));
        const [face] = faces.toSorted((p, q) => q.box.width - p.box.width);
        advance();
        if (face === undefined) continue;
        const { pose, landmarks, eyes } = face;
        found.push({
          ...label,
          pose: { yaw: pose.yaw, pitch: pose.pitch },
          landmarks: landmarks.map(({ x, y }) => [x, y]),
          closed: [eyes.left.closed ?? null, eyes.right.closed ?? null],
        });
      }
      return found;
    });
    await mkdir(out, { recursive: true });
    await writeScreenLooks(out, dir, looks);
    terminal.out(
      `${looks.length} of ${labels.length} images have a face: ${join(out, "looks.json")}\n`,
    );
  } finally {
    await pipeline.dispose();
  }
}
