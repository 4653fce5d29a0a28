// AdamW compared with a calculation by hand, the norm used for clipping, and the learning-rate schedules.

import { expect, test } from "vitest";
import { DEFAULT_ADAM, euclideanNorm, startAdam, updateAdam } from "./adam.ts";
import type { ParameterTable } from "./parameters.ts";
import { learningRateAt } from "./schedule.ts";

const table: ParameterTable = {
  entries: [
    { name: "kernel", shape: [1, 1], offset: 0, length: 1, decays: true },
    { name: "bias", shape: [1], offset: 1, length: 1, decays: false },
  ],
  length: 2,
};

test("the first step moves every weight by the learning rate against its gradient", () => {
  const state = startAdam(Float32Array.of(1, 1));
  updateAdam(state, table, Float32Array.of(0.3, -70), 0.01, 1, { ...DEFAULT_ADAM, weightDecay: 0 });
  // Bias correction makes m / √v exactly ±1 at the first step, whatever the gradient's size.
  expect(state.weights[0]).toBeCloseTo(0.99, 6);
  expect(state.weights[1]).toBeCloseTo(1.01, 6);
});

test("two steps agree with the published update", () => {
  const state = startAdam(Float32Array.of(0.5, 0));
  const options = { ...DEFAULT_ADAM, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 };
  let [weight, m, v] = [0.5, 0, 0];
  for (const [index, gradient] of [0.2, -0.4].entries()) {
    updateAdam(state, table, Float32Array.of(gradient, 0), 0.01, 1, options);
    m = 0.9 * m + 0.1 * gradient;
    v = 0.99 * v + 0.01 * gradient ** 2;
    const correctedM = m / (1 - 0.9 ** (index + 1));
    const correctedV = v / (1 - 0.99 ** (index + 1));
    weight = weight * (1 - 0.01 * 0.1) - (0.01 * correctedM) / Math.sqrt(correctedV);
  }
  expect(state.weights[0]).toBeCloseTo(weight, 5);
  expect(state.weights[1]).toBe(0);
});

test("weight decay does not apply to biases", () => {
  const state = startAdam(Float32Array.of(1, 1));
  const options = { ...DEFAULT_ADAM, weightDecay: 0.5 };
  updateAdam(state, table, Float32Array.of(0, 0), 0.1, 1, options);
  expect(state.weights[0]).toBeCloseTo(0.95, 6);
  expect(state.weights[1]).toBe(1);
});

test("the average follows the weights, quickly at first", () => {
  const state = startAdam(Float32Array.of(0, 0));
  for (let step = 0; step < 400; step++) {
    updateAdam(state, table, Float32Array.of(-1, 0), step < 100 ? 0.01 : 0, 1, DEFAULT_ADAM);
  }
  expect(state.weights[0]).toBeCloseTo(1, 1);
  const average = state.average[0] ?? Number.NaN;
  expect(average).toBeGreaterThan(0.6);
  expect(average).toBeLessThan(state.weights[0] ?? 0);
});

test("euclideanNorm", () => {
  expect(euclideanNorm(Float32Array.of(3, 0, -4))).toBe(5);
});

test("cosine: increases during the warm-up, half the peak in the middle, zero at the end", () => {
  const schedule = { peak: 2, warmup: 10, steps: 110, shape: "cosine" } as const;
  expect(learningRateAt(schedule, 0)).toBeCloseTo(0.2);
  expect(learningRateAt(schedule, 9)).toBeCloseTo(2);
  expect(learningRateAt(schedule, 60)).toBeCloseTo(1);
  expect(learningRateAt(schedule, 110)).toBeCloseTo(0);
});

test("constant-decay: stays at the peak until the decay begins", () => {
  const schedule = {
    peak: 1,
    warmup: 10,
    steps: 100,
    shape: "constant-decay",
    decayShare: 0.4,
  } as const;
  expect(learningRateAt(schedule, 59)).toBe(1);
  expect(learningRateAt(schedule, 70)).toBeCloseTo(0.5);
  expect(learningRateAt(schedule, 100)).toBeCloseTo(0);
});
