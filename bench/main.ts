// Measures how long the whole road takes on this machine: `npm run bench -- --json bench.json`.
//
// One face in a 640 × 480 frame, the networks' shipped weights, two threads. The frame is the first picture
// in samples/, scaled to fit. After a warm-up each run is timed per stage; medians and 95th percentiles are
// printed as a table and, with --json, written with what is known of the machine, so that figures from two
// machines are not taken for each other.

import { readdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { IMAGE_NAME, readImageFile } from "../node/images.ts";
import { loadVigil, modelsFolder } from "../node/models.ts";
import type { Frame } from "../src/image/frame.ts";
import { warpRgb } from "../src/image/warp.ts";
import type { Analysis } from "../src/result.ts";
import { type Summary, summarize } from "./summarize.ts";

const WIDTH = 640;
const HEIGHT = 480;

interface Options {
  readonly runs: number;
  readonly warmUp: number;
  readonly threads: number;
  readonly picture?: string;
  readonly json?: string;
}

const command = new Command("bench")
  .description("Times the whole road on one 640 × 480 frame, stage by stage.")
  .option("--runs <count>", "timed runs", Number, 100)
  .option("--warm-up <count>", "runs before timing begins", Number, 10)
  .option("--threads <count>", "threads for one operation", Number, 2)
  .option("--picture <file>", "a picture with one face (default: the first in samples/)")
  .option("--json <file>", "write the figures and the machine's facts here");

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  const picture = options.picture ?? (await firstSample());
  const frame = fitFrame(await readImageFile(picture));
  const vigil = await loadVigil({ threads: options.threads });
  const runs: Analysis["milliseconds"][] = [];
  let faces = 0;
  for (let run = -options.warmUp; run < options.runs; run++) {
    const analysis = await vigil.analyze(frame);
    faces = analysis.faces.length;
    if (run >= 0) runs.push(analysis.milliseconds);
  }
  await vigil.dispose();
  if (faces !== 1) {
    console.error(`Note: ${faces} faces were found in ${picture}; the figures are for these.`);
  }

  const stages: Record<string, Summary> = {
    detect: summarize(runs.map(({ detect }) => detect)),
    landmarks: summarize(runs.map(({ landmarks }) => landmarks)),
    measures: summarize(runs.map(({ measures }) => measures)),
    all: summarize(runs.map(({ detect, landmarks, measures }) => detect + landmarks + measures)),
  };
  console.table(
    Object.fromEntries(
      Object.entries(stages).map(([stage, { median, p95 }]) => [
        stage,
        { "median ms": rounded(median), "p95 ms": rounded(p95) },
      ]),
    ),
  );
  if (options.json !== undefined) {
    const [first] = cpus();
    const report = {
      frame: { width: WIDTH, height: HEIGHT, faces },
      runs: options.runs,
      threads: options.threads,
      milliseconds: stages,
      machine: {
        cpu: first?.model ?? "unknown",
        cores: cpus().length,
        memoryGigabytes: rounded(totalmem() / 2 ** 30),
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
      },
    };
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

async function firstSample(): Promise<string> {
  const folder = join(dirname(modelsFolder()), "samples");
  const names = (await readdir(folder)).filter((name) => IMAGE_NAME.test(name)).sort();
  if (names[0] === undefined) {
    throw new Error(`There is no picture in ${folder}: name one with --picture.`);
  }
  return join(folder, names[0]);
}

/** The picture scaled to fit into 640 × 480, centred, black around it. */
function fitFrame(picture: Frame): Frame {
  const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
  const toFrame = {
    a: scale,
    b: 0,
    c: (WIDTH - 1 - (picture.width - 1) * scale) / 2,
    d: 0,
    e: scale,
    f: (HEIGHT - 1 - (picture.height - 1) * scale) / 2,
  };
  const data = warpRgb(picture, toFrame, WIDTH, HEIGHT);
  return { width: WIDTH, height: HEIGHT, channels: 3, data };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
