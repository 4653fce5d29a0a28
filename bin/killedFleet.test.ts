// The built commands of a fleet, with workers killed and the database restarted; bench/fleet.ts is the long version.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../node/package.ts";
import { killFleet } from "../testing/killedFleet.ts";
import { POSTGRES, startPostgres, withPostgres } from "../testing/postgres.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

const command = join(packageFolder(), "dist/bin/main.js");
const clip = join(packageFolder(), "samples/driver-clip.webm");
const folder = temporaryFolder();
const needed = POSTGRES !== undefined && existsSync(command) && existsSync(clip);

test.skipIf(!needed)(
  withPostgres(
    "killed and restarted, a fleet does each video once, with the files of vigil analyze",
  ),
  async ({ signal, onTestFinished }) => {
    const server = startPostgres();
    // A `finally` would not be reached by a test that takes too long.
    onTestFinished(() => server.remove());
    const few = { videos: 2, seconds: 1, workers: 2, kills: 2, restarts: 1, seed: 5 };
    const done = await killFleet({ folder, command, clip, server, signal, ...few });
    expect(done).toMatchObject({ kills: 2, restarts: 1, wrong: [], differences: [] });
  },
  600_000,
);
