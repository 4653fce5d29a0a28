// Results: committed once for each content, networks and profile, together with the end of the job.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEvents } from "../../src/formats/eventsJson.ts";
import { digestOf } from "../archive/identity.ts";
import type { InputIdentity } from "../cli/analyzeTask.ts";
import { type Attempt, LeaseLost } from "./attempts.ts";
import type { Fleet } from "./fleet.ts";

/** A file of a result, relative to the folder of results. */
export interface ResultFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The number of events of each kind. */
export type EventCounts = Readonly<Record<string, number>>;

/** What an analysis gave. */
export interface Finished {
  readonly identity: InputIdentity;
  readonly files: readonly ResultFile[];
  readonly seconds: number;
  readonly events: EventCounts;
  /** What is missing of a damaged video. */
  readonly damage?: string;
}

/** The key of a result: the same content with the same networks and profile is analysed once. */
function resultKey({ content, settings }: InputIdentity): string {
  return digestOf({ content, settings });
}

/** Ends an attempt on a video whose result is there already. @returns whether it is. */
export async function takeKnownResult(
  { database, queue }: Fleet,
  { token, batch, job }: Attempt,
  identity: InputIdentity,
): Promise<boolean> {
  const key = resultKey(identity);
  // Results stay for good, so that only a known one needs the transaction.
  const known = await database.query("SELECT FROM vigil_fleet.result WHERE key = $1", [key]);
  if (known.length === 0) return false;
  await database.transaction(async (sql) => {
    const ended = await sql.query(END_AS_DUPLICATE, [token, key]);
    if (ended.length === 0) throw new LeaseLost();
    await queue.complete(sql, batch, job);
  });
  return true;
}

/**
 * Commits a result.
 *
 * @param worker who worked on it.
 * @param publish gives the files their final names; called when the result is new, before the transaction ends, so that
 *   no result is listed whose files are not there. When the transaction fails after it, the next attempt finds the files.
 * @returns false when another worker was faster with the same content.
 * @throws {LeaseLost} when the video was given to another worker.
 */
export async function commitResult(
  { database, queue }: Fleet,
  { token, batch, job }: Attempt,
  { identity, files, seconds, events, damage }: Finished,
  {
    worker,
    folder,
    publish,
  }: {
    readonly worker: string;
    readonly folder: string;
    readonly publish: () => Promise<void>;
  },
): Promise<boolean> {
  const key = resultKey(identity);
  return database.transaction(async (sql) => {
    const [ended] = await sql.query<{ created: boolean }>(END_WITH_RESULT, [
      ...[token, key, identity.content, identity.settings, folder],
      ...[JSON.stringify(files), damage ?? null, seconds, JSON.stringify(events), worker],
    ]);
    if (ended === undefined) {
      // The answer to a commit may be lost with the connection.
      const [done] = await sql.query<{ outcome: string }>(
        "SELECT outcome FROM vigil_fleet.attempt WHERE token = $1",
        [token],
      );
      if (done?.outcome === "done") return true;
      throw new LeaseLost();
    }
    if (ended.created) await publish();
    await queue.complete(sql, batch, job);
    return ended.created;
  });
}

/** The end of an attempt (token $1) and of its video with the result of a key ($2), as parts of one statement. */
const endWith = (outcome: "done" | "duplicate"): string => `
ended AS (
  UPDATE vigil_fleet.attempt SET ended_at = now(), outcome = '${outcome}'
  WHERE token = $1 AND ended_at IS NULL RETURNING video
), video AS (
  UPDATE vigil_fleet.video v SET state = 'done', result = $2, cause = NULL, reason = NULL, finished_at = now()
  FROM ended WHERE v.id = ended.video
)`;

const END_AS_DUPLICATE = `WITH ${endWith("duplicate")} SELECT FROM ended`;

// The statement does not see its own changes: to it, the attempt that it ends runs until now.
const END_WITH_RESULT = `
WITH ${endWith("done")}, created AS (
  INSERT INTO vigil_fleet.result
    (key, content, settings, video, folder, files, damage, seconds, events, worker, worked_seconds)
  SELECT $2, $3, $4, video, $5, $6, $7, $8, $9, $10,
    (SELECT sum(extract(epoch FROM coalesce(a.ended_at, now()) - a.begun_at))
     FROM vigil_fleet.attempt a WHERE a.video = ended.video)
  FROM ended ON CONFLICT (key) DO NOTHING RETURNING key
)
SELECT EXISTS (SELECT FROM created) AS created FROM ended`;

/** The number of events of each kind in a result's `events.json`. */
export async function countEvents(folder: string): Promise<EventCounts> {
  const { events } = parseEvents(await readFile(join(folder, "events.json"), "utf8"));
  const counts: Record<string, number> = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
