// Fits how much of a head's turn a landmark network loses, and writes it into its model card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as runtime from "onnxruntime-node";
import { cardText, parseLandmarksCard } from "../../src/modelCard.ts";
import { Vigil } from "../../src/vigil.ts";
import { fitYawShrinkage } from "../../training/evaluation/fitYawShrinkage.ts";
import { listLandmarkPairs } from "../../training/landmarks/dataset.ts";
import { readModel } from "../models.ts";
import { orUsageError } from "./arguments.ts";
import { startReport, type Terminal } from "./report.ts";

/** What `vigil calibrate pose` was asked for. */
export interface CalibratePoseRequest {
  /** The folder of detector and landmark network. */
  readonly models: string;
  /** Folders of rendered or turned faces. */
  readonly data: readonly string[];
}

/**
 * Fits the shrinkage, prints it and updates `landmarks.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or a face's pose is not known.
 */
export async function calibratePose(
  { models, data }: CalibratePoseRequest,
  terminal: Terminal,
): Promise<void> {
  const [detector, landmarks, lists] = await orUsageError(
    Promise.all([
      readModel(models, "detector"),
      readModel(models, "landmarks"),
      Promise.all(data.map(listLandmarkPairs)),
    ]),
  );
  const card = await orUsageError(Promise.resolve(landmarks.card).then(parseLandmarksCard));
  // What is fitted is what the landmarks say alone.
  const { yawShrinkage: _, ...others } = card.runtime;
  const bare = { ...landmarks, card: { ...card, runtime: others } };
  const vigil = await orUsageError(Vigil.load({ detector, landmarks: bare, runtime }));
  const pairs = lists.flat();
  const report = startReport(terminal, pairs.length, "images", { quiet: false });
  try {
    const fit = await orUsageError(fitYawShrinkage(pairs, vigil, report.advance));
    report.finish();
    const path = join(models, "landmarks.json");
    const { shrinkage } = fit;
    await writeFile(path, cardText({ ...card, runtime: { ...others, yawShrinkage: shrinkage } }));
    const degrees = (error: number | null) => (error === null ? "–" : `${error.toFixed(1)}°`);
    terminal.out(
      [
        `yaw = y + ${shrinkage.cubic} · y³, y as the landmarks say, degrees`,
        `  fitted on ${fit.faces} faces; mean error of those turned by 30° and more: ${degrees(fit.before)} → ${degrees(fit.after)}`,
        `written to ${path}`,
        "",
      ].join("\n"),
    );
  } finally {
    report.finish();
    await vigil.dispose();
  }
}
