// Fits what the landmarks' openness is worth beside the eye-state network, and writes it into its model card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { orUsageError } from "../../node/cli/arguments.ts";
import type { Terminal } from "../../node/cli/terminal.ts";
import { readModel } from "../../node/models.ts";
import { cardText, parseEyesCard } from "../../src/modelCard.ts";
import { type EyeJoinFit, fitEyeJoin } from "../calibration/fitEyeJoin.ts";
import { fitOnFaces } from "./fitOnFaces.ts";

/** What `vigil calibrate eyes` was asked for. */
export interface EyeJoinRequest {
  /** The folder of the three networks. */
  readonly models: string;
  /** Folders of photographs with `.pts` files. */
  readonly data: readonly string[];
}

/**
 * Fits the line, prints it and updates `eyes.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or hold no closed or no open eyes.
 */
export async function calibrateEyeJoin(
  { models, data }: EyeJoinRequest,
  terminal: Terminal,
): Promise<void> {
  const [detector, landmarks, eyes] = await orUsageError(
    Promise.all([
      readModel(models, "detector"),
      readModel(models, "landmarks"),
      readModel(models, "eyes"),
    ]),
  );
  const card = await orUsageError(Promise.resolve(eyes.card).then(parseEyesCard));
  // Without the eye-state network: what is fitted is what the landmarks say alone.
  const fit = await fitOnFaces({ detector, landmarks }, data, terminal, fitEyeJoin);
  const path = join(models, "eyes.json");
  const { join: before, ...others } = card.runtime;
  const joined = { ...before, openness: fit.openness };
  const changed = { ...card, runtime: { ...others, join: joined } };
  // A line that falls with openness says that these landmarks know nothing of lids: no valid card.
  const valid = await orUsageError(Promise.resolve(changed).then(parseEyesCard));
  await writeFile(path, cardText(valid));
  terminal.out(summary(fit, path));
}

function summary({ openness, closed, open, closedRight, openRight }: EyeJoinFit, path: string) {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  return [
    `log-odds of “open”: ${openness.slope} · openness ${openness.intercept < 0 ? "−" : "+"} ${Math.abs(openness.intercept)}`,
    `  fitted on ${closed} closed and ${open} open eyes`,
    `  by this line alone right: ${share(closedRight)} of the closed, ${share(openRight)} of the open ones`,
    `written to ${path}`,
    "",
  ].join("\n");
}
