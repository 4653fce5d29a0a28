// Kills `vigil analyze` at 20 random moments of an archive of 12 videos, and compares its results with an unbroken run's.
//
// node dist/bench/killArchive.js [--seed 1] [--videos 12] [--seconds 1] [--rate 8] [--kills 20] [--checkpoint-every 0.4] [--json FILE]

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { atLeastOne, positive, wholeNumber } from "../node/cli/arguments.ts";
import { packageFolder } from "../node/package.ts";
import { killArchive } from "../testing/killedArchive.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";

interface Options {
  readonly seed: number;
  readonly videos: number;
  readonly seconds: number;
  readonly rate: number;
  readonly kills: number;
  readonly checkpointEvery: number;
  readonly json?: string;
}

await new Command("bench:archive")
  .option("--seed <n>", "of the random moments", wholeNumber, 1)
  .option("--videos <n>", "videos", atLeastOne, 12)
  .option("--seconds <s>", "seconds of each", positive, 1)
  .option("--rate <n>", "frames of each, a second", positive, 8)
  .option("--kills <n>", "kills", wholeNumber, 20)
  .option("--checkpoint-every <s>", "seconds of a video between checkpoints", positive, 0.4)
  .option("--json <file>", "also write the figures as JSON")
  .action(async ({ json, ...numbers }: Options) => {
    const root = packageFolder();
    const folder = await mkdtemp(join(tmpdir(), "vigil-kill-"));
    const { videos, checkpointEvery } = numbers;
    try {
      const { differences, ...killed } = await killArchive({
        folder,
        command: join(root, "dist/bin/main.js"),
        clip: join(root, "samples/driver-clip.webm"),
        ...numbers,
        ...{ jobs: 2, log: console.log },
      });
      const figures = { ...killed, differences: differences.length, checkpointEvery };
      console.log(figures);
      for (const name of differences) console.log(`  ${name}`);
      process.exitCode = differences.length === 0 ? 0 : 1;
      await writeMeasurement(
        {
          ...{ program: "npm run bench:archive --", measurement: "killed archive", figures },
          ...{ data: "parts of samples/driver-clip.webm", count: videos },
          networks: ["detector", "landmarks", "eyes", "gaze"],
        },
        { json },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  })
  .parseAsync();
