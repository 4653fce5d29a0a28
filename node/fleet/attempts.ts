// Attempts on videos: taken, kept by heartbeats, ended by a result, a failure or the loss of the worker.
// Each change of an attempt, of its video and of its job is one transaction.

import { randomUUID } from "node:crypto";
import type { FailureCause } from "../cli/analyzeTask.ts";
import type { Sql } from "./database.ts";
import type { Fleet } from "./fleet.ts";
import type { SendOptions } from "./queue.ts";

/** Why an attempt ended without a result. */
export type AttemptCause = FailureCause | "worker-lost" | "worker-stopped";

/** A worker's hold on a video. */
export interface Attempt {
  /** Names this attempt: whoever has lost the lease finds no attempt of this name. */
  readonly token: string;
  readonly number: number;
  readonly job: string;
  readonly batch: string;
  readonly video: {
    readonly id: string;
    readonly source: string;
    readonly name: string;
    readonly stem: string;
    readonly bytes: number;
  };
}

/** The lease was given to another worker, which goes on; what this one has is of no use. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/**
 * Takes the next video.
 *
 * @param batches those that this worker can analyse.
 * @param lease seconds until the first heartbeat must have come.
 * @returns undefined when none waits.
 */
export async function takeVideo(
  { database, queue }: Fleet,
  batches: readonly string[],
  { worker, lease }: { readonly worker: string; readonly lease: number },
): Promise<Attempt | undefined> {
  for (const batch of batches) {
    for (;;) {
      const taken = await database.transaction(async (sql) => {
        const job = await queue.fetch(sql, batch);
        if (job === undefined) return undefined;
        const token = randomUUID();
        const begin = (): Promise<readonly Begun[]> =>
          sql.query<Begun>(BEGIN_ATTEMPT, [job.video, job.id, token, worker, lease]);
        const [video] = await begin();
        if (video === undefined) {
          // The job of a video that is done, or that has another job.
          await queue.complete(sql, batch, job.id);
          return "nothing" as const;
        }
        if (!video.begun) {
          await endAttempt(sql, "video", job.video, "lost", {
            cause: "worker-lost",
            reason: "its job ran for longer than the queue allows",
          });
          await begin();
        }
        return { token, number: video.number, job: job.id, batch, video };
      });
      if (taken === undefined) break;
      if (taken !== "nothing") return taken;
    }
  }
  return undefined;
}

interface Begun extends Readonly<Attempt["video"]> {
  readonly number: number;
  /** False when another attempt has not ended. */
  readonly begun: boolean;
}

const BEGIN_ATTEMPT = `
WITH taken AS (
  UPDATE vigil_fleet.video SET state = 'active', attempts = attempts + 1
  WHERE id = $1 AND job = $2 AND state IN ('waiting', 'active')
  RETURNING id, source, name, stem, bytes, attempts AS number
), begun AS (
  INSERT INTO vigil_fleet.attempt (token, video, number, job, worker, lease_until)
  SELECT $3::uuid, id, number, $2, $4, now() + $5 * interval '1 s' FROM taken
  ON CONFLICT DO NOTHING RETURNING token
)
SELECT id::text, source, name, stem, bytes, number, EXISTS (SELECT FROM begun) AS begun FROM taken`;

/** How far an attempt has come. */
export interface Beat {
  readonly token: string;
  /** Analysed seconds of the video. */
  readonly seconds: number;
}

/**
 * Extends leases. The server need not wait for its disk: what it forgets when it crashes is sent again before leases end,
 * because none ends for the length of a lease after a start.
 *
 * @returns the tokens of those that are still held.
 */
export async function extendLeases(
  { database }: Fleet,
  beats: readonly Beat[],
  lease: number,
): Promise<ReadonlySet<string>> {
  const held = await database.query<{ token: string }>(
    `UPDATE vigil_fleet.attempt a SET lease_until = now() + $2 * interval '1 s', seconds = b.seconds
     FROM json_to_recordset($1) AS b (token uuid, seconds float8)
     WHERE a.token = b.token AND a.ended_at IS NULL
     RETURNING a.token::text, set_config('synchronous_commit', 'off', true)`,
    [JSON.stringify(beats), lease],
  );
  return new Set(held.map(({ token }) => token));
}

/**
 * Gives videos whose worker sends no heartbeat to another one. After a restart of the database nothing is taken for the
 * length of a lease, so that workers that could not reach it keep theirs.
 *
 * An attempt that got further than all before it is not counted as a failure: machines come and go, and only a video
 * that ends its worker again and again at the same place must be given up.
 */
