// A fleet in a real database: what is taken, lost, failed and committed.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  POSTGRES,
  type PostgresServer,
  startPostgres,
  withPostgres,
} from "../../testing/postgres.ts";
import {
  type Attempt,
  extendLeases,
  failAttempt,
  giveBack,
  LeaseLost,
  reapLostAttempts,
  takeVideo,
} from "./attempts.ts";
import { patiently } from "./database.ts";
import { type Fleet, openFleet } from "./fleet.ts";
import { commitResult, takeKnownResult } from "./results.ts";
import { submitVideos } from "./submission.ts";
import { summarizeFleet } from "./summary.ts";

let server: PostgresServer;
let fleet: Fleet;
let database = "";
let count = 0;

beforeAll(() => {
  if (POSTGRES !== undefined) server = startPostgres();
});
beforeEach(async () => {
  if (POSTGRES === undefined) return;
  database = `fleet_${++count}`;
  fleet = await openFleet(server.database(database));
  return () => fleet.close();
});
afterAll(() => server?.remove());

/** A test with a database of its own. */
function scenario(name: string, run: () => Promise<void>): void {
  test.skipIf(POSTGRES === undefined)(withPostgres(name), run);
}

const REQUEST = { ...{ image: false, pts: false, quiet: true }, secondPass: true };

async function submitted(
  names: readonly string[],
  { stamp = "1", retries = 1, retryFailed = false } = {},
): Promise<string> {
  const videos = names.map((name) => ({ source: `/in/${name}`, name, stamp, bytes: 1 }));
  const { batch } = await submitVideos(fleet, videos, {
    request: { ...REQUEST, video: false, allFaces: false },
    ...{ settings: "networks", results: "/results", retryFailed },
    send: { retries, retryDelay: 1 },
  });
  return batch;
}

