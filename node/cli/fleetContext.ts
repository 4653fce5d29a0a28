// Runs a command of `vigil fleet`: the database is opened before it and closed after it.

import { explained } from "../fleet/database.ts";
import { type Fleet, openFleet } from "../fleet/fleet.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** What a command of a fleet runs on. */
export interface FleetContext {
  readonly fleet: Fleet;
  readonly terminal: Terminal;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
}

/** @param command returns the exit code. @throws {UsageError} when the database cannot be used. */
export async function inFleet(
  { database, supervise }: { readonly database?: string; readonly supervise?: boolean },
  command: (context: FleetContext) => Promise<number>,
): Promise<void> {
  const interruption = listenForInterruption();
  try {
    const fleet = await openFleet(database ?? process.env["VIGIL_DATABASE"], { supervise });
    try {
      const terminal = processTerminal();
      process.exitCode = await command({ fleet, terminal, stop: interruption.signal });
    } catch (error) {
      throw explained(error, fleet.database.address);
    } finally {
      await fleet.close();
    }
  } finally {
    interruption.done();
  }
}
