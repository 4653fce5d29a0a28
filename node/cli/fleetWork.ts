// `vigil fleet work`.

import { workForFleet } from "../fleet/work.ts";
import { jobsByDefault } from "./analysts.ts";
import { EXIT } from "./errors.ts";
import type { WorkFlags } from "./fleet.ts";
import type { FleetContext } from "./fleetContext.ts";
import { count } from "./terminal.ts";

/** @returns the exit code. */
export async function work(
  { jobs = jobsByDefault(), lease, poll, untilDone = false, models, ...flags }: WorkFlags,
  { fleet, terminal, stop }: FleetContext,
): Promise<number> {
  const line = (text: string): void => {
    if (flags.quiet !== true) terminal.out(`${text}\n`);
  };
  line(`Working on ${count(jobs, "video")} at once; Ctrl-C gives them back.`);
  const { done, duplicates, failed } = await workForFleet(fleet, {
    ...{ jobs, lease, poll, untilDone, models, stop },
    mounts: flags.mount,
    scratch: flags.scratch,
    onLine: line,
    onWarning: (message) => terminal.err(`warning: ${message}\n`),
  });
  const shared = duplicates > 0 ? `, ${duplicates} known by their content` : "";
  line(`${count(done, "video")} analysed${shared}; ${count(failed, "attempt")} failed.`);
  if (stop.aborted) return EXIT.interrupted;
  const [lost] = await fleet.database.query<{ any: boolean }>(
    `SELECT EXISTS (SELECT FROM vigil_fleet.video WHERE state = 'failed' AND NOT superseded) AS any`,
  );
  return lost?.any === true ? EXIT.someFailed : EXIT.ok;
}
