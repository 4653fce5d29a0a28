// Measures landmarks, the eye-state network and both together on labelled eyes of photographs.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { eyeState } from "../../src/eyes/eyeState.ts";
import { predictEyes } from "../../src/eyes/predictEyes.ts";
import type { Frame } from "../../src/image/frame.ts";
import { boundingBox, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { EyesCard } from "../../src/modelCard.ts";
import type { Network } from "../../src/network/network.ts";
import type { Face } from "../../src/result.ts";
import { readLandmarks, readRgbFrame } from "../landmarks/dataset.ts";
import { type ClassifiedEye, type EyeReport, eyeReport } from "../metrics/eyeMetrics.ts";

const stateSchema = z.enum(["open", "closed"]);
const labelsSchema = z.object({
  about: z.string(),
  eyes: z.record(
    z.string(),
    z.object({ left: stateSchema.optional(), right: stateSchema.optional() }),
  ),
});

/** Eyes labelled by hand as open or closed, by the path of the photograph. */
export type EyeLabelFile = z.infer<typeof labelsSchema>;

/** Reads a file of labels. @throws {Error} naming the file when it cannot be read or is malformed. */
export async function readEyeLabels(path: string): Promise<EyeLabelFile> {
  try {
    return labelsSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const why = errorMessage(cause);
    throw new Error(`The labels ${path} cannot be used: ${why}`, { cause });
  }
}

/** Figures of landmarks alone, the network alone, both together, and of what the pipeline reports, on the same eyes. */
export interface FaceEyesEvaluation {
  readonly photographs: number;
  /** Photographs with a missed face. Their eyes count as unreported. */
  readonly missed: number;
  readonly landmarks: EyeReport;
  readonly network: EyeReport;
  readonly both: EyeReport;
  /** With the gaze network's "shut". */
  readonly pipeline: EyeReport;
}

/** The pipeline to faces, and the eye-state network with its card. */
export interface EyePipeline {
  analyze(frame: Frame): Promise<{ readonly faces: readonly Face[] }>;
  readonly network: Pick<Network, "run">;
  /** How its outputs are read beside the pipeline's landmark network. */
  readonly runtime: EyesCard["runtime"];
}

/** A reported face counts as the annotated one when their landmarks' boxes overlap by at least this (IoU). */
const MATCH_OVERLAP = 0.3;

/**
 * Measures labelled eyes of photographs. The `.pts` file beside a photograph locates the face. In "landmarks" only
 * the landmarks decide whether an eye is hidden, in "network" only the network.
 *
 * @param root the folder that the labels' paths are relative to.
 */
export async function evaluateFaceEyes(
  { eyes: labels }: EyeLabelFile,
  root: string,
  { analyze, network, runtime }: EyePipeline,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<FaceEyesEvaluation> {
  const judged = { landmarks: [], network: [], both: [], pipeline: [] } as Record<
    "landmarks" | "network" | "both" | "pipeline",
    ClassifiedEye[]
  >;
  const entries = Object.entries(labels);
  let missed = 0;
  for (const [index, [path, label]] of entries.entries()) {
    const frame = await readRgbFrame(join(root, path));
    const truth = boundingBox(await readLandmarks(join(root, path.replace(/\.\w+$/, ".pts"))));
    const { faces } = await analyze(frame);
    const face = faces
      .map((each) => ({ each, overlap: intersectionOverUnion(boundingBox(each.landmarks), truth) }))
      .filter(({ overlap }) => overlap >= MATCH_OVERLAP)
      .sort((p, q) => q.overlap - p.overlap)[0]?.each;
    if (face === undefined) missed++;
    const [readings] = face ? await predictEyes(network, frame, [face.landmarks], runtime) : [];
    for (const eye of ["left", "right"] as const) {
      const state = label[eye];
      if (state === undefined) continue;
      const closed = state === "closed";
      const measure = face?.eyes[eye] ?? { openness: null, valid: false };
      const reading = readings?.[eye] ?? null;
      const alone = eyeState(measure, null, runtime.join).closedProbability;
      const visible = reading !== null && reading.seen >= runtime.join.leastSeen;
      judged.landmarks.push({ closed, probability: alone });
      judged.network.push({ closed, probability: visible ? 1 - reading.open : null });
      const both = eyeState(measure, reading, runtime.join).closedProbability;
      judged.both.push({ closed, probability: both });
      judged.pipeline.push({ closed, probability: face?.eyes[eye].closed ?? null });
    }
    onProgress(index + 1, entries.length);
  }
  return {
    photographs: entries.length,
    missed,
    landmarks: eyeReport(judged.landmarks),
    network: eyeReport(judged.network),
    both: eyeReport(judged.both),
    pipeline: eyeReport(judged.pipeline),
  };
}