async function taken(batch: string, worker = "a"): Promise<Attempt> {
  // A job that is tried again waits for a moment.
  for (let k = 0; k < 100; k++) {
    const attempt = await takeVideo(fleet, [batch], { worker, lease: 30 });
    if (attempt !== undefined) return attempt;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("No video waits.");
}

const PUBLISHED = { worker: "a", folder: "drive", publish: async (): Promise<void> => {} };

function finished(content: string) {
  return {
    identity: { content, settings: "networks" },
    files: [],
    seconds: 60,
    events: { yawn: 2 },
  };
}

async function states(): Promise<Record<string, string>> {
  const { videos } = await summarizeFleet(fleet);
  return Object.fromEntries(videos.map(({ name, state }) => [name, state]));
}

/** Makes the lease of an attempt run out, on a server that has been up for long. */
async function lose({ token }: Attempt): Promise<void> {
  await fleet.database.query(
    "UPDATE vigil_fleet.attempt SET lease_until = now() - interval '1 s' WHERE token = $1",
    [token],
  );
  await reapLostAttempts(fleet, 0);
}

const CONTENT = { cause: "content", reason: "a.mp4: no video." } as const;

scenario("each video is taken by one worker, and done once", async () => {
  const batch = await submitted(["a.mp4", "b.mp4"]);
  const [p, q] = await Promise.all([taken(batch), taken(batch, "b")]);
  expect([p.video.name, q.video.name].sort()).toEqual(["a.mp4", "b.mp4"]);
  expect(await takeVideo(fleet, [batch], { worker: "c", lease: 30 })).toBeUndefined();
  for (const attempt of [p, q]) {
    expect(await commitResult(fleet, attempt, finished(attempt.video.name), PUBLISHED)).toBe(true);
  }
  expect(await states()).toEqual({ "a.mp4": "done", "b.mp4": "done" });
});

scenario("when files cannot be published neither result nor end of the job is kept", async () => {
  const batch = await submitted(["a.mp4"]);
  const attempt = await taken(batch);
  const publish = (): Promise<void> => Promise.reject(new Error("disk full"));
  await expect(
    commitResult(fleet, attempt, finished("x"), { ...PUBLISHED, publish }),
  ).rejects.toThrow("disk full");
  expect(await states()).toEqual({ "a.mp4": "active" });
  const jobs = `SELECT state FROM vigil_queue.job WHERE name = 'videos-${batch}'`;
  expect(server.sql(database, jobs)).toBe("active");
  expect(await commitResult(fleet, attempt, finished("x"), PUBLISHED)).toBe(true);
  expect(server.sql(database, jobs)).toBe("completed");
});

scenario("the answer to a commit is lost: committing again changes nothing", async () => {
  const attempt = await taken(await submitted(["a.mp4"]));
  await commitResult(fleet, attempt, finished("x"), PUBLISHED);
  const publish = (): Promise<void> => Promise.reject(new Error("must not be called"));
  expect(await commitResult(fleet, attempt, finished("x"), { ...PUBLISHED, publish })).toBe(true);
});

scenario("the same content is analysed once, and counted once", async () => {
  const batch = await submitted(["a.mp4", "copy.mp4", "late.mp4"]);
  const attempts = [await taken(batch), await taken(batch), await taken(batch)];
  expect(await commitResult(fleet, attempts[0], finished("x"), PUBLISHED)).toBe(true);
  // One was analysed at the same time, the other is recognised before.
  expect(await commitResult(fleet, attempts[1], finished("x"), PUBLISHED)).toBe(false);
  expect(await takeKnownResult(fleet, attempts[2], finished("x").identity)).toBe(true);
  const { videos } = await summarizeFleet(fleet);
  expect(videos.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  expect(videos.filter(({ result }) => result?.shared === false)).toHaveLength(1);
});

scenario("a worker that lost its lease commits nothing; the next one does", async () => {
  const batch = await submitted(["a.mp4"]);
  const first = await taken(batch);
  await lose(first);
  const second = await taken(batch, "b");
  expect(second.number).toBe(2);
  expect(await extendLeases(fleet, [{ token: first.token, seconds: 9 }], 30)).toEqual(new Set());
  await expect(commitResult(fleet, first, finished("x"), PUBLISHED)).rejects.toThrow(LeaseLost);
  await expect(giveBack(fleet, first, CONTENT)).rejects.toThrow(LeaseLost);
  expect(await commitResult(fleet, second, finished("x"), PUBLISHED)).toBe(true);
});

scenario("after a restart of the database leases last as long as workers need", async () => {
  const attempt = await taken(await submitted(["a.mp4"]));
  await fleet.database.query("UPDATE vigil_fleet.attempt SET lease_until = now() - interval '1 s'");
  server.restart();
  // The connections of the pool are gone; a worker asks until it gets an answer.
  const patience = { stop: new AbortController().signal, onOutage: () => {} };
  expect(await patiently(() => reapLostAttempts(fleet, 600), patience)).toBe(0);
  expect(await extendLeases(fleet, [{ token: attempt.token, seconds: 1 }], 30)).toEqual(
    new Set([attempt.token]),
  );
});

scenario(
  "a video that ends its worker at the same place is given up, one that gets on is not",
  async () => {
    const batch = await submitted(["a.mp4"], { retries: 1 });
    for (const seconds of [10, 20, 30]) {
      const attempt = await taken(batch);
      await extendLeases(fleet, [{ token: attempt.token, seconds }], 30);
      await lose(attempt);
    }
    expect(await states()).toEqual({ "a.mp4": "waiting" });
    for (let k = 0; k < 2; k++) {
      const attempt = await taken(batch);
      await extendLeases(fleet, [{ token: attempt.token, seconds: 30 }], 30);
      await lose(attempt);
    }
    const { videos, deadLetters } = await summarizeFleet(fleet);
    expect(videos[0]).toMatchObject({ state: "failed", cause: "worker-lost", attempts: 5 });
    expect(deadLetters).toBe(1);
  },
);

scenario(
  "a failure is tried again, then listed with its cause, and tried again on request",
  async () => {
    const batch = await submitted(["a.mp4"], { retries: 1 });
    const missing = { cause: "missing", reason: "a.mp4: it is not there." } as const;
    const lasting = false;
    expect(await failAttempt(fleet, await taken(batch), missing, { lasting })).toBe("again");
    expect(await failAttempt(fleet, await taken(batch), missing, { lasting })).toBe("failed");
    const { videos, attempts, deadLetters } = await summarizeFleet(fleet);
    expect(videos[0]).toMatchObject({ ...missing, state: "failed", attempts: 2 });
    expect(attempts).toEqual([{ ...missing, count: 2 }]);
    expect(deadLetters).toBe(1);
    await submitted(["a.mp4"], { retryFailed: true });
    expect((await summarizeFleet(fleet)).deadLetters).toBe(0);
    await commitResult(fleet, await taken(batch), finished("x"), PUBLISHED);
    expect(await states()).toEqual({ "a.mp4": "done" });
  },
);

scenario("what the content makes impossible is not tried again", async () => {
  const batch = await submitted(["a.mp4"], { retries: 5 });
  expect(await failAttempt(fleet, await taken(batch), CONTENT, { lasting: true })).toBe("failed");
  expect(await states()).toEqual({ "a.mp4": "failed" });
  expect((await summarizeFleet(fleet)).deadLetters).toBe(1);
});

scenario("a video that is given back is the next to be taken, with all its attempts", async () => {
  const batch = await submitted(["a.mp4", "b.mp4", "c.mp4"], { retries: 0 });
  const first = await taken(batch);
  const stopped = { cause: "worker-stopped", reason: "stopped" } as const;
  await giveBack(fleet, first, stopped);
  const again = await taken(batch);
  expect(again.video.name).toBe(first.video.name);
  await giveBack(fleet, again, stopped);
  expect((await taken(batch)).video.name).toBe(first.video.name);
});

scenario("what is known is not submitted again; a changed file replaces its entry", async () => {
  const batch = await submitted(["a.mp4", "b.mp4"]);
  await submitted(["a.mp4", "b.mp4"]);
  expect(await states()).toEqual({ "a.mp4": "waiting", "b.mp4": "waiting" });
  await submitted(["a.mp4"], { stamp: "2" });
  const attempts = [await taken(batch), await taken(batch)];
  expect(await takeVideo(fleet, [batch], { worker: "c", lease: 30 })).toBeUndefined();
  expect(attempts.map(({ video }) => video.stem).sort()).toEqual(["a-2", "b"]);
});

scenario("tables of another version, and a user without rights, are explained", async () => {
  server.sql(database, "UPDATE vigil_fleet.version SET version = 99");
  const address = new URL(server.database("other"));
  await expect(openFleet(address.href.replace("other", database))).rejects.toThrow(
    /tables of version 99; this Vigil reads version 1\. Use the same version/,
  );
  server.sql("postgres", "CREATE ROLE guest LOGIN");
  address.username = "guest";
  address.password = "secret";
  const refused = openFleet(address.href);
  await expect(refused).rejects.toThrow(/this user has no permission/);
  await expect(refused).rejects.not.toThrow(/secret/);
});

test("an address where no server listens is explained", async () => {
  await expect(openFleet("postgres://me:secret@127.0.0.1:1/fleet")).rejects.toThrow(
    "The database (postgres://me:***@127.0.0.1:1/fleet): no PostgreSQL server listens there.",
  );
});
