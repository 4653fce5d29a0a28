// Head-pose errors by yaw.

import type { Angles } from "../../src/pose/poseCorrection.ts";

/** The true and the estimated pose of one face. */
export interface PoseSample {
  readonly truth: Angles;
  /** `null` when the face was not found. */
  readonly estimated: Angles | null;
}

/** Errors of the faces of one bin. */
export interface PoseBin {
  /** Bounds of |yaw| relative to the camera, degrees. The upper one is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  /** Frames in which the driver's face was not found. */
  readonly missed: number;
  /** Mean absolute error, degrees, of the frames with a face; `null` without any. */
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
}

/** Errors of all faces up to a limit of |yaw|. */
export interface PoseRange extends Omit<PoseBin, "from"> {
  /** Mean error of the three angles, as papers report it on AFLW2000-3D and BIWI; `null` without any. */
  readonly mean: number | null;
}

/** Limits of |yaw|, degrees: normal driving, and all views that still show a face. */
const RANGES = [45, 75];
/** Bounds of the bins of |yaw|, degrees. */
const BINS = [0, 15, 30, 45, 60, 75, 90];

/** The samples of each bin of |yaw|. */
export function byYaw<Sample>(
  samples: readonly Sample[],
  yawOf: (sample: Sample) => number,
): { readonly from: number; readonly to: number; readonly samples: readonly Sample[] }[] {
  return BINS.slice(1).map((to, k) => {
    const from = BINS[k];
    const inBin = (yaw: number) => yaw >= from && yaw < to;
    return { from, to, samples: samples.filter((sample) => inBin(Math.abs(yawOf(sample)))) };
  });
}

/** Mean absolute errors for each bin of |yaw|. */
export function poseBins(samples: readonly PoseSample[]): PoseBin[] {
  return byYaw(samples, ({ truth }) => truth.yaw).map(({ from, to, samples: inBin }) => ({
    from,
    to,
    ...poseFigures(inBin),
  }));
}

/** Mean absolute errors of the faces with |yaw| up to 45°, and up to 75°. */
export function poseRanges(samples: readonly PoseSample[]): PoseRange[] {
  return RANGES.map((to) => {
    const figures = poseFigures(samples.filter(({ truth }) => Math.abs(truth.yaw) <= to));
    const { yaw, pitch, roll } = figures;
    return {
      to,
      ...figures,
      mean: yaw === null || pitch === null || roll === null ? null : (yaw + pitch + roll) / 3,
    };
  });
}

/** The number of faces, the number of missed ones, and the mean absolute errors of the others. */
export function poseFigures(samples: readonly PoseSample[]): Omit<PoseBin, "from" | "to"> {
  const error = (angle: keyof Angles) =>
    meanOrNull(
      samples.flatMap(({ truth, estimated }) =>
        estimated === null ? [] : [Math.abs(estimated[angle] - truth[angle])],
      ),
    );
  return {
    frames: samples.length,
    missed: samples.filter(({ estimated }) => estimated === null).length,
    yaw: error("yaw"),
    pitch: error("pitch"),
    roll: error("roll"),
  };
}

/** The mean; `null` of an empty list. */
export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A share of a whole; `null` when the whole is empty. */
export function shareOrNull(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
