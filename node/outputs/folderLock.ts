// One writer a folder: a lock that names its process, and is taken over when that process no longer runs.

import { randomUUID } from "node:crypto";
import { readFileSync, unlinkSync } from "node:fs";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { errorCode } from "../../src/errorMessage.ts";
import { OutputError } from "./outputError.ts";

/** The lock's file in the folder. */
const LOCK_NAME = ".vigil.lock";

const holderSchema = z.object({
  schema: z.literal("vigil-lock"),
  pid: z.int().positive(),
  host: z.string(),
  /** Tells processes apart that had the same number, where the system can; otherwise empty. */
  process: z.string(),
  /** Tells locks of one process apart. */
  id: z.string(),
});

type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  release(): Promise<void>;
}

/** Attempts to take over a lock before giving up: each fails only when another process was faster. */
const ATTEMPTS = 5;
/** Processes that took over the same lock see each other after this time, milliseconds. */
const SETTLED_AFTER = 60;

/**
 * Takes the lock of a folder, which must exist.
 *
 * The lock of a process that no longer runs is taken over. Whether a process on another machine runs cannot be known:
 * its lock must be deleted by hand, and the error says so.
 *
 * @param options.wait how long to wait for a running holder, milliseconds. Default 0.
 * @throws {OutputError} when another process writes into the folder, naming it, or when the folder cannot be written.
 */
export async function lockFolder(
  folder: string,
  { wait = 0 }: { readonly wait?: number } = {},
): Promise<FolderLock> {
  const path = join(folder, LOCK_NAME);
  const deadline = performance.now() + wait;
  const text = `${JSON.stringify(ownHolder())}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    if (await created(path, text, folder)) return heldLock(path, folder);
    const found = await readFile(path, "utf8").catch(() => undefined);
    if (found === undefined) continue;
    const holder = holderOf(found);
    if (holder !== undefined && isRunning(holder)) {
      if (performance.now() >= deadline) throw refusal(folder, path, holder);
      await pause(Math.min(50, wait));
      continue;
    }
    attempt++;
    if (!(await removed(path, found)) || !(await created(path, text, folder))) continue;
    await pause(SETTLED_AFTER);
    if ((await readFile(path, "utf8").catch(() => "")) === text) return heldLock(path, folder);
  }
  throw new OutputError(`The folder ${folder} is wanted by several runs at once; try again.`);
}

function ownHolder(): Holder {
  return {
    schema: "vigil-lock",
    pid: process.pid,
    host: hostname(),
    process: identityOf(process.pid) ?? "",
    id: randomUUID(),
  };
}

/** Creates the lock with its content in one step. @returns false when there is one. */
async function created(path: string, text: string, folder: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await link(draft, path);
    return true;
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "EEXIST") return false;
    // File systems without hard links, such as FAT and some network shares.
    if (code === "EPERM" || code === "ENOTSUP" || code === "ENOSYS") {
      return createdPlainly(path, text, folder);
    }
    throw new OutputError(`The folder ${folder} cannot be written (${code}).`, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

async function createdPlainly(path: string, text: string, folder: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if (errorCode(cause) === "EEXIST") return false;
    throw new OutputError(`The folder ${folder} cannot be written (${errorCode(cause)}).`, {
      cause,
    });
  }
}

/** Removes an abandoned lock. @returns false when another process was faster. */
async function removed(path: string, expected: string): Promise<boolean> {
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return false;
  }
  const content = await readFile(aside, "utf8").catch(() => "");
  // A lock that was taken meanwhile is given back.
  if (content !== expected) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  return content === expected;
}

/** Removes the drafts of locks that processes left which were killed while they took or took over a lock. */
async function removeRemnants(folder: string): Promise<void> {
  // A folder that cannot be listed can still be written into.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${LOCK_NAME}.`)) continue;
    const remnant = join(folder, name);
    const holder = holderOf(await readFile(remnant, "utf8").catch(() => ""));
    if (holder !== undefined && !isRunning(holder)) await rm(remnant, { force: true });
  }
}

async function heldLock(path: string, folder: string): Promise<FolderLock> {
  // A process that exits at once, as after the second Ctrl-C, leaves no lock.
  const removeAtExit = (): void => {
    try {
      unlinkSync(path);
    } catch {
      // It is gone already.
    }
  };
  process.once("exit", removeAtExit);
  let held = true;
  await removeRemnants(folder);
  return {
    async release() {
      if (!held) return;
      held = false;
      process.off("exit", removeAtExit);
      await rm(path, { force: true });
    },
  };
}

function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isRunning({ pid, host, process: identity }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    if (errorCode(error) !== "EPERM") return false;
  }
  const now = identityOf(pid);
  return now === undefined || identity === "" || now === identity;
}

/** When a process was started, on Linux; undefined elsewhere. A dead process that was not yet collected has none. */
function identityOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    // Fields 3 and 22 of proc_pid_stat(5): the state, and the start in clock ticks since boot.
    const [state] = fields;
    return state === "Z" || state === "X" ? "ended" : `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function refusal(folder: string, path: string, { pid, host }: Holder): OutputError {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  const advice =
    host === hostname()
      ? "Wait until it has ended, or choose another folder."
      : `Wait until it has ended, choose another folder or, if it no longer runs, delete ${path}.`;
  return new OutputError(`Another run of Vigil (${where}) writes into ${folder}. ${advice}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
