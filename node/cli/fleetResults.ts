// `vigil fleet results`.

import { exportResults } from "../fleet/exportResults.ts";
import { summarizeFleet } from "../fleet/summary.ts";
import { EXIT } from "./errors.ts";
import type { ResultsFlags } from "./fleet.ts";
import type { FleetContext } from "./fleetContext.ts";
import { lockOutput } from "./outputFolder.ts";
import { count } from "./terminal.ts";

/** @returns the exit code. */
export async function results(
  { out, mount: mounts }: ResultsFlags,
  { fleet, terminal, stop }: FleetContext,
): Promise<number> {
  const lock = await lockOutput(out);
  try {
    const summary = await summarizeFleet(fleet);
    const { copied, there, failures } = await exportResults(summary, out, { mounts, stop });
    const open = summary.videos.filter(({ result }) => result === undefined).length;
    const parts = [
      `${count(copied, "video")} copied to ${out}`,
      ...(there > 0 ? [`${there} there before`] : []),
      ...(open > 0 ? [`${open} without a result so far`] : []),
    ];
    terminal.out(`${parts.join("; ")}\n`);
    for (const { message } of failures) terminal.err(`  ${message}\n`);
    if (stop.aborted) return EXIT.interrupted;
    return failures.length > 0 ? EXIT.someFailed : EXIT.ok;
  } finally {
    await lock.release();
  }
}
