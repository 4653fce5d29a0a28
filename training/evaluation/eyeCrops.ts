// Measures the eye-state network alone on labelled eye crops.

import { type EyeCalibration, probabilityOf } from "../../src/eyes/predictEyes.ts";
import { type EyeFile, readEyePatch } from "../eyes/dataset.ts";
import { predictPatches } from "../eyes/model.ts";
import { type EyeReport, eyeReport, reportsBy } from "../metrics/eyeMetrics.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** Figures of the network alone. */
export interface CropEvaluation {
  readonly all: EyeReport;
  /** By the conditions in the file names. */
  readonly by: Readonly<Record<string, Readonly<Record<string, EyeReport>>>>;
  /** Wrong eyes, those with the highest confidence first. */
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
      broken.push(brokenFile(file.path, cause));
    }
  }
  checkMeasured(read.length, files.length, "eye crops", broken);
  const logits = await predictPatches(
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
