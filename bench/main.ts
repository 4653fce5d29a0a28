// Measures on this machine how long the whole pipeline takes and how fast the default network trains:
// `npm run bench -- --json bench.json`.
//
// Inference: one face in a 640 × 480 frame, the networks' shipped weights, one thread. The frame is the
// first image in samples/, scaled to fit. After a warm-up each run is timed per stage; medians and 95th
// percentiles are printed. Training, with --training: real steps of the default configuration (about a
// minute). Start: whole processes of vigil analyze on the image, from their start to their end. With --json a record is
// written, with the machine and the networks (docs/benchmarks.md).

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { atLeastOne, wholeNumber } from "../node/cli/arguments.ts";
import { networkOption } from "../node/cli/networkOptions.ts";
import { IMAGE_NAME, readImageFile } from "../node/images.ts";
import { loadVigil } from "../node/models.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import type { Frame } from "../src/image/frame.ts";
import { warpRgb } from "../src/image/warp.ts";
import {
  DEFAULT_LANDMARK_NETWORK,
  type LandmarkNetworkName,
  landmarkStem,
} from "../src/landmarkNetworks.ts";
import type { Analysis } from "../src/result.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";
import { findPython } from "../training/cuda/python.ts";
import { openTorchGradients } from "../training/cuda/torchGradients.ts";
import { type Summary, summarize } from "./summarize.ts";
import { measureTraining } from "./trainingSpeed.ts";

const WIDTH = 640;
const HEIGHT = 480;
/** Processes that are timed from their start to their end; the first one fills the caches of the disk. */
const STARTS = 6;

interface Options {
  readonly runs: number;
  readonly warmUp: number;
  readonly threads?: number;
  readonly image?: string;
  readonly network?: LandmarkNetworkName;
  readonly training: boolean;
  readonly json?: string;
}

const command = new Command("bench")
  .description("Times the whole pipeline on one 640 × 480 frame, and training.")
  .option("--runs <count>", "timed runs", atLeastOne, 100)
  .option("--warm-up <count>", "runs before timing begins", wholeNumber, 10)
  .option("--threads <count>", "threads for one operation (default: 1, for training 2)", atLeastOne)
  .option("--image <file>", "an image with one face (default: the first in samples/)")
  .addOption(networkOption())
  .option(
    "--training",
    "time training of the default landmark network as well, also with PyTorch where it is installed",
    false,
  )
  .option("--json <file>", "write a record of the figures, the machine and the networks here");

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  const image = options.image ?? (await firstSample());
  const inference = await measureInference(image, options);
  const { threads = 1 } = options;
  const steps = { steps: 20, warmUp: 5, threads: options.threads ?? 2 };
  const training = options.training ? await measureTraining(image, steps) : undefined;
  const withPyTorch =
    options.training && (await findPython()) !== undefined
      ? await measureTraining(image, { ...steps, openEngine: openTorchGradients })
      : undefined;

  const start = await measureStart(image, options.network ?? DEFAULT_LANDMARK_NETWORK);

  console.table(
    Object.fromEntries(
      Object.entries(inference.milliseconds).map(([stage, { median, p95 }]) => [
        stage,
        { "median ms": rounded(median), "p95 ms": rounded(p95) },
      ]),
    ),
  );
  if (inference.faces !== 1) {
    console.log(`${inference.faces} faces were found in ${image}; the figures are for these.`);
  }
  console.log(`From the start of the process to written results: ${rounded(start.median)} ms.`);
  if (training !== undefined) {
    console.log(`Training: ${rounded(training.imagesPerSecond)} images/s.`);
  }
  if (withPyTorch !== undefined) {
    console.log(`Training with PyTorch: ${rounded(withPyTorch.imagesPerSecond)} images/s.`);
  }
  if (options.json !== undefined) {
    const figures = { threads, inference, start, training, withPyTorch };
    await writeMeasurement(
      {
        program: "npm run bench --",
        measurement: "speed",
        data: options.image ?? "first image of samples/",
        count: 1,
        networks: ["detector", landmarkStem(options.network), "eyes", "gaze"],
        figures,
      },
      { json: options.json },
    );
  }
}

/** Times the pipeline on an image, stage by stage. */
async function measureInference(image: string, { runs, warmUp, threads, network }: Options) {
  const frame = fitFrame(await readImageFile(image));
  const vigil = await loadVigil({ threads, network });
  const timings: Analysis["milliseconds"][] = [];
  let faces = 0;
  for (let run = -warmUp; run < runs; run++) {
    const analysis = await vigil.analyze(frame);
    faces = analysis.faces.length;
    if (run >= 0) timings.push(analysis.milliseconds);
  }
  await vigil.dispose();
  const milliseconds: Record<string, Summary> = {
    detect: summarize(timings.map(({ detect }) => detect)),
    landmarks: summarize(timings.map(({ landmarks }) => landmarks)),
    measures: summarize(timings.map(({ measures }) => measures)),
    all: summarize(timings.map(({ detect, landmarks, measures }) => detect + landmarks + measures)),
  };
  return { frame: { width: WIDTH, height: HEIGHT }, faces, runs, milliseconds };
}

/** Milliseconds of `vigil analyze` on one image, the start of Node included. */
async function measureStart(image: string, network: string): Promise<Summary> {
  const out = await mkdtemp(join(tmpdir(), "vigil-start-"));
  const program = join(dirname(modelsFolder()), "dist/bin/main.js");
  const times: number[] = [];
  for (let run = 0; run < STARTS; run++) {
    const started = performance.now();
    const args = ["analyze", image, "--network", network, "--out", out, "--quiet"];
    spawnSync(process.execPath, [program, ...args]);
    if (run > 0) times.push(performance.now() - started);
  }
  await rm(out, { recursive: true });
  return summarize(times);
}

async function firstSample(): Promise<string> {
  const folder = join(dirname(modelsFolder()), "samples");
  const names = (await readdir(folder)).filter((name) => IMAGE_NAME.test(name)).sort();
  if (names[0] === undefined) {
    throw new Error(`There is no image in ${folder}: name one with --image.`);
  }
  return join(folder, names[0]);
}

/** The image scaled to fit into 640 × 480, centred, black around it. */
function fitFrame(image: Frame): Frame {
  const scale = Math.min(WIDTH / image.width, HEIGHT / image.height);
  const toFrame = {
    a: scale,
    b: 0,
    c: (WIDTH - 1 - (image.width - 1) * scale) / 2,
    d: 0,
    e: scale,
    f: (HEIGHT - 1 - (image.height - 1) * scale) / 2,
  };
  const data = warpRgb(image, toFrame, WIDTH, HEIGHT);
  return { width: WIDTH, height: HEIGHT, channels: 3, data };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