export async function reapLostAttempts({ database, queue }: Fleet, lease: number): Promise<number> {
  return database.transaction(async (sql) => {
    const lost = await sql.query<{
      token: string;
      worker: string;
      video: string;
      job: string;
      batch: string;
      further: boolean;
    }>(
      `SELECT a.token::text, a.worker, a.video::text, a.job::text, v.batch, a.seconds > v.furthest AS further
       FROM vigil_fleet.attempt a JOIN vigil_fleet.video v ON v.id = a.video
       WHERE a.ended_at IS NULL AND a.lease_until < now()
         AND now() - pg_postmaster_start_time() > $1 * interval '1 s'
       FOR UPDATE OF a SKIP LOCKED`,
      [lease],
    );
    for (const { token, worker, video, job, batch, further } of lost) {
      const reason = `its worker (${worker}) sent no heartbeat for ${lease} s: it was killed, or its machine was lost`;
      const why = { cause: "worker-lost", reason } as const;
      await endAttempt(sql, "token", token, "lost", why);
      if (further) await sendAgain(sql, queue, { video, batch, job });
      else await failJob(sql, queue, { video, batch, job }, why);
    }
    return lost.length;
  });
}

/** Why an attempt failed. */
export interface Failed {
  readonly cause: AttemptCause;
  /** For people; names the video. */
  readonly reason: string;
}

/** Ends an attempt that failed. The queue tries again, unless that is of no use. @returns what becomes of the video. */
export async function failAttempt(
  { database, queue }: Fleet,
  { token, batch, job, video }: Attempt,
  failed: Failed,
  { lasting }: { readonly lasting: boolean },
): Promise<"again" | "failed"> {
  return database.transaction(async (sql) => {
    await endAttemptOrThrow(sql, token, "failed", failed);
    const place = { video: video.id, batch, job };
    if (!lasting) return failJob(sql, queue, place, failed);
    await queue.complete(sql, batch, job);
    await queue.bury(sql, video.id);
    await markFailed(sql, video.id, failed);
    return "failed";
  });
}

/** Gives a video back that this worker cannot finish, through no fault of the video. It is the next one to be taken. */
export async function giveBack(
  { database, queue }: Fleet,
  { token, batch, job, video }: Attempt,
  why: Failed,
): Promise<void> {
  await database.transaction(async (sql) => {
    await endAttemptOrThrow(sql, token, "given back", why);
    await sendAgain(sql, queue, { video: video.id, batch, job });
  });
}

/** A job's place in the queue. */
interface Place {
  readonly video: string;
  readonly batch: string;
  readonly job: string;
}

/** A new job before all others, with all its attempts. */
async function sendAgain(
  sql: Sql,
  queue: Fleet["queue"],
  { video, batch, job }: Place,
): Promise<void> {
  const id = randomUUID();
  await queue.complete(sql, batch, job);
  await sql.query(`${BACK_TO_WAITING}, job = $2 WHERE id = $1`, [video, id]);
  const [send] = await sql.query<SendOptions>(
    `SELECT retries, retry_delay AS "retryDelay" FROM vigil_fleet.batch WHERE id = $1`,
    [batch],
  );
  if (send !== undefined) await queue.send(sql, batch, [{ id, video }], { ...send, priority: 1 });
}

async function failJob(
  sql: Sql,
  queue: Fleet["queue"],
  { video, batch, job }: Place,
  failed: Failed,
): Promise<"again" | "failed"> {
  if ((await queue.fail(sql, batch, job, failed)) === "again") {
    await sql.query(`${BACK_TO_WAITING} WHERE id = $1`, [video]);
    return "again";
  }
  await markFailed(sql, video, failed);
  return "failed";
}

/** Remembers how far the best attempt came. */
const BACK_TO_WAITING = `UPDATE vigil_fleet.video SET state = 'waiting', furthest = greatest(furthest,
  (SELECT max(seconds) FROM vigil_fleet.attempt WHERE attempt.video = vigil_fleet.video.id))`;

async function markFailed(sql: Sql, video: string, { cause, reason }: Failed): Promise<void> {
  await sql.query(
    `UPDATE vigil_fleet.video SET state = 'failed', cause = $2, reason = $3, finished_at = now()
     WHERE id = $1`,
    [video, cause, reason],
  );
}

/** Ends the running attempt with a token or on a video. @returns whether there was one. */
async function endAttempt(
  sql: Sql,
  by: "token" | "video",
  value: string,
  outcome: "failed" | "given back" | "lost",
  { cause, reason }: Failed,
): Promise<boolean> {
  const ended = await sql.query(
    `UPDATE vigil_fleet.attempt SET ended_at = now(), outcome = $2, cause = $3, reason = $4
     WHERE ${by} = $1 AND ended_at IS NULL RETURNING token`,
    [value, outcome, cause, reason],
  );
  return ended.length > 0;
}

async function endAttemptOrThrow(
  sql: Sql,
  token: string,
  outcome: "failed" | "given back",
  why: Failed,
): Promise<void> {
  if (!(await endAttempt(sql, "token", token, outcome, why))) throw new LeaseLost();
}
