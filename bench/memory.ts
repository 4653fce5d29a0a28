// Memory over time: an hour of frames through tracker, monitor and result files, and a shorter part through decoder and
// networks. What grows with the length of a video would show here.
//
// node dist/bench/memory.js [--rate 30] [--decoded 3000] [--network nano] [--json FILE]

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Command } from "commander";
import { atLeastOne } from "../node/cli/arguments.ts";
import type { Engine } from "../node/cli/engine.ts";
import { networkOption } from "../node/cli/networkOptions.ts";
import { openOutputFolder } from "../node/cli/outputFolder.ts";
import { openVideoResults, startVideoSession } from "../node/cli/videoSession.ts";
import { loadVigil } from "../node/models.ts";
import { packageFolder } from "../node/package.ts";
import { analyzeVideo } from "../node/video/analyzeVideo.ts";
import { openVideo } from "../node/video/openVideo.ts";
import type { VideoFacts, VideoFrame } from "../node/video/source.ts";
import type { LandmarkNetworkName } from "../src/landmarkNetworks.ts";
import { randomFrom } from "../src/math/random.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "../testing/cards.ts";
import { exampleAnalysis, exampleFace } from "../testing/exampleAnalysis.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";

const FACTS = { container: "none", codec: "none", width: 160, height: 120, scale: 1, rotation: 0 };
const REQUEST = { secondPass: false, video: false, allFaces: false, stem: "hour" } as const;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

interface Memory {
  readonly frames: number;
  /** Megabytes after a garbage collection. */
  readonly heap: number;
  readonly resident: number;
}

function memoryAfter(frames: number): Memory {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const now = { frames, heap: heapUsed / 1e6, resident: rss / 1e6 };
  console.log(now);
  return now;
}

/** What was used after the first tenth, at most afterwards, and at the end. */
function summary(noted: readonly Memory[]): object {
  const [first] = noted;
  const last = noted.at(-1);
  if (first === undefined || last === undefined) throw new Error("Nothing was measured.");
  const most = (key: "heap" | "resident"): number => Math.max(...noted.map((each) => each[key]));
  return {
    frames: last.frames,
    heap: { first: first.heap, most: most("heap"), last: last.heap },
    resident: { first: first.resident, most: most("resident"), last: last.resident },
  };
}

/** A driver who moves, blinks every four seconds, and falls asleep for three seconds every five minutes. */
function scriptedEngine(rate: number): Engine {
  const random = randomFrom(1);
  let n = 0;
  return {
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
    async analyze({ width, height }) {
      const seconds = n++ / rate;
      const isClosed = seconds % 4 < 0.2 || seconds % 300 < 3;
      const face = exampleFace({ centerX: 80, centerY: 60, scale: 25 + random.next() });
      const eye = { openness: isClosed ? 0.02 : 0.3 + 0.02 * random.next(), valid: true };
      const eyes = { ...face.eyes, left: eye, right: eye };
      return exampleAnalysis([{ ...face, eyes }], width, height);
    },
    dispose: async () => {},
  };
}

async function* noise(frames: number, rate: number): AsyncGenerator<VideoFrame> {
  const { width, height } = FACTS;
  for (let index = 0; index < frames; index++) {
    const data = new Uint8Array(3 * width * height).fill(100 + (index % 50));
    yield { index, timestamp: index / rate, frame: { width, height, channels: 3, data } };
  }
}

/** An hour of frames, through everything of `vigil analyze` but decoder and networks. */
async function measureHour(rate: number): Promise<object> {
  const frames = 3600 * rate;
  const folder = await mkdtemp(join(tmpdir(), "vigil-memory-"));
  try {
    const facts: VideoFacts = { ...FACTS, name: "hour.mp4", rotation: 0 };
    const session = startVideoSession(scriptedEngine(rate), facts, REQUEST);
    const output = await openOutputFolder(join(folder, "hour"), new Set());
    const results = await openVideoResults(output, session, REQUEST);
    const noted: Memory[] = [];
    const memory = {
      onFrame: (_: unknown, { index }: VideoFrame): void => {
        const done = index + 1;
        if (done % Math.ceil(frames / 10) === 0) noted.push(memoryAfter(done));
      },
      close: (): void => {},
    };
    await analyzeVideo(noise(frames, rate), session.pipeline, [results, memory]);
    return summary(noted);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The sample clip again and again, each time opened anew, through one set of networks. */
async function measureDecoded(frames: number, network: LandmarkNetworkName): Promise<object> {
  const vigil = await loadVigil({ network, threads: 1 });
  const clip = join(packageFolder(), "samples/driver-clip.webm");
  const noted: Memory[] = [];
  let done = 0;
  while (done < frames) {
    const video = await openVideo(clip, { threads: 1 });
    const { pipeline } = startVideoSession(vigil, video.facts, REQUEST);
    for await (const frame of video) {
      await pipeline(frame);
      if (++done % Math.ceil(frames / 10) === 0) noted.push(memoryAfter(done));
      if (done >= frames) break;
    }
  }
  await vigil.dispose();
  return summary(noted);
}

interface Options {
  readonly rate: number;
  readonly decoded: number;
  readonly network: LandmarkNetworkName;
  readonly json?: string;
}

await new Command("bench:memory")
  .option("--rate <n>", "frames a second of the hour", atLeastOne, 30)
  .option("--decoded <n>", "frames through decoder and networks", atLeastOne, 3000)
  .addOption(networkOption().default("nano"))
  .option("--json <file>", "also write the figures as JSON")
  .action(async ({ json, network, rate, decoded }: Options) => {
    const figures = {
      hour: await measureHour(rate),
      decoded: await measureDecoded(decoded, network),
    };
    console.log(figures);
    await writeMeasurement(
      {
        ...{ program: "npm run bench:memory --", measurement: "memory", figures },
        ...{ data: "frames of noise, and samples/driver-clip.webm", count: 3600 * rate },
        networks: ["detector", network === "nano" ? "landmarks-nano" : "landmarks", "eyes", "gaze"],
      },
      { json },
    );
  })
  .parseAsync();
