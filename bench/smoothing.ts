// Measures the effect of smoothing on landmarks over time: jitter on a head at rest, and lag behind a moving head.
// `npm run bench:smoothing`
//
// A sample image is moved along a known path, with sensor noise on each frame; the shipped networks follow the face. The
// ground truth of a frame is the mean of the landmarks on the unmoved image, moved along the path. Compared are the
// network's landmarks, a 1€ filter on each coordinate (the usual method), and the shipped filter, which filters the
// head's position and the face's shape separately.

import { basename, join } from "node:path";
import { Command } from "commander";
import { notNegative, positive } from "../node/cli/arguments.ts";
import { readImageFile } from "../node/images.ts";
import { loadVigil } from "../node/models.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import type { Frame } from "../src/image/frame.ts";
import { type Affine, type Point, transformPoint } from "../src/image/geometry.ts";
import { warpRgb } from "../src/image/warp.ts";
import { type Random, randomFrom } from "../src/math/random.ts";
import type { Landmark } from "../src/result.ts";
import { type OneEuroState, oneEuro, startOneEuro } from "../src/track/oneEuro.ts";
import { type SmoothingState, smoothLandmarks } from "../src/track/smoothLandmarks.ts";
import { createTracker } from "../src/track/tracker.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";

/** Frames before counting begins: the filters settle. */
const SETTLING = 15;

interface Options {
  readonly image: string;
  readonly seconds: number;
  readonly rate: number;
  readonly noise: number;
  readonly json?: string;
}

/** The position of the image at a time: shifted by (x, y) face sizes and turned by degrees. */
type Path = (seconds: number) => { readonly x: number; readonly y: number; readonly turn: number };

const PATHS: Readonly<Record<string, Path>> = {
  "at rest": () => ({ x: 0, y: 0, turn: 0 }),
  "road vibration": (t) => ({
    x: 0.01 * Math.sin(2 * Math.PI * 2.3 * t),
    y: 0.02 * Math.sin(2 * Math.PI * 3.1 * t),
    turn: 0,
  }),
  "slow sway": (t) => ({
    x: 0.3 * Math.sin(2 * Math.PI * 0.2 * t),
    y: 0,
    turn: 5 * Math.sin(2 * Math.PI * 0.15 * t),
  }),
  "quick glance": (t) => ({
    x: 0.4 * Math.tanh(6 * Math.sin(2 * Math.PI * 0.25 * t)),
    y: 0.1 * Math.sin(2 * Math.PI * 0.5 * t),
    turn: 12 * Math.tanh(6 * Math.sin(2 * Math.PI * 0.25 * t)),
  }),
};

await main(
  new Command("bench:smoothing")
    .option(
      "--image <file>",
      "an image with one face",
      join(modelsFolder(), "../samples/driver-frontal.jpg"),
    )
    .option("--seconds <s>", "length of each path", positive, 8)
    .option("--rate <fps>", "frames a second", positive, 30)
    .option(
      "--noise <steps>",
      "standard deviation of the sensor's noise, 8-bit steps",
      notNegative,
      6,
    )
    .option("--json <file>", "write a record of the figures, the machine and the networks here")
    .parse()
    .opts<Options>(),
);

