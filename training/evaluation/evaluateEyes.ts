// Measures the eye-state network on eye crops, and it with the landmarks on labelled faces.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { eyeState } from "../../src/eyes/eyeState.ts";
import { type EyeCalibration, predictEyes, probabilityOf } from "../../src/eyes/predictEyes.ts";
import type { Frame } from "../../src/image/frame.ts";
import { boundingBox, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { EyesCard } from "../../src/modelCard.ts";
import type { Network } from "../../src/network/network.ts";
import type { Face } from "../../src/result.ts";
import { type EyeFile, readEyePatch } from "../eyes/dataset.ts";
import { lookAtPatches } from "../eyes/model.ts";
import { readLandmarks, readRgbFrame } from "../landmarks/dataset.ts";
import { type EyeReport, eyeReport, type JudgedEye, reportsBy } from "../metrics/eyeMetrics.ts";
import type { BrokenFile } from "./evaluateLandmarks.ts";

/** The network alone, on crops. */
export interface CropEvaluation {
  readonly all: EyeReport;
  /** By what the file names tell. */
  readonly by: Readonly<Record<string, Readonly<Record<string, EyeReport>>>>;
  /** The surest mistakes first. */
  readonly wrong: readonly { readonly path: string; readonly probability: number }[];
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures the network on eye crops whose names carry their labels.
 *
 * @throws {Error} when not one crop could be read.
 */
export async function evaluateEyeCrops(
  files: readonly EyeFile[],
  model: Uint8Array,
  calibration: EyeCalibration,
): Promise<CropEvaluation> {
  const read: { file: EyeFile; patch: Awaited<ReturnType<typeof readEyePatch>> }[] = [];
  const broken: BrokenFile[] = [];
  for (const file of files) {
    try {
      read.push({ file, patch: await readEyePatch(file.path) });
    } catch (cause) {
      const message = errorMessage(cause);
      broken.push({ path: file.path, message });
    }
  }
  if (read.length === 0) throw new Error(`Not one of ${files.length} eye crops could be read.`);
  const logits = await lookAtPatches(
    model,
    read.map(({ patch }) => patch),
  );
  const eyes = read.map(({ file }, i) => {
    const probability = 1 - probabilityOf(logits[i]?.open ?? Number.NaN, calibration.open);
    return { ...file, closed: !file.open, probability };
  });
  return {
    all: eyeReport(eyes),
    by: {
      glasses: reportsBy(eyes, ({ glasses }) => (glasses ? "yes" : "no")),
      reflections: reportsBy(eyes, ({ reflections }) => reflections),
      lighting: reportsBy(eyes, ({ lighting }) => lighting),
      sensor: reportsBy(eyes, ({ sensor }) => String(sensor)),
      subject: reportsBy(eyes, ({ subject }) => subject),
    },
    wrong: eyes
      .filter(({ closed, probability }) => probability > 0.5 !== closed)
      .sort((p, q) => Math.abs(q.probability - 0.5) - Math.abs(p.probability - 0.5))
      .map(({ path, probability }) => ({ path, probability })),
    broken,
  };
}

const stateSchema = z.enum(["open", "closed"]);
const labelsSchema = z.object({
  about: z.string(),
  eyes: z.record(
    z.string(),
    z.object({ left: stateSchema.optional(), right: stateSchema.optional() }),
  ),
});

/** Eyes of photographs, labelled by hand: which are open and which are closed, by the photograph's path. */
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

/** Landmarks alone, the network alone, and both, on the same eyes of whole faces. */
export interface FaceEyesEvaluation {
  readonly photographs: number;
  /** Photographs whose face was not found; their eyes count as untold. */
  readonly missed: number;
  readonly landmarks: EyeReport;
  readonly network: EyeReport;
  readonly both: EyeReport;
}

/** What is measured: the road to faces, and the eye-state network with its card. */
export interface EyeRoad {
  analyze(frame: Frame): Promise<{ readonly faces: readonly Face[] }>;
  readonly network: Pick<Network, "run">;
  readonly card: EyesCard;
}

/** A found face counts for the annotated one when their landmarks' boxes overlap by at least this (IoU). */
const MATCH_OVERLAP = 0.3;

/**
 * Measures all three on labelled eyes of photographs with a `.pts` file beside each, which says which face.
 * Only landmarks decide whether an eye is hidden in "landmarks", only the network in "network".
 *
 * @param root the folder that the labels' paths are relative to.
 */
export async function evaluateFaceEyes(
  { eyes: labels }: EyeLabelFile,
  root: string,
  { analyze, network, card: { runtime } }: EyeRoad,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<FaceEyesEvaluation> {
  const judged = { landmarks: [], network: [], both: [] } as Record<
    "landmarks" | "network" | "both",
    JudgedEye[]
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
    const [looks] = face ? await predictEyes(network, frame, [face.landmarks], runtime) : [];
    for (const eye of ["left", "right"] as const) {
      const state = label[eye];
      if (state === undefined) continue;
      const closed = state === "closed";
      const measure = face?.eyes[eye] ?? { openness: null, valid: false };
      const look = looks?.[eye] ?? null;
      const alone = eyeState(measure, null, runtime.join).closedProbability;
      const seen = look !== null && look.seen >= runtime.join.leastSeen;
      judged.landmarks.push({ closed, probability: alone });
      judged.network.push({ closed, probability: seen ? 1 - look.open : null });
      const both = eyeState(measure, look, runtime.join).closedProbability;
      judged.both.push({ closed, probability: both });
    }
    onProgress(index + 1, entries.length);
  }
  return {
    photographs: entries.length,
    missed,
    landmarks: eyeReport(judged.landmarks),
    network: eyeReport(judged.network),
    both: eyeReport(judged.both),
  };
}
