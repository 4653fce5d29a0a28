// Head-pose errors by how far the head is turned.

import type { Angles } from "../../src/pose/poseCorrection.ts";

/** What is true of one face, and what was said. */
export interface PoseSample {
  readonly truth: Angles;
  /** `null` when the face was not found. */
  readonly said: Angles | null;
}

/** Errors of the faces of one bin. */
export interface PoseBin {
  /** |yaw| before the camera, degrees: from, and below. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  /** Frames in which the driver's face was not found. */
  readonly missed: number;
  /** Mean absolute error, degrees, of frames in which it was; null without any. */
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
}

/** Errors of all faces that are turned by no more than a limit. */
export interface PoseRange extends Omit<PoseBin, "from"> {
  /** Mean of the three angles' errors, as head-pose sets are reported (AFLW2000-3D, BIWI); null without any. */
  readonly mean: number | null;
}

/** The ranges' ends, degrees: where the driver looks at most while driving, and all that shows a face. */
const RANGES = [45, 75];
/** The bins' ends, degrees. */
const BINS = [0, 15, 30, 45, 60, 75, 90];

/** The part of the samples whose true |yaw| falls in each bin, by bin. */
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

/** Mean absolute errors by |yaw|. */
export function poseBins(samples: readonly PoseSample[]): PoseBin[] {
  return byYaw(samples, ({ truth }) => truth.yaw).map(({ from, to, samples: inBin }) => ({
    from,
    to,
    ...poseFigures(inBin),
  }));
}

/** Mean absolute errors of the faces turned by at most 45°, and by at most 75°. */
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

/** How many there are, how many were missed, and the mean absolute errors of the others; null without any. */
export function poseFigures(samples: readonly PoseSample[]): Omit<PoseBin, "from" | "to"> {
  const error = (angle: keyof Angles) =>
    meanOrNull(
      samples.flatMap(({ truth, said }) =>
        said === null ? [] : [Math.abs(said[angle] - truth[angle])],
      ),
    );
  return {
    frames: samples.length,
    missed: samples.filter(({ said }) => said === null).length,
    yaw: error("yaw"),
    pitch: error("pitch"),
    roll: error("roll"),
  };
}

/** The mean; null of nothing. */
export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A share of a whole; null of nothing. */
export function shareOrNull(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
