// Kills `vigil analyze` at 20 random moments of an archive of 12 videos, and compares its results with an unbroken run's.
//
// node dist/bench/killArchive.js [SEED]

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "../node/package.ts";
import { killArchive } from "../testing/killedArchive.ts";

const root = packageFolder();
const folder = await mkdtemp(join(tmpdir(), "vigil-kill-"));
try {
  const { kills, completed, differences } = await killArchive({
    folder,
    command: join(root, "dist/bin/main.js"),
    clip: join(root, "samples/driver-clip.webm"),
    videos: 12,
    seconds: 1,
    kills: 20,
    jobs: 2,
    seed: Number(process.argv[2] ?? 1),
    log: console.log,
  });
  console.log(`${kills} kills, ${completed} times completed; differences: ${differences.length}`);
  for (const name of differences) console.log(`  ${name}`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
