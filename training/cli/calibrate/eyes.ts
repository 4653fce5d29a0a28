// `vigil calibrate eyes`: fits the line from openness to log-odds of "open" and writes it into a card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import {
  cardText,
  type EyesCard,
  type LandmarksCard,
  parseEyesCard,
  parseLandmarksCard,
} from "../../../src/modelCard.ts";
import { checkedCard } from "../../../src/modelFile.ts";
import type { EyeJoinFit } from "../../calibration/fitEyeJoin.ts";

const HELP = `
Do this again whenever the landmark network has changed. Eyes count as closed or open by their annotated lids.
The line of a landmark network's own card comes before that of eyes.json: two networks need not measure lids alike.

Examples:
  vigil calibrate eyes --models models/ --data train/
  vigil calibrate eyes --models models/ --network nano --into landmarks --data train/

The method is explained in docs/eyes.md.`;

/** Arguments and options of `vigil calibrate eyes`. */
interface EyeJoinRequest {
  /** The folder of the three networks. */
  readonly models: string;
  /** Folders of photographs with `.pts` files. */
  readonly data: readonly string[];
  /** The landmark network beside; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
  /** The card that holds the line. */
  readonly into: "eyes" | "landmarks";
}

/** Adds `calibrate eyes`. */
export function registerCalibrateEyes(calibrate: Command): void {
  calibrate
    .command("eyes")
    .summary("fit the weight of the landmarks' openness beside the eye-state network")
    .description(
      "Fits the weight of the landmarks' openness beside the eye-state network; writes it into a card.",
    )
    .requiredOption("--models <dir>", "folder of landmarks.onnx, detector.onnx and eyes.onnx")
    .requiredOption("--data <dirs...>", "images with a .pts file beside each")
    .addOption(networkOption())
    .addOption(
      new Option(
        "--into <card>",
        "the card that gets the line: the eye-state or the landmark network's",
      )
        .choices(["eyes", "landmarks"])
        .default("eyes"),
    )
    .addHelpText("after", HELP)
    .action((request: EyeJoinRequest) => calibrateEyeJoin(request, processTerminal()));
}

/**
 * Fits the line, prints it and updates the card.
 *
 * @throws {UsageError} when networks or data cannot be read, or hold no closed or no open eyes.
 */
async function calibrateEyeJoin(
  { models, data, network, into }: EyeJoinRequest,
  terminal: Terminal,
): Promise<void> {
  const { readModel } = await import("../../../node/models.ts");
  const { fitEyeJoin } = await import("../../calibration/fitEyeJoin.ts");
  const { fitOnFaces } = await import("./fitOnFaces.ts");
  const stem = landmarkStem(network);
  const [detector, landmarks, changed] = await orUsageError(
    Promise.all([
      readModel(models, "detector"),
      readModel(models, stem),
      readModel(models, into === "eyes" ? "eyes" : stem),
    ]),
  );
  const card = await orUsageError(checkedCard(changed, into));
  // Without the eye-state network: the line must not depend on it.
  const fit = await fitOnFaces({ detector, landmarks }, data, terminal, fitEyeJoin);
  const path = join(models, into === "eyes" ? "eyes.json" : `${stem}.json`);
  await writeFile(
    path,
    cardText(await orUsageError(Promise.resolve().then(() => withLine(card, fit)))),
  );
  terminal.out(summary(fit, path));
}

/** @throws {Error} when the line falls with openness: such landmarks do not measure lids. */
function withLine(card: EyesCard | LandmarksCard, { openness }: EyeJoinFit) {
  if (card.task === "landmarks") {
    return parseLandmarksCard({ ...card, runtime: { ...card.runtime, openness } });
  }
  const { join: before, ...runtime } = card.runtime;
  return parseEyesCard({ ...card, runtime: { ...runtime, join: { ...before, openness } } });
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
