// Workers of a fleet on real videos with a fake engine: stopped, cut off, and with inputs that are gone.

import { copyFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import {
  POSTGRES,
  type PostgresServer,
  startPostgres,
  withPostgres,
} from "../../testing/postgres.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { FIXTURES } from "../../testing/videoFiles.ts";
import { analystHere } from "../cli/analysts.ts";
import { analyzeFiles } from "../cli/analyzeFiles.ts";
import type { Engine } from "../cli/engine.ts";
import { settingsOf } from "../cli/plan.ts";
import { type Fleet, openFleet } from "./fleet.ts";
import { findVideos } from "./sources.ts";
import { submitVideos } from "./submission.ts";
import { summarizeFleet } from "./summary.ts";
import { workForFleet } from "./work.ts";

const folder = temporaryFolder();
let server: PostgresServer;
beforeAll(() => {
  if (POSTGRES !== undefined) server = startPostgres();
});
afterAll(() => server?.remove());

const REQUEST = {
  ...{ image: false, pts: false, quiet: true, secondPass: true, video: false, allFaces: true },
  checkpointEvery: 0.1,
};

/** @param onFrame called with the number of each frame that is analysed. */
function engine(onFrame: (n: number) => Promise<void> | void = () => {}): Engine {
  let n = 0;
  return {
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
    async analyze({ width, height, data }) {
      await onFrame(++n);
      return exampleAnalysis([exampleFace({ scale: 10 + data[0] / 100 })], width, height);
    },
    dispose: async () => {},
  };
}

interface Scene {
  readonly fleet: Fleet;
  readonly database: string;
  readonly place: string;
  readonly input: string;
  readonly out: string;
}

/** A submitted video in a database and a folder of its own. */
async function scene(database: string): Promise<Scene> {
  const place = join(folder, database);
  await mkdir(place);
  const input = join(place, "drive.mp4");
  await copyFile(join(FIXTURES, "h264.mp4"), input);
  const out = join(place, "results");
  const fleet = await openFleet(server.database(database));
  const { videos } = await findVideos([input], { recursive: false });
  const request = { ...REQUEST, paths: [], out, recursive: false };
  const { video: settings } = await settingsOf(request);
  await submitVideos(fleet, videos, {
    ...{ request: REQUEST, settings, results: out, retryFailed: false },
    send: { retries: 1, retryDelay: 1 },
  });
  return { fleet, database, place, input, out };
}

async function work({ fleet, place }: Scene, with_: Engine, stop = new AbortController().signal) {
  const warnings: string[] = [];
  const context = { loadEngine: async () => with_, terminal: recordingTerminal().terminal, stop };
  const worked = await workForFleet(fleet, {
    ...{ jobs: 1, lease: 1, poll: 0.2, untilDone: true, models: undefined, mounts: [] },
    ...{ scratch: place, stop, onLine: () => {} },
    onWarning: (message) => warnings.push(message),
    startAnalysts: (request) => analystHere(request, new Set(), ["video"], context),
  });
  return { ...worked, warnings };
}

/** What `vigil analyze` writes for the same video. */
async function analyzed({ place, input }: Scene): Promise<Record<string, string>> {
  const { terminal } = recordingTerminal();
  const stop = new AbortController().signal;
  const context = { terminal, loadEngine: async () => engine(), stop };
  const out = join(place, "whole");
  await analyzeFiles({ ...REQUEST, paths: [input], out, recursive: false }, context);
  return contents(join(out, "drive"));
}

async function contents(path: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of await readdir(path)) files[name] = await readFile(join(path, name), "latin1");
  return files;
}

test.skipIf(POSTGRES === undefined)(
  withPostgres("a stopped worker gives its video back; the next one analyses the rest alone"),
  async () => {
    const here = await scene("stopped");
    const stop = new AbortController();
    let frames = 0;
    const stopping = engine((n) => {
      frames = n;
      if (n === 4) stop.abort();
    });
    expect(await work(here, stopping, stop.signal)).toMatchObject({ done: 0, failed: 0 });
    const rest = engine(() => {
      frames++;
    });
    expect(await work(here, rest)).toMatchObject({ done: 1 });
    expect(frames).toBe(9);
    expect(await contents(join(here.out, "drive"))).toEqual(await analyzed(here));
    expect(await readdir(join(here.out, ".vigil/fleet"))).toEqual([]);
    await here.fleet.close();
  },
  240_000,
);

test.skipIf(POSTGRES === undefined)(
  withPostgres(
    "a worker that was cut off is replaced, and cannot harm the results when it comes back",
  ),
  async () => {
    const here = await scene("cutoff");
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    let cut = (): void => {};
    const reached = new Promise<void>((resolve) => {
      cut = resolve;
    });
    // Its heartbeats fail from the fifth frame on: its connection to the database is gone for good.
    const alone = { ...here, fleet: await openFleet(addressOf(here)) };
    const first = work(
      alone,
      engine(async (n) => {
        if (n !== 5) return;
        await alone.fleet.close();
        cut();
        await hold;
      }),
    ).catch((error: unknown) => error);
    await reached;
    let frames = 0;
    const next = engine(() => {
      frames++;
    });
    // The lease of a second runs out, and the server has been up for longer.
    expect(await work(here, next)).toMatchObject({ done: 1 });
    expect(frames).toBeLessThan(9);
    const before = await contents(join(here.out, "drive"));
    release();
    await first;
    expect(await contents(join(here.out, "drive"))).toEqual(before);
    expect(before).toEqual(await analyzed(here));
    const { videos } = await summarizeFleet(here.fleet);
    expect(videos).toMatchObject([{ state: "done", attempts: 2 }]);
    await here.fleet.close();
  },
  240_000,
);

test.skipIf(POSTGRES === undefined)(
  withPostgres("an input that is removed is tried again, then listed with its cause"),
  async () => {
    const here = await scene("removed");
    await rm(here.input);
    const { failed, warnings } = await work(here, engine());
    expect(failed).toBe(2);
    expect(warnings[0]).toContain(`${here.input}: there is no such file; check the path.`);
    const { videos, deadLetters } = await summarizeFleet(here.fleet);
    expect(videos).toMatchObject([{ state: "failed", cause: "missing", attempts: 2 }]);
    expect(deadLetters).toBe(1);
    await here.fleet.close();
  },
  240_000,
);

function addressOf({ fleet }: Scene): string {
  return fleet.database.address;
}
