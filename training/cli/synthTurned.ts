// Turns the heads of annotated photographs as a data set, and says what became of them.

import { resolve } from "node:path";
import { orUsageError } from "../../node/cli/arguments.ts";
import { EXIT, UsageError } from "../../node/cli/errors.ts";
import { listenForInterruption } from "../../node/cli/interruption.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import { readHead } from "../synthetic/turned/readHead.ts";
import { writeTurnedSet } from "../synthetic/turned/turnedSet.ts";

/** What `vigil synth turned` was asked. */
export interface SynthTurnedRequest {
  readonly photographs: string;
  readonly assets: string;
  readonly out: string;
  readonly seed: number;
  readonly copies: number;
  readonly every: number;
  readonly least: number;
  readonly widest: number;
  readonly size: number;
  readonly quiet?: boolean;
}

/** Beyond this yaw, in degrees, a sheet seen from the front has nothing left to show. */
const WIDEST = 80;

/**
 * Makes the images that are missing.
 *
 * @returns the exit code: a failure when a photograph could not be read.
 * @throws {UsageError} when nothing can be turned as asked.
 */
export async function synthTurned(
  request: SynthTurnedRequest,
  terminal: Terminal,
): Promise<number> {
  const { photographs, assets, out, copies, every, least, widest, size } = request;
  if (copies < 1 || every < 1) throw new UsageError("--copies and --every are 1 or more.");
  if (size < 64) throw new UsageError("A face needs a --size of 64 pixels or more.");
  if (least >= widest || widest > WIDEST) {
    throw new UsageError(
      `--least must be below --widest, and that at most ${WIDEST}°: farther round a photograph shows nothing.`,
    );
  }
  const [pairs, head] = await orUsageError(
    Promise.all([listLandmarkPairs(photographs), readHead(assets)]),
  );
  const interruption = listenForInterruption();
  const total = Math.ceil(pairs.length / every);
  const progress = startProgress(terminal, total, "photographs", { quiet: request.quiet ?? false });
  const broken: string[] = [];
  try {
    const { made, kept, left } = await writeTurnedSet(pairs, head, {
      ...{ out, seed: request.seed, copies, every, least, widest, size },
      signal: interruption.signal,
      onPhotograph: () => progress.advance(),
      onBroken: (path, message) => broken.push(`${path}: ${message}`),
    });
    progress.finish();
    progress.line(`${made + kept} turned faces are in ${resolve(out)}, ${made} of them new`);
    for (const [why, count] of Object.entries(left)) {
      progress.line(`  ${count} photographs left out: ${why}`);
    }
  } finally {
    progress.finish();
    interruption.done();
  }
  if (broken.length > 0) {
    terminal.err(`${broken.length} photographs could not be read:\n${broken.join("\n")}\n`);
    return EXIT.someFailed;
  }
  if (!interruption.signal.aborted) return EXIT.ok;
  terminal.err("Stopped; the same command goes on from there.\n");
  return EXIT.interrupted;
}