async function main(options: Options): Promise<void> {
  const image = await readImageFile(options.image);
  const vigil = await loadVigil();
  const paths: Record<string, { network: number; plain: number; shipped: number }> = {};
  const still = await follow(image, PATHS["at rest"], options);
  const reference = meanOf(still.map(({ landmarks }) => landmarks));
  const interOcular = distance(reference[36], reference[45]);
  for (const [name, path] of Object.entries(PATHS)) {
    const frames = name === "at rest" ? still : await follow(image, path, options);
    const truth = frames.map(({ motion }) => reference.map((p) => transformPoint(motion, p)));
    const percent = (smoothed: readonly (readonly Point[])[]) =>
      (100 * error(truth, smoothed)) / interOcular;
    paths[name] = {
      network: percent(frames.map(({ landmarks }) => landmarks)),
      plain: percent(plainOneEuro(frames, options.rate, interOcular)),
      shipped: percent(placeAndShape(frames, options.rate)),
    };
  }
  await vigil.dispose();
  console.log(
    `Root mean square error over time, percent of the inter-ocular distance (${options.image}).`,
  );
  const text = (value: number) => `${value.toFixed(2)} %`;
  console.table(
    Object.fromEntries(
      Object.entries(paths).map(([name, { network, plain, shipped }]) => [
        name,
        {
          "network alone": text(network),
          "1€ on each coordinate": text(plain),
          "position and shape apart": text(shipped),
        },
      ]),
    ),
  );
  await writeMeasurement(
    {
      program: "npm run bench:smoothing --",
      measurement: "smoothing",
      data: basename(options.image),
      count: 1,
      networks: ["detector", "landmarks"],
      figures: { paths, seconds: options.seconds, rate: options.rate, noise: options.noise },
    },
    { json: options.json },
  );

  async function follow(from: Frame, path: Path, { seconds, rate, noise }: Options) {
    const tracker = createTracker(vigil, { smoothing: false, maxFaces: 1 });
    const random = randomFrom(1);
    const frames: { motion: Affine; landmarks: readonly Landmark[] }[] = [];
    let size = 0;
    for (let k = 0; k < seconds * rate; k++) {
      const motion = motionAt(path(k / rate), from, size);
      const moved = noisy(warpRgb(from, motion, from.width, from.height), noise, random);
      const frame = { width: from.width, height: from.height, channels: 3, data: moved } as const;
      const face = (await tracker.next(frame, k / rate)).faces[0];
      if (face === undefined) throw new Error(`The face was lost at frame ${k}.`);
      size ||= face.box.height;
      frames.push({ motion, landmarks: face.landmarks });
    }
    return frames;
  }
}

function motionAt(
  { x, y, turn }: ReturnType<Path>,
  { width, height }: Frame,
  size: number,
): Affine {
  const cos = Math.cos((turn * Math.PI) / 180);
  const sin = Math.sin((turn * Math.PI) / 180);
  const [middleX, middleY] = [width / 2, height / 2];
  return {
    a: cos,
    b: -sin,
    c: middleX - cos * middleX + sin * middleY + x * size,
    d: sin,
    e: cos,
    f: middleY - sin * middleX - cos * middleY + y * size,
  };
}

function noisy(pixels: Uint8Array, deviation: number, random: Random): Uint8Array {
  return pixels.map((value) =>
    Math.max(0, Math.min(255, Math.round(value + deviation * random.normal()))),
  );
}

interface FollowedFrame {
  readonly landmarks: readonly Landmark[];
}

function placeAndShape(frames: readonly FollowedFrame[], rate: number): (readonly Point[])[] {
  let state: SmoothingState | undefined;
  return frames.map(({ landmarks }, k) => {
    const next = smoothLandmarks(state, landmarks, k / rate);
    state = next.state;
    return next.landmarks;
  });
}

/** Casiez et al.'s filter on each coordinate, in units of the inter-ocular distance. */
function plainOneEuro(frames: readonly FollowedFrame[], rate: number, unit: number): Point[][] {
  const filter = { minCutoff: 1.5, beta: 3, speedCutoff: 1 };
  let states: { x: OneEuroState; y: OneEuroState }[] | undefined;
  return frames.map(({ landmarks }) => {
    states = landmarks.map((p, k) => {
      const before = states?.[k];
      if (before === undefined) return { x: startOneEuro(p.x / unit), y: startOneEuro(p.y / unit) };
      return {
        x: oneEuro(before.x, p.x / unit, 1 / rate, filter),
        y: oneEuro(before.y, p.y / unit, 1 / rate, filter),
      };
    });
    return states.map(({ x, y }) => ({ x: x.value * unit, y: y.value * unit }));
  });
}

function meanOf(frames: readonly (readonly Point[])[]): Point[] {
  const counted = frames.slice(SETTLING);
  return (counted[0] ?? []).map((_, k) => ({
    x: counted.reduce((sum, points) => sum + points[k].x, 0) / counted.length,
    y: counted.reduce((sum, points) => sum + points[k].y, 0) / counted.length,
  }));
}

function error(truth: readonly (readonly Point[])[], found: readonly (readonly Point[])[]): number {
  let [sum, count] = [0, 0];
  for (let k = SETTLING; k < truth.length; k++) {
    for (const [i, p] of (truth[k] ?? []).entries()) {
      sum += distance(p, found[k]?.[i]) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
