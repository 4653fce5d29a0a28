// The queue: pg-boss in the same database, so that a job and its result change in one transaction.

import type PgBoss from "pg-boss";
import { UsageError } from "../cli/errors.ts";
import type { Database, Sql } from "./database.ts";

/** A job: one attempt to analyse a video, or several after failures. */
interface Job {
  readonly id: string;
  readonly video: string;
}

export interface SendOptions {
  /** Attempts after the first that fails. */
  readonly retries: number;
  /** Whole seconds before the first of them; about twice as many before the second, and so on. */
  readonly retryDelay: number;
  /** Jobs of a higher priority are taken first. */
  readonly priority?: number;
}

/** All but `createBatch` and `close` belong to the transaction they are given. */
export interface Queue {
  createBatch(batch: string): Promise<void>;
  send(sql: Sql, batch: string, jobs: readonly Job[], options: SendOptions): Promise<void>;
  /** Tells the database how large a batch is now, which it would otherwise learn minutes later. */
  analyze(sql: Sql, batch: string): Promise<void>;
  fetch(sql: Sql, batch: string): Promise<Job | undefined>;
  complete(sql: Sql, batch: string, job: string): Promise<void>;
  /** @returns whether it will be tried again; if not, it has become a dead letter. */
  fail(sql: Sql, batch: string, job: string, output: object): Promise<"again" | "dead">;
  /** Ends a job that has not begun. */
  cancel(sql: Sql, batch: string, job: string): Promise<void>;
  /** Adds a dead letter for a video that no attempt can help. */
  bury(sql: Sql, video: string): Promise<void>;
  /** Takes all dead letters of the fleet away. */
  takeDeadLetters(sql: Sql): Promise<void>;
  countDeadLetters(): Promise<number>;
  close(): Promise<void>;
}

/** The schema of pg-boss's tables: apart from those of another program in the same database. */
const SCHEMA = "vigil_queue";
const DEAD_LETTERS = "dead-letters";

/** The longest that pg-boss lets a job run; a longer analysis is taken over from its checkpoint. */
const EXPIRE_IN = 24 * 3600 - 1;
/** Waiting jobs older than this would be removed: never. */
const KEEP_DAYS = 3650;

/** @param options.supervise whether this process keeps the queue's tables in order: workers do. */
export async function openQueue(
  database: Database,
  { supervise }: { readonly supervise: boolean },
): Promise<Queue> {
  const { default: Boss } = await import("pg-boss");
  const boss = new Boss({
    db: forBoss(database),
    schema: SCHEMA,
    supervise,
    schedule: false,
    retentionDays: KEEP_DAYS,
    expireInSeconds: EXPIRE_IN,
    // Results and attempts are in Vigil's own tables; ended jobs are of no use.
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 7,
  });
  // Errors of its maintenance: the next round repairs what this one could not.
  boss.on("error", () => {});
  await boss.start();
  const version = Number(await boss.schemaVersion());
  if (version !== BOSS_VERSION) {
    throw new UsageError(
      `The queue in the database (${database.address}) is of version ${version} of pg-boss's tables; this Vigil uses version ${BOSS_VERSION}. Use the same version of Vigil on all machines.`,
    );
  }
  await orderJobs(database);
  await boss.createQueue(DEAD_LETTERS);
  return {
    createBatch: (batch) => boss.createQueue(queueOf(batch)),
    async send(sql, batch, jobs, { retries, retryDelay, priority = 0 }) {
      const inserts = jobs.map(({ id, video }) => ({
        id,
        name: queueOf(batch),
        data: { video },
        priority,
        retryLimit: retries,
        retryDelay,
        retryBackoff: true,
        deadLetter: DEAD_LETTERS,
      }));
      if (inserts.length > 0) await boss.insert(inserts, { db: forBoss(sql) });
    },
    async analyze(sql, batch) {
      const [queue] = await sql.query<{ table: string }>(
        `SELECT format('%I.%I', '${SCHEMA}', partition_name) AS table FROM ${SCHEMA}.queue WHERE name = $1`,
        [queueOf(batch)],
      );
      if (queue !== undefined) await sql.query(`ANALYZE ${queue.table}`);
    },
    async fetch(sql, batch) {
      const [job] = await boss.fetch<{ video: string }>(queueOf(batch), { db: forBoss(sql) });
      return job && { id: job.id, video: job.data.video };
    },
    // Without the empty output its third argument would be taken for one, and the transaction left out.
    complete: (sql, batch, job) => boss.complete(queueOf(batch), job, {}, { db: forBoss(sql) }),
    async fail(sql, batch, job, output) {
      const db = forBoss(sql);
      await boss.fail(queueOf(batch), job, output, { db });
      const after = await boss.getJobById(queueOf(batch), job, { db, includeArchive: false });
      return after?.state === "retry" ? "again" : "dead";
    },
    cancel: (sql, batch, job) => boss.cancel(queueOf(batch), job, { db: forBoss(sql) }),
    async bury(sql, video) {
      await boss.send(DEAD_LETTERS, { video }, { db: forBoss(sql) });
    },
    async takeDeadLetters(sql) {
      const db = forBoss(sql);
      for (;;) {
        const letters = await boss.fetch(DEAD_LETTERS, { db, batchSize: 500 });
        if (letters.length === 0) return;
        for (const { id } of letters) await boss.complete(DEAD_LETTERS, id, {}, { db });
      }
    },
    countDeadLetters: () => boss.getQueueSize(DEAD_LETTERS),
    close: () => boss.stop({ graceful: false }),
  };
}

/**
 * Gives the jobs an index in the order in which they are taken. With pg-boss's own indexes the database sorts all that
 * wait to find the next one. New queues get it from the table that they are parts of.
 */
async function orderJobs(sql: Sql): Promise<void> {
  const [there] = await sql.query<{ index: string | null }>(
    `SELECT to_regclass('${SCHEMA}.${ORDER_INDEX}')::text AS index`,
  );
  if (there?.index != null) return;
  await sql.query(
    `CREATE INDEX ${ORDER_INDEX} ON ${SCHEMA}.job (name, priority DESC, created_on, id) WHERE state < 'active'`,
  );
}

const ORDER_INDEX = "job_vigil_order";

/** The version of its tables that pg-boss 10.4 makes. */
const BOSS_VERSION = 24;

function queueOf(batch: string): string {
  return `videos-${batch}`;
}

function forBoss(sql: Sql): PgBoss.Db {
  return {
    async executeSql(text, values) {
      return { rows: [...(await sql.query<object>(text, values))] };
    },
  };
}
