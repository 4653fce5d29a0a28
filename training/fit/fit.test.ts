// The training loop on a small problem: it learns, stops on request, and a resumed run ends like an unbroken one.

import { mkdtemp, readdir, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import {
  add,
  filled,
  heNormal,
  input,
  matmul,
  meanSquaredError,
  parameter,
} from "../graph/index.ts";
import { DEFAULT_ADAM } from "./adam.ts";
import type { FitOptions, TrainingTask } from "./fit.ts";

// The loop starts threads, which run compiled JavaScript: `npm test` builds it first.
const built: string = new URL("../../dist/training/fit/fit.js", import.meta.url).href;
const { fitNetwork } = (await import(built)) as typeof import("./fit.ts");

let out = "";
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "vigil-fit-"));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const BATCH = 8;

/** Recovers y = 2·x₀ − 3·x₁ + 1 from noiseless batches that depend on their number alone. */
const task: TrainingTask = {
  batchSize: BATCH,
  buildLoss: (graph, images) => {
    const x = input(graph, "x", [images, 2]);
    const y = input(graph, "y", [images, 1]);
    const slope = parameter(graph, "slope", [2, 1], heNormal(2));
    const offset = parameter(graph, "offset", [1], filled(0));
    return meanSquaredError(add(matmul(x, slope), offset), y);
  },
  openBatches: async (firstBatch) => {
    let number = firstBatch;
    return {
      next: async () => {
        const random = randomFrom(mixSeed(5, number));
        number += 1;
        const x = Float32Array.from({ length: 2 * BATCH }, () => random.normal());
        const y = Float32Array.from(
          { length: BATCH },
          (_, i) => 2 * (x[2 * i] ?? 0) - 3 * (x[2 * i + 1] ?? 0) + 1,
        );
        return { x: { shape: [BATCH, 2], data: x }, y: { shape: [BATCH, 1], data: y } };
      },
      close: async () => {},
    };
  },
  validate: async (weights) => ({
    score: Math.abs((weights.get("offset")?.[0] ?? Number.NaN) - 1),
    figures: { offset: weights.get("offset")?.[0] ?? Number.NaN },
  }),
};

function options(changes: Partial<FitOptions> = {}): FitOptions {
  return {
    out,
    seed: 1,
    schedule: { peak: 0.1, warmup: 5, steps: 300, shape: "cosine" },
    adam: { ...DEFAULT_ADAM, weightDecay: 0, averageDecay: 0.9 },
    clipFactor: 3,
    validateEvery: 100,
    checkpointMinutes: 60,
    threads: 2,
    ...changes,
  };
}

test("fitting recovers the weights and writes curves and validations", async () => {
  const weights = await fitNetwork(task, options());
  expect(weights.get("slope")?.[0]).toBeCloseTo(2, 2);
  expect(weights.get("slope")?.[1]).toBeCloseTo(-3, 2);
  expect(weights.get("offset")?.[0]).toBeCloseTo(1, 2);
  const curves = (await readFile(join(out, "curves.csv"), "utf8")).trim().split("\n");
  expect(curves[0]).toBe("step,loss,learningRate,gradientNorm,imagesPerSecond");
  expect(curves).toHaveLength(1 + 300 / 20);
  const validations = (await readFile(join(out, "validation.csv"), "utf8")).trim().split("\n");
  expect(validations.map((line) => line.split(",")[0])).toEqual(["step", "100", "200", "300"]);
});

test("a run that is stopped and resumed ends with exactly the weights of an unbroken one", async () => {
  const unbroken = await fitNetwork(task, options());
  const halves = join(out, "halves");
  const stop = new AbortController();
  const onProgress = ({ step }: { step: number }) => {
    if (step === 137) stop.abort();
  };
  await fitNetwork(task, options({ out: halves, signal: stop.signal, onProgress }));
  const steps: number[] = [];
  const resumed = await fitNetwork(
    task,
    options({ out: halves, onProgress: ({ step }) => steps.push(step) }),
  );
  expect(steps[0]).toBe(138);
  for (const [name, values] of unbroken) {
    expect([...(resumed.get(name) ?? [])], name).toEqual([...values]);
  }
});

test("a truncated checkpoint and one of another network are rejected with the file's name", async () => {
  await fitNetwork(
    task,
    options({ schedule: { peak: 0.01, warmup: 0, steps: 3, shape: "cosine" } }),
  );
  const other: TrainingTask = {
    ...task,
    buildLoss: (graph, images) => {
      const x = input(graph, "x", [images, 2]);
      const y = input(graph, "y", [images, 1]);
      return meanSquaredError(matmul(x, parameter(graph, "other", [2, 1], filled(0))), y);
    },
  };
  await expect(fitNetwork(other, options())).rejects.toThrow(/another configuration/);
  const path = join(out, "last.checkpoint");
  await truncate(path, (await readFile(path)).length - 4);
  await expect(fitNetwork(task, options())).rejects.toThrow(/last\.checkpoint.*truncated/);
});

test("a diverging run stops with an error that recommends a lower learning rate", async () => {
  const schedule = { peak: 1e30, warmup: 0, steps: 50, shape: "cosine" } as const;
  await expect(fitNetwork(task, options({ schedule }))).rejects.toThrow(/Lower the learning rate/);
});

test("a batch that does not divide among the threads is rejected", async () => {
  await expect(fitNetwork(task, options({ threads: 3 }))).rejects.toThrow(/batch of 8/);
});

test("malformed options are refused by name before anything is written", async () => {
  const cases: readonly [Partial<FitOptions>, string][] = [
    [{ validateEvery: 0 }, "validateEvery"],
    [{ seed: Number.NaN }, "seed"],
    [{ clipFactor: -1 }, "clipFactor"],
    [{ threads: 1.5 }, "threads"],
    [{ schedule: { peak: 0.1, warmup: 5, steps: Number.NaN, shape: "cosine" } }, "schedule.steps"],
  ];
  for (const [change, name] of cases) {
    await expect(fitNetwork(task, options(change)), name).rejects.toThrow(
      `fitNetwork's option ${name} must be`,
    );
  }
  expect(await readdir(out)).toEqual([]);
});
