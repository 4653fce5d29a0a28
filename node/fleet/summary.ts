// What a fleet has done, as data: each video, what is worked on, failures, and totals by vehicle and driver.

import type { AttemptCause } from "./attempts.ts";
import type { Fleet } from "./fleet.ts";
import { type Labels, nameReader, noLabels } from "./names.ts";
import type { EventCounts, ResultFile } from "./results.ts";

/** One video, and what became of it. */
export interface VideoSummary {
  readonly name: string;
  readonly labels: Labels;
  readonly state: "waiting" | "active" | "done" | "failed";
  readonly attempts: number;
  /** Why it failed. */
  readonly cause?: AttemptCause;
  readonly reason?: string;
  readonly result?: VideoResult;
}

export interface VideoResult {
  /** The folder of all results, and the one of this video in it. */
  readonly results: string;
  readonly folder: string;
  readonly files: readonly ResultFile[];
  /** Analysed seconds. */
  readonly seconds: number;
  readonly events: EventCounts;
  /** What is missing of a damaged video. */
  readonly damage?: string;
  /** Whether it is the result of another video with the same content, which counts it. */
  readonly shared: boolean;
  readonly finished: Date;
}

/** A video that is worked on. */
interface ActiveVideo {
  readonly name: string;
  readonly worker: string;
  readonly seconds: number;
  /** Seconds since its worker took it. */
  readonly since: number;
}

/** Attempts that ended without a result, by cause. */
interface FailedAttempts {
  readonly cause: AttemptCause;
  readonly count: number;
  /** The latest reason. */
  readonly reason: string;
}

export interface FleetSummary {
  readonly videos: readonly VideoSummary[];
  readonly active: readonly ActiveVideo[];
  readonly attempts: readonly FailedAttempts[];
  readonly deadLetters: number;
  /** Videos an hour over the last hour in which any was finished, at most since the first attempt; null before. */
  readonly videosPerHour: number | null;
}

/** Totals of a vehicle, a driver or all. */
export interface Totals {
  readonly videos: number;
  readonly hours: number;
  readonly events: EventCounts;
}

/** @param names a pattern instead of those that the videos were submitted with. */
export async function summarizeFleet(
  { database, queue }: Fleet,
  names?: string,
): Promise<FleetSummary> {
  const rows = await database.query<VideoRow>(VIDEOS);
  const readers = new Map<string | null, (name: string) => Labels>();
  const labelsOf = (name: string, pattern: string | null): Labels => {
    const wanted = names ?? pattern;
    const reader = readers.get(wanted) ?? (wanted === null ? noLabels : nameReader(wanted));
    readers.set(wanted, reader);
    return reader(name);
  };
  const [rate] = await database.query<{ count: number; hours: number | null }>(RATE);
  return {
    videos: rows.map((row) => videoOf(row, labelsOf(row.name, row.names))),
    active: await database.query<ActiveVideo>(ACTIVE),
    attempts: await database.query<FailedAttempts>(FAILED_ATTEMPTS),
    deadLetters: await queue.countDeadLetters(),
    videosPerHour: rate?.hours ? rate.count / rate.hours : null,
  };
}

interface VideoRow {
  readonly name: string;
  readonly names: string | null;
  readonly state: VideoSummary["state"];
  readonly attempts: number;
  readonly cause: AttemptCause | null;
  readonly reason: string | null;
  readonly results: string;
  readonly key: string | null;
  readonly folder: string;
  readonly files: readonly ResultFile[];
  readonly damage: string | null;
  readonly seconds: number;
  readonly events: EventCounts;
  readonly shared: boolean;
  readonly finished: Date;
}

/** The folder of results is that of the video which has the result. */
const VIDEOS = `
SELECT v.name, b.names, v.state, v.attempts, v.cause, v.reason, r.key, r.folder, r.files, r.damage, r.seconds, r.events,
  r.video <> v.id AS shared, r.finished_at AS finished,
  (SELECT o.results FROM vigil_fleet.video w JOIN vigil_fleet.batch o ON o.id = w.batch WHERE w.id = r.video) AS results
FROM vigil_fleet.video v
JOIN vigil_fleet.batch b ON b.id = v.batch
LEFT JOIN vigil_fleet.result r ON r.key = v.result
WHERE NOT v.superseded ORDER BY v.id`;

const ACTIVE = `
SELECT v.name, a.worker, a.seconds, extract(epoch FROM now() - a.begun_at)::float8 AS since
FROM vigil_fleet.attempt a JOIN vigil_fleet.video v ON v.id = a.video
WHERE a.ended_at IS NULL ORDER BY a.begun_at`;

const FAILED_ATTEMPTS = `
SELECT cause, count(*)::int AS count, (array_agg(reason ORDER BY ended_at DESC))[1] AS reason
FROM vigil_fleet.attempt WHERE cause IS NOT NULL GROUP BY cause ORDER BY count(*) DESC, cause`;

const RATE = `
SELECT count(*)::int AS count,
  extract(epoch FROM least(interval '1 hour', last - (SELECT min(begun_at) FROM vigil_fleet.attempt)))::float8 / 3600 AS hours
FROM (SELECT max(finished_at) AS last FROM vigil_fleet.video WHERE state = 'done') AS latest
JOIN vigil_fleet.video v ON v.state = 'done' AND v.finished_at > last - interval '1 hour'
GROUP BY last`;

function videoOf(row: VideoRow, labels: Labels): VideoSummary {
  const { name, state, attempts } = row;
  const base = { name, labels, state, attempts };
  if (state === "failed") {
    return { ...base, cause: row.cause ?? "other", reason: row.reason ?? "" };
  }
  if (row.key === null) return base;
  const { results, folder, files, seconds, events, shared, finished } = row;
  const damage = row.damage ?? undefined;
  return {
    ...base,
    result: { results, folder, files, seconds, events, damage, shared, finished },
  };
}

/** The totals of videos. A content that was submitted twice is counted once. */
export function totalsOf(videos: readonly VideoSummary[]): Totals {
  const events: Record<string, number> = {};
  let seconds = 0;
  let count = 0;
  for (const { result } of videos) {
    if (result === undefined || result.shared) continue;
    count++;
    seconds += result.seconds;
    for (const [kind, n] of Object.entries(result.events)) events[kind] = (events[kind] ?? 0) + n;
  }
  return { videos: count, hours: seconds / 3600, events };
}

/** Videos by vehicle or driver, in the order of the labels; those without are left out. */
export function byLabel(
  videos: readonly VideoSummary[],
  label: keyof Labels,
): ReadonlyMap<string, readonly VideoSummary[]> {
  const groups = new Map<string, VideoSummary[]>();
  for (const video of videos) {
    const value = video.labels[label];
    if (value === undefined) continue;
    const group = groups.get(value) ?? [];
    group.push(video);
    groups.set(value, group);
  }
  return new Map([...groups].sort(([p], [q]) => p.localeCompare(q, "en", { numeric: true })));
}

/** Failed videos by cause, the most frequent first. */
export function failuresByCause(videos: readonly VideoSummary[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cause } of videos) {
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, p], [, q]) => q - p));
}
