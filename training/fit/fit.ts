// The training loop: fits weights to batches, validates, saves, resumes, and stops cleanly on request.

import { appendFile, mkdir, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import {
  atLeastZero,
  check,
  count,
  mustBe,
  positive,
  share,
  text,
  wholeNumber,
} from "../../src/options.ts";
import {
  createGraph,
  encodeModel,
  type Graph,
  gradients,
  type Tensors,
  type Value,
} from "../graph/index.ts";
import { type AdamOptions, euclideanNorm, startAdam, updateAdam } from "./adam.ts";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import {
  initialValues,
  type ParameterTable,
  tabulateParameters,
  viewsByName,
} from "./parameters.ts";
import { openReplicas, type Replicas, sharedFloats } from "./replicas.ts";
import { gradientName } from "./replicaWorker.ts";
import { learningRateAt, type Schedule } from "./schedule.ts";

/** What differs between networks: the graph, the batches and the validation. */
export interface TrainingTask {
  /** Builds the network with its loss for `images` images: the share of a batch that one thread computes. */
  readonly buildLoss: (graph: Graph, images: number) => Value;
  readonly batchSize: number;
  /** Opens the stream of batches at number `firstBatch`; the same number always gives the same batch. */
  readonly openBatches: (firstBatch: number) => Promise<FeedStream>;
  /** Validates weights (by parameter name). A lower `score` is better; `figures` are written to the curves. */
  readonly validate: (weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>;
}

export interface FeedStream {
  next(): Promise<Tensors>;
  close(): Promise<void>;
}

export interface Validation {
  readonly score: number;
  readonly figures: Readonly<Record<string, number>>;
}

export interface FitOptions {
  /** Folder for checkpoints and curves. */
  readonly out: string;
  readonly seed: number;
  /** Trained weights to start from, by parameter name. Ignored when the run resumes from a checkpoint. */
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly schedule: Schedule;
  readonly adam: AdamOptions;
  /** Gradients are clipped at this multiple of their typical norm. */
  readonly clipFactor: number;
  readonly validateEvery: number;
  readonly checkpointMinutes: number;
  /** Threads that share each batch; all cores by default. The batch size must be a multiple of it. */
  readonly threads?: number;
  /** Computes loss and gradients in place of threads of ONNX Runtime. */
  readonly openEngine?: OpenEngine;
  /** Stops the run after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onValidation?: (step: number, validation: Validation) => void;
  /** Called with the averaged weights whenever they have the best validation score so far. */
  readonly onBest?: (
    weights: ReadonlyMap<string, Float32Array>,
    validation: Validation,
  ) => Promise<void>;
}

/**
 * Starts an engine that computes gradients of whole batches.
 *
 * @param model the graph (ONNX) with the output "loss"; the batch and the parameters are inputs.
 * @param weights read at the start of every run.
 * @param threads for the engine to compute with.
 */
export type OpenEngine = (
  model: Uint8Array,
  table: ParameterTable,
  weights: Float32Array,
  threads: number,
) => Promise<Replicas>;

export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

const optionsSchema = z.object(
  {
    out: text,
    seed: wholeNumber,
    schedule: z.object(
      {
        peak: positive,
        warmup: atLeastZero,
        steps: count,
        shape: z.enum(["cosine", "constant-decay"], mustBe('"cosine" or "constant-decay"')),
        decayShare: z.optional(share),
      },
      mustBe("an object with peak, warmup, steps and shape"),
    ),
    clipFactor: positive,
    validateEvery: count,
    checkpointMinutes: atLeastZero,
    threads: z.optional(count),
  },
  mustBe("an object"),
);

const CHECKPOINT_FILE = "last.checkpoint";
/** Smoothing factor of the typical gradient norm and of the reported averages. */
const SMOOTHING = 0.02;

/**
 * Trains until the schedule ends or the signal stops it. Resumes from a checkpoint in `options.out`.
 *
 * Writes `last.checkpoint`, `curves.csv` (a line every 20 steps) and `validation.csv` there.
 *
 * @returns the moving average of the weights, by parameter name.
 * @throws {RangeError} naming the first option that is malformed.
 * @throws {Error} when the loss stops being a number, or the checkpoint belongs to another network.
 */
export async function fitNetwork(
  task: TrainingTask,
  options: FitOptions,
): Promise<Map<string, Float32Array>> {
  check(optionsSchema, options, "fitNetwork's option");
  const { batchSize } = task;
  const { out, schedule, threads = availableParallelism() } = options;
  const shares = options.openEngine === undefined ? threads : 1;
  if (batchSize % shares !== 0) {
    throw new Error(`A batch of ${batchSize} does not divide among ${shares} threads.`);
  }
  const graph = createGraph();
  const loss = task.buildLoss(graph, batchSize / shares);
  await mkdir(out, { recursive: true });
  const table = tabulateParameters(graph);
  const path = join(out, CHECKPOINT_FILE);
  const resumed = (await exists(path)) ? await loadCheckpoint(path, table) : undefined;
  const state =
    resumed?.state ?? startAdam(initialValues(graph, table, options.seed, options.initial));
  let typicalNorm = resumed?.typicalNorm ?? 0;
  let best = resumed?.best ?? null;

  const weights = sharedFloats(table.length);
  const replicas =
    options.openEngine === undefined
      ? await openReplicas(trainingModel(graph, loss, table), table, weights, threads)
      : await options.openEngine(
          encodeModel(graph, { outputs: { loss } }),
          table,
          weights,
          threads,
        );
  const batches = await task.openBatches(state.step);
  const curves = openCurves(out);
  const save = () => saveCheckpoint(path, table, { state, typicalNorm, best } satisfies Checkpoint);
  const pace = startPace(batchSize);
  let meanLoss = Number.NaN;
  let savedAt = performance.now();
  try {
    let feeds = batches.next();
    // Workers read their data before the first batch; that time does not belong to a step.
    await feeds;
    pace.pause();
    while (state.step < schedule.steps && options.signal?.aborted !== true) {
      weights.set(state.weights);
      const running = replicas.run(await feeds);
      feeds = batches.next();
      // A rejection is handled where the batch is awaited.
      feeds.catch(() => {});
      const stepLoss = await running;
      const norm = euclideanNorm(replicas.gradients);
      if (!Number.isFinite(stepLoss) || !Number.isFinite(norm)) {
        throw new Error(
          `Training diverged at step ${state.step}: the loss is ${stepLoss}. Lower the learning rate.`,
        );
      }
      const limit = typicalNorm === 0 ? norm : options.clipFactor * typicalNorm;
      const rate = learningRateAt(schedule, state.step);
      const shorten = Math.min(1, limit / Math.max(norm, 1e-12));
      updateAdam(state, table, replicas.gradients, rate, shorten, options.adam);
      typicalNorm += (typicalNorm === 0 ? 1 : SMOOTHING) * (Math.min(norm, limit) - typicalNorm);
      meanLoss = Number.isNaN(meanLoss) ? stepLoss : meanLoss + SMOOTHING * (stepLoss - meanLoss);
      const { imagesPerSecond } = pace.tick();
      const progress = {
        step: state.step,
        steps: schedule.steps,
        loss: meanLoss,
        learningRate: rate,
        gradientNorm: norm,
        imagesPerSecond,
        secondsLeft: ((schedule.steps - state.step) * batchSize) / imagesPerSecond,
      };
      options.onProgress?.(progress);
      if (state.step % 20 === 0) await curves.training(progress);
      if (state.step % options.validateEvery === 0 || state.step === schedule.steps) {
        const average = viewsByName(table, state.average);
        const validation = await task.validate(average);
        await curves.validation(state.step, validation);
        options.onValidation?.(state.step, validation);
        if (best === null || validation.score < best) {
          best = validation.score;
          await options.onBest?.(average, validation);
        }
        pace.pause();
      }
      if (performance.now() - savedAt > options.checkpointMinutes * 60_000) {
        await save();
        savedAt = performance.now();
      }
    }
    await save();
  } finally {
    await batches.close();
    await replicas.close();
  }
  return viewsByName(table, state.average);
}

/** One model with forward pass, loss and all gradients; weights are inputs. */
function trainingModel(graph: Graph, loss: Value, table: ParameterTable): Uint8Array {
  const values = [...graph.parameters.values()].map(({ value }) => value);
  const slopes = gradients(loss, values);
  const outputs = Object.fromEntries(
    table.entries.map(({ name }, index) => [gradientName(name), slopes[index]]),
  );
  return encodeModel(graph, { outputs: { loss, ...outputs } });
}

/** Measures images per second as a running mean over about fifty steps, without validation. */
function startPace(batchSize: number) {
  let last = performance.now();
  let seconds = 0;
  return {
    tick() {
      const now = performance.now();
      const taken = (now - last) / 1000;
      seconds = seconds === 0 ? taken : seconds + SMOOTHING * (taken - seconds);
      last = now;
      return { imagesPerSecond: batchSize / seconds };
    },
    pause() {
      last = performance.now();
    },
  };
}

/** Appends to the run's two CSV files; a new file gets a header. */
function openCurves(out: string) {
  const append = async (file: string, columns: Readonly<Record<string, number>>) => {
    const path = join(out, file);
    const header = (await exists(path)) ? "" : `${Object.keys(columns).join(",")}\n`;
    const line = Object.values(columns).map((number) => Number(number.toPrecision(6)));
    await appendFile(path, `${header}${line.join(",")}\n`);
  };
  return {
    training: ({ step, loss, learningRate, gradientNorm, imagesPerSecond }: Progress) =>
      append("curves.csv", { step, loss, learningRate, gradientNorm, imagesPerSecond }),
    validation: (step: number, { score, figures }: Validation) =>
      append("validation.csv", { step, score, ...figures }),
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
