// Validation during a training run, on fixed face windows, half of them with drawn occluders.

import { decodeHeatmaps, fromHeatmap } from "../../src/landmarks/heatmap.ts";
import { LANDMARK_COUNT, REGIONS } from "../../src/landmarks/scheme68.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import type { Validation } from "../fit/fit.ts";
import { createGraph, encodeModel, openSession, type Session } from "../graph/index.ts";
import { landmarkReport } from "../metrics/landmarkMetrics.ts";
import { type OcclusionSample, occlusionReport } from "../metrics/occlusionMetrics.ts";
import { buildHourglass, type HourglassConfig, toMaps } from "../networks/hourglass.ts";
import { occlude } from "../occluders/index.ts";
import { augment, DEFAULT_AUGMENT, type LandmarkWindow } from "./augment.ts";
import { type LandmarkFolder, listWeightedPairs, readLandmarkSample } from "./dataset.ts";

export interface ValidationOptions {
  readonly folders: readonly LandmarkFolder[];
  /** Real faces on which people marked what is hidden. They are measured apart, without drawn objects. */
  readonly marked?: readonly LandmarkFolder[];
  /** Most windows that are used; they are spread evenly over the photographs. */
  readonly windows: number;
  readonly seed: number;
  readonly threads?: number;
}

/** Windows as a detector places them: shifted and scaled, neither mirrored nor degraded. */
const VALIDATION_AUGMENT = {
  ...DEFAULT_AUGMENT,
  mirror: 0,
  landmarkWindow: 0,
  wideRotation: 0,
  cut: 0,
  photometric: 0,
};

/**
 * Reads the validation windows once and returns a function that validates weights on them. The score is the mean NME in
 * percent of the inter-ocular distance over all windows, including occluded ones.
 */
export async function createLandmarkValidator(
  config: HourglassConfig,
  options: ValidationOptions,
): Promise<(weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>> {
  const windows = await validationWindows(options, options.folders, 0.5);
  const marked = await validationWindows(options, options.marked ?? [], 0);
  return async (weights) => {
    const network = await openSession(exportHourglass(config, weights), {
      threads: options.threads,
    });
    try {
      const { faces, flags } = await predict(network, config, windows);
      const report = landmarkReport(faces);
      const occlusion = occlusionReport(flags);
      return {
        score: report.nme_interocular_percent,
        figures: {
          medianPercent: report.median_percent,
          visiblePercent: report.nme_visible_percent ?? Number.NaN,
          occludedPercent: report.nme_occluded_percent ?? Number.NaN,
          failurePercent: report.failure_rate_10_percent,
          occlusionAveragePrecision: occlusion.average_precision,
          occlusionRecallAt80: occlusion.recall_at_80_precision,
          ...(marked.length > 0 && markedFigures(await predict(network, config, marked))),
        },
      };
    } finally {
      await network.dispose();
    }
  };
}

/** Predicted landmarks and flags of each window, beside its ground truth. */
async function predict(
  network: Session,
  config: HourglassConfig,
  windows: readonly LandmarkWindow[],
) {
  const faces = [];
  const flags = [];
  for (const { image, landmarks, occluded } of windows) {
    const feeds = { image: { shape: [1, config.inputSize, config.inputSize, 3], data: image } };
    const { heatmaps } = await network.run(feeds);
    if (heatmaps === undefined) throw new Error('The network has no output "heatmaps".');
    const peaks = decodeHeatmaps(heatmaps, LANDMARK_COUNT);
    const hidden = Array.from(occluded, (flag) => flag === 1);
    faces.push({
      truth: peaks.map((_, k) => ({
        x: landmarks[2 * k],
        y: landmarks[2 * k + 1],
      })),
      predicted: peaks.map(({ x, y }) => ({ x: fromHeatmap(x), y: fromHeatmap(y) })),
      occluded: hidden,
    });
    flags.push({
      occluded: hidden,
      // Not calibrated, but in the same order as calibrated probabilities, which depend on the signed peak.
      predicted: peaks.map(({ value }) => ({
        probability: 1 / (1 + Math.exp(-8 * value)),
        occluded: value < 0,
      })),
    });
  }
  return { faces, flags };
}

/** Average precision of "occluded" where people marked what is hidden: inside the face, and along the jaw. */
function markedFigures({ flags }: { readonly flags: readonly OcclusionSample[] }) {
  const within = (from: number, to: number) =>
    occlusionReport(
      flags.map(({ occluded, predicted }) => ({
        occluded: occluded.slice(from, to),
        predicted: predicted?.slice(from, to) ?? null,
      })),
    );
  const inner = within(REGIONS.jaw[1], LANDMARK_COUNT);
  return {
    markedInner: inner.average_precision,
    markedInnerRecallAt80: inner.recall_at_80_precision,
    markedJaw: within(0, REGIONS.jaw[1]).average_precision,
  };
}

/**
 * Encodes an hourglass network as an ONNX model: input "image" (uint8 RGB [N, size, size, 3], normalised in the model),
 * output "heatmaps" (float32 [N, maps, size / 4, size / 4]) of the last stack. The maps of earlier stacks are the outputs
 * "heatmaps_stack1", "heatmaps_stack2" …, for visualisation.
 */
export function exportHourglass(
  config: HourglassConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = createGraph();
  const { stacks } = buildHourglass(graph, config, 1);
  if (stacks.length === 0) {
    throw new RangeError("An hourglass network needs at least one stack.");
  }
  const outputs = Object.fromEntries(
    stacks.map((stack, k) => [
      k === stacks.length - 1 ? "heatmaps" : `heatmaps_stack${k + 1}`,
      toMaps(stack),
    ]),
  );
  const freeBatch = Object.entries(outputs).map(
    ([name, { shape }]) => [name, ["N", ...shape.slice(1)]] as const,
  );
  return encodeModel(graph, {
    outputs,
    weights,
    halfPrecision: true,
    dimensions: {
      image: ["N", config.inputSize, config.inputSize, 3],
      ...Object.fromEntries(freeBatch),
    },
  });
}

/**
 * The windows that weights are validated on, the same at every call.
 *
 * @param drawn share of them over which an object is drawn.
 */
export async function validationWindows(
  options: Pick<ValidationOptions, "windows" | "seed">,
  folders: readonly LandmarkFolder[],
  drawn: number,
): Promise<LandmarkWindow[]> {
  const pairs = await listWeightedPairs(folders);
  const count = Math.min(options.windows, pairs.length);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * pairs.length) / count));
  return Promise.all(
    chosen.flatMap((index) => {
      const pair = pairs[index];
      if (pair === undefined) return [];
      const random = randomFrom(mixSeed(options.seed, index));
      return [
        readLandmarkSample(pair).then((s) =>
          augment(s, random, { ...VALIDATION_AUGMENT, occlude: drawn }, occlude),
        ),
      ];
    }),
  );
}
