// Calibration: what is normal for this driver. It is learned once, at the start of a drive, from where the head points
// most of the time and how open the eyes usually are, and then stays.

import * as z from "zod";
import { clamp, mean, quantile } from "../math/statistics.ts";
import type { DriverBaseline } from "../report.ts";
import type { EyeOpenness, Face } from "../result.ts";
import { baselineSchema, nullableNumber } from "../schemas.ts";
import { CALIBRATION } from "./constants.ts";
import { closedProbability, openingProblem } from "./eyeClosure.ts";
import type { DriverProfile } from "./profile.ts";

export const calibrationSchema = z.object({
  /** Seconds with the head in view. */
  seen: z.number(),
  /** Angles and openness in earlier frames. */
  samples: z.array(baselineSchema),
  /** Time of the last sample. */
  sampledAt: nullableNumber,
  /** Parts that have not been seen enough are null. */
  baseline: baselineSchema.nullable(),
  /** Whether the neutral direction is fixed. */
  ready: z.boolean(),
  /** How far the lids went down in the first blinks, as a share of the open eye. */
  blinkDepths: z.array(z.number()),
  /** Whether the caller gave the baseline. It is then kept until `recalibrate`. */
  given: z.boolean(),
});

export type Calibration = Readonly<z.infer<typeof calibrationSchema>>;

/** The start of a calibration, or its result when the baseline is given. */
export function beginCalibration(given: DriverBaseline | null): Calibration {
  return {
    seen: 0,
    samples: [],
    sampledAt: null,
    baseline: given,
    ready: given !== null,
    blinkDepths: [],
    given: given !== null,
  };
}

/** 0..1; 1 when the neutral direction is fixed. */
export function calibrationProgress(
  { ready, seen }: Calibration,
  { calibration }: DriverProfile,
): number {
  return ready ? 1 : Math.min(seen / calibration.seconds, 0.99);
}

/**
 * Openness of a shut eye by its landmarks, as a share of the open eye's: the landmarks of both lids do not quite meet,
 * least of all behind glasses. The deeper ones of the driver's first blinks show it.
 */
export function shutEyeShare({ blinkDepths }: Calibration, { eyes }: DriverProfile): number {
  if (blinkDepths.length < CALIBRATION.firstBlinks) return eyes.shut;
  const depth = quantile(blinkDepths, CALIBRATION.blinkDepth);
  return clamp(1 - depth, CALIBRATION.leastShut, eyes.mostShut);
}

/** Adds the depth of a blink, until there are enough of them. */
export function addBlinkDepth(calibration: Calibration, depth: number): Calibration {
  const { ready, blinkDepths } = calibration;
  if (!ready || blinkDepths.length >= CALIBRATION.lastBlinks) return calibration;
  return { ...calibration, blinkDepths: [...blinkDepths, depth] };
}

/** What a frame contributes to the calibration. */
export interface CalibrationSample {
  readonly time: number;
  /** Seconds since the frame before; 0 when there is none or a gap lies between. */
  readonly elapsed: number;
  /** Null when the head's direction is unknown or the vehicle is known to stand. */
  readonly face: Face | null;
}

/** Takes in one frame. A part of the baseline that is fixed no longer changes. */
export function calibrate(
  calibration: Calibration,
  { face, time, elapsed }: CalibrationSample,
  profile: DriverProfile,
): Calibration {
  if (face === null) return calibration;
  const { ready, sampledAt, samples } = calibration;
  const seen = ready ? calibration.seen : calibration.seen + elapsed;
  const isDue = sampledAt === null || time - sampledAt >= CALIBRATION.sampleEvery;
  if (!isDue || isComplete(calibration)) return { ...calibration, seen };
  const sample = sampleOf(face);
  const next = { ...calibration, seen, sampledAt: time };
  return ready
    ? findMissingParts(next, sample, profile)
    : findNeutral({ ...next, samples: [...samples, sample] }, profile);
}

const PARTS = ["leftEye", "rightEye", "mouth"] as const;

function isComplete({ ready, baseline }: Calibration): boolean {
  return ready && baseline !== null && PARTS.every((part) => baseline[part] !== null);
}

