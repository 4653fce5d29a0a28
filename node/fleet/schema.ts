// Vigil's own tables beside those of the queue: what was submitted, each attempt on it, and the results.

import { UsageError } from "../cli/errors.ts";
import type { Database, Sql } from "./database.ts";

/** Raised with every change of the tables. */
const VERSION = 1;

/** Two processes that begin a fleet at the same time wait for each other. Any number that nobody else uses. */
const LOCK = 7_619_204_385;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS vigil_fleet;
CREATE TABLE vigil_fleet.version (version int NOT NULL);
INSERT INTO vigil_fleet.version VALUES (${VERSION});

-- Videos that were submitted with the same options into the same folder; each batch has its own queue.
CREATE TABLE vigil_fleet.batch (
  id text PRIMARY KEY,
  vigil text NOT NULL,
  settings text NOT NULL,
  request jsonb NOT NULL,
  results text NOT NULL,
  names text,
  retries int NOT NULL,
  retry_delay int NOT NULL,
  submitted_at timestamptz NOT NULL DEFAULT now()
);

-- A file as it was when it was submitted. A changed file is a new entry, and the old one is superseded.
CREATE TABLE vigil_fleet.video (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch text NOT NULL REFERENCES vigil_fleet.batch,
  source text NOT NULL,
  stamp text NOT NULL,
  name text NOT NULL,
  stem text NOT NULL,
  bytes double precision NOT NULL,
  job uuid NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'active', 'done', 'failed')),
  superseded boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  furthest double precision NOT NULL DEFAULT 0,
  result text,
  cause text,
  reason text,
  submitted_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  UNIQUE (batch, source, stamp)
);
CREATE INDEX ON vigil_fleet.video (batch, state);
CREATE INDEX ON vigil_fleet.video (result);

-- One row each time that a worker takes a video. While it has no end it is the lease: one a video.
CREATE TABLE vigil_fleet.attempt (
  token uuid PRIMARY KEY,
  video bigint NOT NULL REFERENCES vigil_fleet.video,
  number int NOT NULL,
  job uuid NOT NULL,
  worker text NOT NULL,
  seconds double precision NOT NULL DEFAULT 0,
  begun_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  cause text,
  reason text
);
CREATE UNIQUE INDEX ON vigil_fleet.attempt (video) WHERE ended_at IS NULL;
CREATE INDEX ON vigil_fleet.attempt (lease_until) WHERE ended_at IS NULL;
CREATE INDEX ON vigil_fleet.attempt (video, number);

-- One row for each content, networks and profile.
CREATE TABLE vigil_fleet.result (
  key text PRIMARY KEY,
  content text NOT NULL,
  settings text NOT NULL,
  video bigint NOT NULL REFERENCES vigil_fleet.video,
  folder text NOT NULL,
  files jsonb NOT NULL,
  damage text,
  seconds double precision NOT NULL,
  events jsonb NOT NULL,
  worker text NOT NULL,
  worked_seconds double precision NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now()
);
`;

/**
 * Makes the tables where there are none.
 *
 * @param also what else must be there, made under the same lock.
 * @throws {UsageError} when they are of another version of Vigil.
 */
export async function openTables(database: Database, also: () => Promise<void>): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    if (!(await hasTables(sql))) await sql.query(TABLES);
    const [found] = await sql.query<{ version: number }>("SELECT version FROM vigil_fleet.version");
    if (found?.version !== VERSION) {
      const advice = "Use the same version of Vigil on all machines, or another database.";
      throw new UsageError(
        `The fleet in the database (${database.address}) has tables of version ${found?.version ?? "unknown"}; this Vigil reads version ${VERSION}. ${advice}`,
      );
    }
    await also();
  });
}

/** Whether somebody has submitted to this database. */
async function hasTables(sql: Sql): Promise<boolean> {
  const [found] = await sql.query<{ there: boolean }>(
    "SELECT to_regclass('vigil_fleet.version') IS NOT NULL AS there",
  );
  return found?.there === true;
}
