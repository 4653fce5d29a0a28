// The built command, killed at random moments; bench/killArchive.ts is the long version.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../node/package.ts";
import { killArchive } from "../testing/killedArchive.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

const command = join(packageFolder(), "dist/bin/main.js");
const clip = join(packageFolder(), "samples/driver-clip.webm");
const folder = temporaryFolder();

test.skipIf(!existsSync(command) || !existsSync(clip))(
  "killed three times, an archive gets the results of an unbroken run, byte for byte",
  async () => {
    const few = { videos: 2, seconds: 1.2, kills: 3, jobs: 2, seed: 5 };
    const { kills, differences } = await killArchive({ folder, command, clip, ...few });
    expect(differences).toEqual([]);
    expect(kills).toBe(3);
  },
  300_000,
);
