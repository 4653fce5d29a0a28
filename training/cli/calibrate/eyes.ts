// `vigil calibrate eyes`: fits the line from openness to log-odds of "open" and writes it into eyes.json.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { cardText, parseEyesCard } from "../../../src/modelCard.ts";
import { checkedCard } from "../../../src/modelFile.ts";
import type { EyeJoinFit } from "../../calibration/fitEyeJoin.ts";

const HELP = `
Do this again whenever the landmark network has changed. Eyes count as closed or open by their annotated lids.

Example:
  vigil calibrate eyes --models models/ --data train/

The method is explained in docs/eyes.md.`;

/** Arguments and options of `vigil calibrate eyes`. */
interface EyeJoinRequest {
  /** The folder of the three networks. */
  readonly models: string;
  /** Folders of photographs with `.pts` files. */
  readonly data: readonly string[];
}

/** Adds `calibrate eyes`. */
export function registerCalibrateEyes(calibrate: Command): void {
  calibrate
    .command("eyes")
    .summary("fit the weight of the landmarks' openness beside the eye-state network")
    .description(
      "Fits the weight of the landmarks' openness beside the eye-state network; writes it into eyes.json.",
    )
    .requiredOption("--models <dir>", "folder of landmarks.onnx, detector.onnx and eyes.onnx")
    .requiredOption("--data <dirs...>", "images with a .pts file beside each")
    .addHelpText("after", HELP)
    .action((request: EyeJoinRequest) => calibrateEyeJoin(request, processTerminal()));
}

/**
 * Fits the line, prints it and updates `eyes.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or hold no closed or no open eyes.
 */
async function calibrateEyeJoin(
  { models, data }: EyeJoinRequest,
  terminal: Terminal,
): Promise<void> {
  const { readModel } = await import("../../../node/models.ts");
  const { fitEyeJoin } = await import("../../calibration/fitEyeJoin.ts");
  const { fitOnFaces } = await import("./fitOnFaces.ts");
  const [detector, landmarks, eyes] = await orUsageError(
    Promise.all([
      readModel(models, "detector"),
      readModel(models, "landmarks"),
      readModel(models, "eyes"),
    ]),
  );
  const card = await orUsageError(checkedCard(eyes, "eyes"));
  // Without the eye-state network: the line must not depend on it.
  const fit = await fitOnFaces({ detector, landmarks }, data, terminal, fitEyeJoin);
  const path = join(models, "eyes.json");
  const { join: before, ...others } = card.runtime;
  const joined = { ...before, openness: fit.openness };
  const changed = { ...card, runtime: { ...others, join: joined } };
  // The card refuses a line that falls with openness: such landmarks do not measure lids.
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
