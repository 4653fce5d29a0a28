// Results: committed once for each content, networks and profile, together with the end of the job.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEvents } from "../../src/formats/eventsJson.ts";
import { digestOf } from "../archive/identity.ts";
import type { InputIdentity } from "../cli/analyzeTask.ts";
import { type Attempt, endAttempt, LeaseLost } from "./attempts.ts";
import type { Sql } from "./database.ts";
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
  attempt: Attempt,
  identity: InputIdentity,
): Promise<boolean> {
  return database.transaction(async (sql) => {
    const key = resultKey(identity);
    const known = await sql.query("SELECT FROM vigil_fleet.result WHERE key = $1", [key]);
    if (known.length === 0) return false;
    if (!(await endAttempt(sql, "token", attempt.token, "duplicate"))) throw new LeaseLost();
    await endVideo(sql, queue, attempt, key);
    return true;
  });
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
  attempt: Attempt,
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
    if (!(await endAttempt(sql, "token", attempt.token, "done"))) {
      // The answer to a commit may be lost with the connection.
      const [done] = await sql.query<{ outcome: string }>(
        "SELECT outcome FROM vigil_fleet.attempt WHERE token = $1",
        [attempt.token],
      );
      if (done?.outcome === "done") return true;
      throw new LeaseLost();
    }
    const created = await sql.query(
      `INSERT INTO vigil_fleet.result
         (key, content, settings, video, folder, files, damage, seconds, events, worker, worked_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
         (SELECT sum(extract(epoch FROM ended_at - begun_at)) FROM vigil_fleet.attempt WHERE video = $4))
       ON CONFLICT (key) DO NOTHING RETURNING key`,
      [
        ...[key, identity.content, identity.settings, attempt.video.id, folder],
        ...[JSON.stringify(files), damage ?? null, seconds, JSON.stringify(events), worker],
      ],
    );
    if (created.length > 0) await publish();
    await endVideo(sql, queue, attempt, key);
    return created.length > 0;
  });
}

async function endVideo(
  sql: Sql,
  queue: Fleet["queue"],
  { video, batch, job }: Attempt,
  key: string,
): Promise<void> {
  await sql.query(
    `UPDATE vigil_fleet.video SET state = 'done', result = $2, cause = NULL, reason = NULL,
       finished_at = now() WHERE id = $1`,
    [video.id, key],
  );
  await queue.complete(sql, batch, job);
}

/** The number of events of each kind in a result's `events.json`. */
export async function countEvents(folder: string): Promise<EventCounts> {
  const { events } = parseEvents(await readFile(join(folder, "events.json"), "utf8"));
  const counts: Record<string, number> = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
