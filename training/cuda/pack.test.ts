// A pack and the engine that trains from it: augmentation, a few steps, its files read back by TypeScript.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { loadCheckpoint } from "../fit/checkpoint.ts";
import { tabulateParameters, viewsByName } from "../fit/parameters.ts";
import { createGraph, readWeights } from "../graph/index.ts";
import { type LandmarkConfig, landmarkConfigSchema } from "../landmarks/config.ts";
import { heatmapLoss } from "../landmarks/task.ts";
import { createLandmarkValidator } from "../landmarks/validate.ts";
import { type AugmentedWindow, windowsOfEngine, windowsOfTypeScript } from "./augmentedWindows.ts";
import { packLandmarks } from "./packLandmarks.ts";
import { findPython, NO_PYTHON, type Python, runPython } from "./python.ts";

const SAMPLES = join(import.meta.dirname, "../../samples");
const NAMES = ["driver-frontal", "driver-turned"];
const WINDOWS = 192;

const python = await findPython();
if (python === undefined) console.warn(`Skipped: ${NO_PYTHON}`);

let folder = "";
let config: LandmarkConfig;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-pack-"));
  await mkdir(join(folder, "faces"));
  for (const name of NAMES) {
    const text = await readFile(join(SAMPLES, `${name}.truth.json`), "utf8");
    const { landmarks } = JSON.parse(text) as { landmarks: [number, number, number][] };
    await sharp(join(SAMPLES, `${name}.jpg`)).toFile(join(folder, "faces", `${name}.png`));
    const points = landmarks.map(([x, y]) => ({ x, y }));
    await writeFile(join(folder, "faces", `${name}.pts`), formatPts(points));
  }
  config = landmarkConfigSchema.parse({
    task: "landmarks",
    network: {
      inputSize: 256,
      maps: 68,
      stacks: 1,
      features: [16, 16],
      stem: "patches",
      normalisation: "none",
    },
    data: { train: [{ path: "faces" }], validation: [{ path: "faces" }], validationWindows: 2 },
    batchSize: 4,
    seed: 3,
    augment: { occlude: 0.7 },
    schedule: { shape: "cosine", peak: 0.001, warmup: 2, steps: 400 },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(python === undefined)("a pack", () => {
  let pack = "";
  beforeAll(async () => {
    pack = join(folder, "pack");
    await packLandmarks(config, { data: folder, out: pack, sprites: 300, limit: 8e6 });
  }, 240_000);

  it("is augmented on the device to windows like those of TypeScript", async () => {
    const ours = spreads(await windowsOfTypeScript(config, folder, WINDOWS));
    const theirs = spreads(await windowsOfEngine(python as Python, pack, WINDOWS, 5));
    for (const [name, { mean, deviation }] of Object.entries(ours)) {
      // Means of so many windows differ by chance by their deviation over √(WINDOWS / 2), at times three times that.
      const chance = (3 * deviation) / Math.sqrt(WINDOWS / 2);
      expect(Math.abs(theirs[name].mean - mean), `mean ${name}`).toBeLessThan(chance);
      expect(theirs[name].deviation / deviation, `spread of ${name}`).toBeGreaterThan(0.75);
      expect(theirs[name].deviation / deviation, `spread of ${name}`).toBeLessThan(1.33);
    }
  }, 240_000);

  it("trains, leaves files that TypeScript reads, and goes on from its checkpoint", async () => {
    const out = join(folder, "run");
    const run = (steps: number) => {
      const argv = [
        "run.py",
        "--pack",
        pack,
        "--out",
        out,
        "--device",
        "cpu",
        "--steps",
        `${steps}`,
      ];
      return runPython(python as Python, argv);
    };
    await run(20);
    const graph = createGraph();
    heatmapLoss(graph, config.network, config.batchSize);
    const table = tabulateParameters(graph);
    const { state, best } = await loadCheckpoint(join(out, "last.checkpoint"), table);
    expect(state.step).toBe(20);
    const written = readWeights(await readFile(join(out, "last.onnx")));
    for (const [name, values] of viewsByName(table, state.average)) {
      // The model file holds half-precision numbers.
      const error = largestDifference(values, written.get(name) as Float32Array);
      expect(error, name).toBeLessThan(2e-3);
    }
    const { score } = await validateInTypeScript(written);
    const printed = await run(40);
    expect(printed).toContain("resumed at step 20");
    const [first] = (await readFile(join(out, "validation.csv"), "utf8"))
      .split("\n")
      .filter((line) => line.startsWith("20,"))
      .map((line) => Number(line.split(",")[1]));
    expect(Math.abs(first / score - 1)).toBeLessThan(0.02);
    expect(best).not.toBeNull();
    const losses = (await readFile(join(out, "curves.csv"), "utf8"))
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[1]));
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  }, 240_000);

  it("lends its data to another network, which learns from a teacher", async () => {
    const taught = { ...config, teacher: { model: "run/best.onnx", weight: 0.5 } };
    const out = join(folder, "taught");
    await packLandmarks(taught, { data: folder, out, shared: pack });
    const argv = ["--pack", out, "--out", join(folder, "pupil"), "--device", "cpu", "--steps", "4"];
    const printed = await runPython(python as Python, ["run.py", ...argv]);
    expect(printed).toContain("ended at step 4");
  }, 120_000);

  // PyTorch 1 has not all operations on the device that stands in for a card.
  it.skipIf(python?.torch.startsWith("1."))(
    "mixes no devices",
    async () => {
      const printed = await runPython(python as Python, ["-m", "engine.device_check", pack]);
      expect(printed).toContain("no tensor lies on the wrong device");
    },
    120_000,
  );

  it("says what does not fit the limit", async () => {
    const out = join(folder, "small");
    const packing = packLandmarks(config, { data: folder, out, sprites: 0, limit: 100_000 });
    await expect(packing).rejects.toThrow("do not fit the limit");
  }, 60_000);
});

function largestDifference(found: Float32Array, wanted: Float32Array): number {
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
}

/** What training on the processor says of weights. */
async function validateInTypeScript(weights: ReadonlyMap<string, Float32Array>) {
  const folders = config.data.validation.map(({ path }) => ({ path: join(folder, path) }));
  const { validationWindows: windows } = config.data;
  const validate = await createLandmarkValidator(config.network, {
    ...{ folders, windows, seed: config.seed, threads: 1 },
  });
  return validate(weights);
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Brightness, contrast, occluded share and the window's place about the face: mean and spread over windows. */
function spreads(windows: readonly AugmentedWindow[]): Record<string, Spread> {
  const of = (measure: (window: AugmentedWindow) => number) => spread(windows.map(measure));
  return {
    brightness: of(({ image }) => spread(image).mean),
    contrast: of(({ image }) => spread(image).deviation),
    "occluded share": of(({ occluded }) => spread(occluded).mean),
    "place across": of(({ landmarks }) => spread(axis(landmarks, 0)).mean),
    "place down": of(({ landmarks }) => spread(axis(landmarks, 1)).mean),
    size: of(({ landmarks }) => {
      return Math.hypot(spread(axis(landmarks, 0)).deviation, spread(axis(landmarks, 1)).deviation);
    }),
    turn: of(({ landmarks }) => {
      return Math.atan2(landmarks[91] - landmarks[73], landmarks[90] - landmarks[72]);
    }),
  };
}

function axis(landmarks: Float32Array, offset: 0 | 1): number[] {
  return Array.from({ length: LANDMARK_COUNT }, (_, k) => landmarks[2 * k + offset]);
}

function spread(values: ArrayLike<number>): Spread {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] ** 2;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}
