// Calibration: what is normal for this driver. It is learned once, at the start of a drive, from where the head points
// most of the time and how open the eyes usually are, and then stays.

import * as z from "zod";
import { lineOfSight, type SightAngles } from "../eyes/lineOfSight.ts";
import { clamp, mean, quantile, robustDeviation } from "../math/statistics.ts";
import type { BaselineSamples, DriverBaseline } from "../report.ts";
import type { EyeOpenness, Face } from "../result.ts";
import { baselineSamplesSchema, baselineSchema, nullableNumber } from "../schemas.ts";
import { cameraView } from "./cabin.ts";
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
  /** What the baseline rests on; null without one, when it was given, or in states of earlier versions. */
  basis: baselineSamplesSchema.nullable().default(null),
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
    basis: null,
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

const PARTS = ["leftEye", "rightEye", "mouth", "gaze"] as const;
type Part = (typeof PARTS)[number];

function isComplete({ ready, baseline }: Calibration): boolean {
  return (
    ready && baseline !== null && missingParts(baseline).length === 0 && !lacksSpread(baseline)
  );
}

/** Whether it is not known how much this person's open lids vary, as in baselines of earlier versions. */
function lacksSpread({ leftEye, rightEye, lidSpread }: DriverBaseline): boolean {
  return (lidSpread ?? null) === null && (leftEye ?? rightEye) !== null;
}

function missingParts(baseline: DriverBaseline): Part[] {
  return PARTS.filter((part) => (baseline[part] ?? null) === null);
}

function sampleOf(face: Face): DriverBaseline {
  const { pose, eyes, mouth } = face;
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
    gaze: gazeOf(face),
  };
}

/** Where the eyes look relative to the head, when that is certain enough. */
function gazeOf(face: Face): SightAngles | null {
  const sight = lineOfSight(face);
  if (!sight.known || sight.deviation > CALIBRATION.mostUncertainGaze) return null;
  return { yaw: sight.yaw, pitch: sight.pitch };
}

/** Finds the neutral direction, and what is usual for the eyes and the mouth while the head points there. */
function findNeutral(calibration: Calibration, profile: DriverProfile): Calibration {
  const { seconds, provisional, longest, prevailing, spread } = profile.calibration;
  const { samples, seen, baseline } = calibration;
  if (seen < provisional) return calibration;
  if (samples.length % CALIBRATION.searchEvery !== 0 && baseline !== null) return calibration;
  const near = prevailingSamples(samples, spread, profile);
  const ready = (seen >= seconds && near.length >= prevailing * samples.length) || seen >= longest;
  const angle = (name: "yaw" | "pitch" | "roll") => mean(near.map((sample) => sample[name]));
  const enough = ready ? CALIBRATION.partSamples : CALIBRATION.provisionalPartSamples;
  const usual = usualParts(near, enough, profile);
  const found = {
    yaw: angle("yaw"),
    pitch: angle("pitch"),
    roll: angle("roll"),
    ...usual.parts,
    lidSpread: usual.lidSpread,
  };
  const basis = { head: near.length, ...usual.basis };
  return { ...calibration, baseline: found, basis, ready, samples: ready ? [] : samples };
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
  const missing = missingParts(baseline);
  const shows = (part: Part) => (sample[part] ?? null) !== null;
  const showsLids = lacksSpread(baseline) && (shows("leftEye") || shows("rightEye"));
  if (!isNear || !(missing.some(shows) || showsLids)) return calibration;
  const samples = [...calibration.samples, sample].slice(-CALIBRATION.lateSamples);
  const found = usualParts(samples, CALIBRATION.partSamples, profile);
  const only = <Values extends Readonly<Record<Part, unknown>>>(values: Values): Partial<Values> =>
    Object.assign({}, ...missing.map((part) => ({ [part]: values[part] })));
  return {
    ...calibration,
    baseline: {
      ...baseline,
      ...only(found.parts),
      lidSpread: baseline.lidSpread ?? found.lidSpread,
    },
    basis: calibration.basis && { ...calibration.basis, ...only(found.basis) },
    samples,
  };
}

