// Submits videos: a row and a job for each that is not known yet.

import { randomUUID } from "node:crypto";
import { digestOf } from "../archive/identity.ts";
import type { AnalyzeRequest } from "../cli/analyzeRequest.ts";
import { outputStems } from "../cli/outputFolder.ts";
import { packageVersion } from "../package.ts";
import type { Sql } from "./database.ts";
import type { Fleet } from "./fleet.ts";
import type { SendOptions } from "./queue.ts";

/** How videos are analysed: the request without what differs from video to video and from machine to machine. */
export type FleetRequest = Omit<
  AnalyzeRequest,
  "paths" | "out" | "recursive" | "models" | "jobs" | "retryFailed" | "redo" | "frameRate"
>;

/** A video to submit. */
export interface Submitted {
  /** Where it is read: an absolute path or an address. */
  readonly source: string;
  /** What results call it. */
  readonly name: string;
  /** Changes when the file does: size and time, or the server's tag. */
  readonly stamp: string;
  readonly bytes: number;
}

export interface Submission {
  readonly request: FleetRequest;
  /** The digest of what results depend on: networks, options, Vigil's version. */
  readonly settings: string;
  /** The folder of results, which all workers reach. */
  readonly results: string;
  /** The pattern by which names tell vehicle and driver. */
  readonly names?: string;
  readonly send: SendOptions;
  readonly retryFailed: boolean;
}

/** How many videos were taken in, and how many were known. */
export interface Accepted {
  readonly batch: string;
  readonly added: number;
  readonly known: number;
  /** Videos that were known, and whose file has changed. They are among the added ones. */
  readonly changed: number;
  /** Videos that failed before and are tried again. */
  readonly retried: number;
}

/** All or none is taken in. */
export async function submitVideos(
  { database, queue }: Fleet,
  videos: readonly Submitted[],
  submission: Submission,
): Promise<Accepted> {
  const { request, settings, results, names } = submission;
  const batch = digestOf({ settings, results }).slice(0, 16);
  await queue.createBatch(batch);
  return database.transaction(async (sql) => {
    await sql.query(
      `INSERT INTO vigil_fleet.batch (id, vigil, settings, request, results, names, retries, retry_delay)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET names = coalesce(excluded.names, batch.names),
         retries = excluded.retries, retry_delay = excluded.retry_delay`,
      [
        ...[batch, packageVersion(), settings, JSON.stringify(request), results, names ?? null],
        ...[submission.send.retries, submission.send.retryDelay],
      ],
    );
    // Two submissions into one folder must not give the same name twice.
    await sql.query("SELECT FROM vigil_fleet.batch WHERE results = $1 FOR UPDATE", [results]);
    const fresh = await unknownVideos(sql, batch, videos);
    const stems = await freeStems(sql, results, fresh);
    const rows = fresh.map((video, k) => ({ ...video, stem: stems[k], job: randomUUID() }));
    const changed = await supersede(sql, queue, batch, rows);
    const added = await sql.query<{ id: string; job: string }>(
      `INSERT INTO vigil_fleet.video (batch, source, stamp, name, stem, bytes, job)
       SELECT $1, source, stamp, name, stem, bytes, job FROM json_to_recordset($2)
         AS x (source text, stamp text, name text, stem text, bytes float8, job uuid)
       RETURNING id::text, job`,
      [batch, JSON.stringify(rows)],
    );
    const jobs = added.map(({ id, job }) => ({ id: job, video: id }));
    await queue.send(sql, batch, jobs, submission.send);
    if (added.length > 0) {
      await queue.analyze(sql, batch);
      await sql.query("ANALYZE vigil_fleet.video");
    }
    const retried = submission.retryFailed ? await retryFailed(sql, queue, submission) : 0;
    return { batch, added: added.length, known: videos.length - added.length, changed, retried };
  });
}

async function unknownVideos(
  sql: Sql,
  batch: string,
  videos: readonly Submitted[],
): Promise<readonly Submitted[]> {
  const known = await sql.query<{ source: string; stamp: string }>(
    "SELECT source, stamp FROM vigil_fleet.video WHERE batch = $1",
    [batch],
  );
  const seen = new Set(known.map(({ source, stamp }) => `${source}\n${stamp}`));
  return videos.filter(({ source, stamp }) => {
    const key = `${source}\n${stamp}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Names of results that no video of the folder has. */
async function freeStems(
  sql: Sql,
  results: string,
  videos: readonly Submitted[],
): Promise<string[]> {
  const taken = await sql.query<{ id: string; stem: string }>(
    `SELECT v.id::text, v.stem FROM vigil_fleet.video v JOIN vigil_fleet.batch b ON b.id = v.batch
     WHERE b.results = $1 ORDER BY v.id`,
    [results],
  );
  // Each has a key of its own, which is no path.
  const earlier = new Map(taken.map(({ id, stem }) => [`\0${id}/${stem}.video`, stem]));
  const names = [...earlier.keys(), ...videos.map(({ name }) => pathOf(name))];
  return outputStems(names, earlier).slice(earlier.size);
}

/** An address without its query, which would be taken for a part of the file's name. */
function pathOf(name: string): string {
  return /^https?:/.test(name) ? new URL(name).pathname : name;
}

/** The entries of files that have changed since. @returns how many there were. */
async function supersede(
  sql: Sql,
  queue: Fleet["queue"],
  batch: string,
  videos: readonly Submitted[],
): Promise<number> {
  const old = await sql.query<{ job: string; state: string }>(
    `UPDATE vigil_fleet.video v SET superseded = true
     WHERE batch = $1 AND NOT superseded AND source = ANY($2) RETURNING job, state`,
    [batch, videos.map(({ source }) => source)],
  );
  for (const { job, state } of old) {
    if (state === "waiting") await queue.cancel(sql, batch, job);
  }
  return old.length;
}

/** Sends new jobs for all videos that failed, whatever their batch. */
async function retryFailed(sql: Sql, queue: Fleet["queue"], { send }: Submission): Promise<number> {
  await queue.takeDeadLetters(sql);
  const failed = await sql.query<{ id: string; batch: string; job: string }>(
    `UPDATE vigil_fleet.video SET state = 'waiting', job = gen_random_uuid(), cause = NULL, reason = NULL
     WHERE state = 'failed' AND NOT superseded RETURNING id::text, batch, job`,
  );
  for (const batch of new Set(failed.map((video) => video.batch))) {
    const jobs = failed
      .filter((video) => video.batch === batch)
      .map(({ id, job }) => ({ id: job, video: id }));
    await queue.send(sql, batch, jobs, send);
  }
  return failed.length;
}
