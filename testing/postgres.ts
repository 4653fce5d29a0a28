// For tests: a PostgreSQL server of their own, in a temporary folder and reached by a socket in it alone.

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The folder of `initdb`, `postgres` and `psql`; undefined where no server is installed. */
export const POSTGRES = [
  ...(process.env["PATH"] ?? "").split(delimiter),
  ...versions("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`),
].find((folder) =>
  ["initdb", "pg_ctl", "postgres", "psql"].every((name) => existsSync(join(folder, name))),
);

/** The title of a test that needs PostgreSQL; without it the title says that it is skipped. */
export function withPostgres(name: string): string {
  return POSTGRES === undefined
    ? `${name} (skipped: no PostgreSQL server; apt-get install postgresql)`
    : name;
}

export interface PostgresServer {
  /** The address of a new, empty database. */
  database(name: string): string;
  /** Runs SQL as the owner of the server. */
  sql(database: string, text: string): string;
  /** Ends the server and starts it again. @param kill without any time to write. */
  restart(kill?: boolean): void;
  stop(): void;
  start(): void;
  /** Processor time that the server and its connections have used so far, seconds; on Linux. */
  processorSeconds(): number;
  /** Stops it and removes its folder. */
  remove(): void;
}

/** Starts a server. It does not run as root, which it refuses. */
export function startPostgres(): PostgresServer {
  const programs = POSTGRES;
  if (programs === undefined) throw new Error("No PostgreSQL server was found.");
  const folder = mkdtempSync(join(tmpdir(), "vigil-postgres-"));
  const owner = process.getuid?.() === 0 ? ownerIds() : undefined;
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  const log = join(folder, "log");
  const run = (program: string, args: readonly string[]): SpawnSyncReturns<string> => {
    const done = spawnSync(join(programs, program), args, {
      ...owner,
      encoding: "utf8",
      cwd: folder,
      env: { ...process.env, HOME: folder, LC_ALL: "C" },
      // The server must not hold a pipe of the program that starts it.
      stdio: ["ignore", program === "pg_ctl" ? "ignore" : "pipe", "pipe"],
    });
    if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr}${done.stdout}`);
    return done;
  };
  const start = (): void => {
    const options = `-c listen_addresses= -c unix_socket_directories=${folder}`;
    run("pg_ctl", ["-D", data, "-l", log, "-o", options, "-w", "start"]);
  };
  const stop = (how = "fast"): void => {
    run("pg_ctl", ["-D", data, "-m", how, "-w", "stop"]);
  };
  const sql = (database: string, text: string): string =>
    run("psql", ["-h", folder, "-U", "owner", "-d", database, "-Atqc", text]).stdout.trim();
  run("initdb", ["-D", data, "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8"]);
  start();
  let running = true;
  return {
    database(name) {
      sql("postgres", `CREATE DATABASE "${name}"`);
      return `postgres://owner@${encodeURIComponent(folder)}/${name}`;
    },
    sql,
    restart(kill = false) {
      stop(kill ? "immediate" : "fast");
      start();
    },
    stop() {
      stop();
      running = false;
    },
    start() {
      start();
      running = true;
    },
    processorSeconds() {
      const pid = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0];
      const times = readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => statOf(name, pid));
      return times.reduce((sum, time) => sum + time, 0);
    },
    remove() {
      if (running) stop("immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Processor time of a process and of those that it has outlived, seconds; 0 unless it is the given one or its child. */
function statOf(name: string, pid: string | undefined): number {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    // Fields 4 and 14 to 17 of proc_pid_stat(5), in ticks of 10 ms.
    if (name !== pid && fields[1] !== pid) return 0;
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
  } catch {
    return 0;
  }
}

/** The user that Debian's package makes, or nobody. */
function ownerIds(): { readonly uid: number; readonly gid: number } {
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  const found = ["postgres", "nobody"]
    .map((name) => users.find((line) => line.startsWith(`${name}:`)))
    .find((line) => line !== undefined);
  const [, , uid, gid] = (found ?? "").split(":");
  if (uid === undefined || gid === undefined) throw new Error("There is no user for PostgreSQL.");
  return { uid: Number(uid), gid: Number(gid) };
}

function versions(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort((p, q) => Number(q) - Number(p)) : [];
}