/**
 * The samples around the direction that has most of them. Unlike a mean, it is not moved by glances. Where the profile
 * knows the camera's place, only directions near straight ahead are tried, if there are any.
 */
function prevailingSamples(
  samples: readonly DriverBaseline[],
  spread: number,
  { cabin }: DriverProfile,
): readonly DriverBaseline[] {
  if (cabin === null) return mostTogether(samples, samples, spread);
  const ahead = cameraView(cabin);
  const likely = samples.filter((one) => angleBetween(one, ahead) <= CALIBRATION.cameraError);
  const isLikely = likely.length >= CALIBRATION.leastAhead * samples.length;
  return mostTogether(samples, isLikely ? likely : samples, spread);
}

/** The points within `spread` of that center which has most of them. */
function mostTogether<Point extends SightAngles>(
  points: readonly Point[],
  centers: readonly SightAngles[],
  spread: number,
): readonly Point[] {
  let best: readonly Point[] = [];
  for (const center of centers) {
    const near = points.filter((point) => angleBetween(point, center) <= spread);
    if (near.length > best.length) best = near;
  }
  return best;
}

function angleBetween(p: SightAngles, q: SightAngles): number {
  return Math.hypot(p.yaw - q.yaw, p.pitch - q.pitch);
}

/**
 * Each part's usual value, null with fewer than `enough` samples, how many samples it rests on, and how much the open lids
 * vary.
 */
function usualParts(
  samples: readonly DriverBaseline[],
  enough: number,
  { calibration }: DriverProfile,
): {
  readonly parts: Pick<DriverBaseline, "leftEye" | "rightEye" | "mouth"> & {
    readonly gaze: SightAngles | null;
  };
  readonly basis: Omit<BaselineSamples, "head">;
  readonly lidSpread: number | null;
} {
  const valuesOf = (part: "leftEye" | "rightEye" | "mouth") =>
    samples.map((sample) => sample[part]).filter((value) => value !== null);
  const [left, right, mouths] = [valuesOf("leftEye"), valuesOf("rightEye"), valuesOf("mouth")];
  const openEye = (values: readonly number[]): number | null => {
    if (values.length < enough) return null;
    const open = quantile(values, calibration.openQuantile);
    return open >= calibration.leastOpen ? open : null;
  };
  // Glances by the eyes alone do not move it either: the direction that most of them share counts.
  const gazes = samples.map(({ gaze }) => gaze ?? null).filter((gaze) => gaze !== null);
  const shared = mostTogether(gazes, gazes, CALIBRATION.gazeSpread);
  const isEnough = gazes.length >= enough && shared.length >= calibration.prevailing * enough;
  const gaze = isEnough
    ? { yaw: mean(shared.map(({ yaw }) => yaw)), pitch: mean(shared.map(({ pitch }) => pitch)) }
    : null;
  const [leftEye, rightEye] = [openEye(left), openEye(right)];
  const spreads = [
    ...(leftEye === null ? [] : [robustDeviation(left) / leftEye]),
    ...(rightEye === null ? [] : [robustDeviation(right) / rightEye]),
  ];
  const parts = {
    leftEye,
    rightEye,
    mouth: mouths.length < enough ? null : quantile(mouths, CALIBRATION.restingMouth),
    gaze,
  };
  const counted = (value: unknown, count: number) => (value === null ? 0 : count);
  return {
    parts,
    lidSpread: spreads.length === 0 ? null : mean(spreads),
    basis: {
      leftEye: counted(parts.leftEye, left.length),
      rightEye: counted(parts.rightEye, right.length),
      mouth: counted(parts.mouth, mouths.length),
      gaze: counted(gaze, shared.length),
    },
  };
}
