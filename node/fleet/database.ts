// The connection to the fleet's database: PostgreSQL through `pg`, which is loaded when it is needed.

import type { Pool, QueryConfig, QueryResult } from "pg";
import { errorCode, errorMessage } from "../../src/errorMessage.ts";
import { UsageError } from "../cli/errors.ts";

/** Runs statements, in a transaction or each in its own. */
export interface Sql {
  query<Row = unknown>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Database extends Sql {
  /** The address without its password, for messages. */
  readonly address: string;
  /** Runs statements that take effect together or not at all. */
  transaction<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Connections of one process. A worker needs one now and then for each video. */
const CONNECTIONS = 8;
const CONNECT_WITHIN = 10_000;

/**
 * Connects to a database.
 *
 * @param address `postgres://USER:PASSWORD@HOST:PORT/NAME`; without one, PostgreSQL's own variables (`PGHOST` …) hold.
 * @throws {UsageError} saying what to do when it cannot be used.
 */
export async function openDatabase(address: string | undefined): Promise<Database> {
  const shown = addressWithoutPassword(address);
  const { default: pg } = await import("pg").catch((cause: unknown) => {
    const advice = "It is an optional dependency: npm install pg pg-boss s3mini";
    throw new UsageError(`The library for PostgreSQL is not installed. ${advice}`, { cause });
  });
  const pool = new pg.Pool({
    connectionString: address,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    application_name: "vigil-fleet",
    keepAlive: true,
  });
  // An idle connection that breaks is replaced when the next one is needed.
  pool.on("error", () => {});
  const database = databaseOf(pool, shown);
  try {
    await database.query("SELECT 1");
    return database;
  } catch (error) {
    await database.close();
    throw explained(error, shown);
  }
}

function databaseOf(pool: Pool, address: string): Database {
  const names = new Map<string, string>();
  /** Statements with values have names: each connection plans them once. All are constant texts, so there are few. */
  const prepared = (text: string, values: readonly unknown[] | undefined): QueryConfig => {
    if (values === undefined) return { text };
    const name = names.get(text) ?? `vigil_${names.size}`;
    names.set(text, name);
    return { name, text, values: [...values] };
  };
  return {
    address,
    async query<Row>(text: string, values?: readonly unknown[]) {
      return rowsOf<Row>(await pool.query(prepared(text, values)));
    },
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A connection that breaks between two statements is reported by the next one.
      const onError = (error: Error): void => {
        broken = error;
      };
      client.on("error", onError);
      try {
        await client.query("BEGIN");
        const value = await work({
          async query<Row>(text: string, values?: readonly unknown[]) {
            return rowsOf<Row>(await client.query(prepared(text, values)));
          },
        });
        await client.query("COMMIT");
        return value;
      } catch (error) {
        await client.query("ROLLBACK").catch((failure: Error) => {
          broken ??= failure;
        });
        throw error;
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** The rows of the last of several statements. */
function rowsOf<Row>(result: QueryResult | readonly QueryResult[]): readonly Row[] {
  const last = "rows" in result ? result : result.at(-1);
  return (last?.rows ?? []) as Row[];
}

function addressWithoutPassword(address: string | undefined): string {
  if (address === undefined) return "PostgreSQL as PGHOST, PGPORT, PGDATABASE and PGUSER name it";
  try {
    const url = new URL(address);
    if (url.password !== "") url.password = "***";
    return url.toString();
  } catch {
    return "the given address";
  }
}

/** Errors of a connection rather than of a statement: what was to be done can be tried again. */
const CONNECTION_LOST =
  /^(08...|57P0[123]|53300|53100|53200|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const CONNECTION_LOST_TEXT =
  /connection terminated|connection ended|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether the database cannot be reached for now: it is restarted, full, or behind a broken network. */
export function isConnectionLoss(error: unknown): boolean {
  // The socket's file is not there while the server is stopped.
  const noSocket =
    error instanceof Error && "syscall" in error && error.syscall === "connect" && "code" in error;
  return (
    noSocket ||
    CONNECTION_LOST.test(errorCode(error)) ||
    CONNECTION_LOST_TEXT.test(errorMessage(error))
  );
}

/** What to do about an error of the database. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^(ECONNREFUSED|ENOENT)$/,
    "no PostgreSQL server listens there. Start it, or name another one with --database or VIGIL_DATABASE.",
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "there is no machine of this name; check the address."],
  [/^28P01$/, "wrong user or password."],
  [/^28000$/, "the server does not let this user in (pg_hba.conf)."],
  [/^3D000$/, "there is no such database; create it with: createdb NAME"],
  [
    /^(42501)$/,
    "this user has no permission. The one who submits first needs CREATE on the database; the others need to own Vigil's tables, so use one user for a fleet.",
  ],
  [/^53300$/, "the server has too many connections; raise max_connections."],
  [/^53100$/, "the disk of the server is full; make room there."],
  [/^57P03$/, "the server is starting or stopping; try again."],
  [/^25006$/, "the server only lets it be read (a replica); name the primary."],
];

/** An error of the database as one for people. */
export function explained(error: unknown, address: string): Error {
  if (error instanceof UsageError) return error;
  const code = errorCode(error);
  const [, advice] = ADVICE.find(([codes]) => codes.test(code)) ?? [];
  if (advice === undefined && !isConnectionLoss(error)) {
    return error instanceof Error ? error : new Error(errorMessage(error));
  }
  const why = advice ?? `it cannot be reached (${errorMessage(error)}).`;
  return new UsageError(`The database (${address}): ${why}`, { cause: error });
}

export interface Patience {
  /** Aborted when waiting is of no use any more. */
  readonly stop: AbortSignal;
  /** Called once an outage, and again when it is over. */
  readonly onOutage: (reason: string | undefined) => void;
}

const LONGEST_PAUSE = 10_000;

/**
 * Does something again until the database can be reached.
 *
 * @throws any error that is not of the connection, and one of the connection after `stop`.
 */
export async function patiently<Value>(
  work: () => Promise<Value>,
  { stop, onOutage }: Patience,
): Promise<Value> {
  for (let pause = 200; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      const value = await work();
      if (pause > 200) onOutage(undefined);
      return value;
    } catch (error) {
      if (!isConnectionLoss(error) || stop.aborted) throw error;
      if (pause === 200) onOutage(errorMessage(error));
      await pausing(pause, stop);
    }
  }
}

/** Waits, at most until a signal. */
export function pausing(milliseconds: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    stop.addEventListener("abort", end, { once: true });
  });
}
