// Fits how much of a head's turn a landmark network loses, and writes it into its model card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cardText, parseLandmarksCard } from "../../src/modelCard.ts";
import { fitYawShrinkage } from "../../training/evaluation/fitYawShrinkage.ts";
import { readModel } from "../models.ts";
import { orUsageError } from "./arguments.ts";
import { fitOnFaces } from "./fitOnFaces.ts";
import type { Terminal } from "./report.ts";

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
  const [detector, landmarks] = await orUsageError(
    Promise.all([readModel(models, "detector"), readModel(models, "landmarks")]),
  );
  const card = await orUsageError(Promise.resolve(landmarks.card).then(parseLandmarksCard));
  // What is fitted is what the landmarks say alone.
  const { yawShrinkage: _, ...others } = card.runtime;
  const bare = { ...landmarks, card: { ...card, runtime: others } };
  const { shrinkage, faces, before, after } = await fitOnFaces(
    { detector, landmarks: bare },
    data,
    terminal,
    fitYawShrinkage,
  );
  const path = join(models, "landmarks.json");
  await writeFile(path, cardText({ ...card, runtime: { ...others, yawShrinkage: shrinkage } }));
  const degrees = (error: number | null) => (error === null ? "–" : `${error.toFixed(1)}°`);
  terminal.out(
    [
      `yaw = y + ${shrinkage.cubic} · y³, y as the landmarks say, degrees`,
      `  fitted on ${faces} faces; mean error of those turned by 30° and more: ${degrees(before)} → ${degrees(after)}`,
      `written to ${path}`,
      "",
    ].join("\n"),
  );
}