function sampleOf({ pose, eyes, mouth }: Face): DriverBaseline {
  // An eye that is probably closed, or in which the network sees no eye, shows nothing of the open eye.
  const open = (eye: EyeOpenness) =>
    openingProblem(eye) !== null || (closedProbability(eye) ?? 0) > CALIBRATION.closedEye
      ? null
      : eye.openness;
  return {
    yaw: pose.yaw,
    pitch: pose.pitch,
    roll: pose.roll,
    leftEye: open(eyes.left),
    rightEye: open(eyes.right),
    mouth: mouth.openness,
  };
}

/** Finds the neutral direction, and what is usual for the eyes and the mouth while the head points there. */
function findNeutral(calibration: Calibration, profile: DriverProfile): Calibration {
  const { seconds, provisional, longest, prevailing, spread } = profile.calibration;
  const { samples, seen, baseline } = calibration;
  if (seen < provisional) return calibration;
  if (samples.length % CALIBRATION.searchEvery !== 0 && baseline !== null) return calibration;
  const near = prevailingSamples(samples, spread);
  const ready = (seen >= seconds && near.length >= prevailing * samples.length) || seen >= longest;
  const angle = (name: "yaw" | "pitch" | "roll") => mean(near.map((sample) => sample[name]));
  const enough = ready ? CALIBRATION.partSamples : CALIBRATION.provisionalPartSamples;
  const found = {
    yaw: angle("yaw"),
    pitch: angle("pitch"),
    roll: angle("roll"),
    ...usualOpenness(near, enough, profile),
  };
  return { ...calibration, baseline: found, ready, samples: ready ? [] : samples };
}

/** Learns parts that could not be seen at first, such as eyes behind sunglasses that are taken off later. */
function findMissingParts(
  calibration: Calibration,
  sample: DriverBaseline,
  profile: DriverProfile,
): Calibration {
  const { baseline } = calibration;
  if (baseline === null) return calibration;
  const isNear = angleBetween(sample, baseline) <= profile.calibration.spread;
  const missing = PARTS.filter((part) => baseline[part] === null);
  if (!isNear || missing.every((part) => sample[part] === null)) return calibration;
  const samples = [...calibration.samples, sample].slice(-CALIBRATION.lateSamples);
  const found = usualOpenness(samples, CALIBRATION.partSamples, profile);
  const completed = { ...baseline };
  for (const part of missing) completed[part] = found[part];
  return { ...calibration, baseline: completed, samples };
}

/** The samples around the direction that has most of them. Unlike a mean, it is not moved by glances. */
function prevailingSamples(
  samples: readonly DriverBaseline[],
  spread: number,
): readonly DriverBaseline[] {
  let best: readonly DriverBaseline[] = [];
  for (const center of samples) {
    const near = samples.filter((sample) => angleBetween(sample, center) <= spread);
    if (near.length > best.length) best = near;
  }
  return best;
}

function angleBetween(p: DriverBaseline, q: DriverBaseline): number {
  return Math.hypot(p.yaw - q.yaw, p.pitch - q.pitch);
}

/** The openness of open eyes and of the mouth at rest; null for a part with fewer than `enough` samples. */
function usualOpenness(
  samples: readonly DriverBaseline[],
  enough: number,
  { calibration }: DriverProfile,
): Pick<DriverBaseline, "leftEye" | "rightEye" | "mouth"> {
  const valuesOf = (part: (typeof PARTS)[number]) =>
    samples.map((sample) => sample[part]).filter((value) => value !== null);
  const eye = (part: "leftEye" | "rightEye"): number | null => {
    const values = valuesOf(part);
    if (values.length < enough) return null;
    const open = quantile(values, calibration.openQuantile);
    return open >= calibration.leastOpen ? open : null;
  };
  const mouths = valuesOf("mouth");
  return {
    leftEye: eye("leftEye"),
    rightEye: eye("rightEye"),
    mouth: mouths.length < enough ? null : quantile(mouths, CALIBRATION.restingMouth),
  };
}
