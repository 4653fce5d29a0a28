// What is normal for this driver: learned once, early, from where the head mostly points and eyes mostly are.

import * as z from "zod";
import type { DriverBaseline, Perhaps } from "../report.ts";
import type { EyeOpenness, Face } from "../result.ts";
import { baselineSchema, perhaps } from "../schemas.ts";
import { closedProbability, openingProblem } from "./eyeClosure.ts";
import { clamp, mean, quantile } from "./numbers.ts";
import type { DriverProfile } from "./profile.ts";

export const learningSchema = z.object({
  /** Seconds with the head in view. */
  seen: z.number(),
  /** Frames of the past, at least `SAMPLE_EVERY` apart: angles and openness. */
  samples: z.array(baselineSchema),
  sampledAt: perhaps,
  /** What is gone by now; parts that were never seen are null. */
  baseline: baselineSchema.nullable(),
  /** Whether the direction is fixed. */
  ready: z.boolean(),
  /** How far down the lids went, as a share of the open eye, in the first blinks seen well. */
  depths: z.array(z.number()),
  /** Given from outside: never forgotten by itself. */
  given: z.boolean(),
});

export type Learning = Readonly<z.infer<typeof learningSchema>>;

/** Blinks from which, and up to which, the shut eye is learned. */
const FIRST_BLINKS = 6;
const LAST_BLINKS = 12;
/** A shut eye is never less open than this share. */
const LEAST_SHUT = 0.05;
/** Seconds between samples: neighbouring frames tell nothing new. */
const SAMPLE_EVERY = 0.1;
/** Values of an eye or the mouth that fix what is normal for it, and those for a first guess. */
const ENOUGH = 30;
const ENOUGH_TO_GUESS = 15;
/** Parts seen for the first time later are learned from so many of the last samples. */
const MOST_LATE_SAMPLES = 100;

/** The start of learning, or the end of it when the baseline is given. */
export function beginLearning(given: DriverBaseline | null): Learning {
  return {
    seen: 0,
    samples: [],
    sampledAt: null,
    baseline: given,
    ready: given !== null,
    depths: [],
    given: given !== null,
  };
}

/** 0..1; 1 when the direction is fixed. */
export function learningProgress(learning: Learning, { calibration }: DriverProfile): number {
  return learning.ready ? 1 : Math.min(learning.seen / calibration.seconds, 0.99);
}

/**
 * What a shut eye's landmarks measure, as a share of the open eye: by the deeper of the first dozen blinks, as landmarks of lids
 * that meet do not meet, behind glasses least of all.
 */
export function shutShare({ depths }: Learning, { eyes }: DriverProfile): number {
  if (depths.length < FIRST_BLINKS) return eyes.shut;
  return clamp(1 - quantile(depths, 0.75), LEAST_SHUT, eyes.mostShut);
}

/** Takes in how far a blink went. Like the rest it is learned early and then stays. */
export function learnBlink(learning: Learning, depth: number): Learning {
  if (!learning.ready || learning.depths.length >= LAST_BLINKS) return learning;
  return { ...learning, depths: [...learning.depths, depth] };
}

/** What a frame can teach. */
export interface Lesson {
  readonly time: number;
  /** Seconds since the frame before; 0 when there is none or a gap lies between. */
  readonly elapsed: number;
  /** The face, when its direction is known and the vehicle is not known to stand; else null. */
  readonly face: Face | null;
}

/** Takes in one frame. Once fixed, a part of the baseline is not moved any more. */
export function learn(learning: Learning, lesson: Lesson, profile: DriverProfile): Learning {
  const { face, time, elapsed } = lesson;
  if (face === null) return learning;
  const seen = learning.ready ? learning.seen : learning.seen + elapsed;
  const due = learning.sampledAt === null || time - learning.sampledAt >= SAMPLE_EVERY;
  if (!due || isComplete(learning)) return { ...learning, seen };
  const sample = sampleOf(face);
  const next = { ...learning, seen, sampledAt: time };
  return learning.ready
    ? learnLate(next, sample, profile)
    : learnFirst({ ...next, samples: [...learning.samples, sample] }, profile);
}

function isComplete({ ready, baseline }: Learning): boolean {
  return ready && baseline !== null && PARTS.every((part) => baseline[part] !== null);
}

const PARTS = ["leftEye", "rightEye", "mouth"] as const;

function sampleOf({ pose, eyes, mouth }: Face): DriverBaseline {
  // What the network takes for a shut eye, or for none, says nothing of the open one.
  const open = (eye: EyeOpenness) =>
    openingProblem(eye) !== null || (closedProbability(eye) ?? 0) > 0.5 ? null : eye.openness;
  return {
    yaw: pose.yaw,
    pitch: pose.pitch,
    roll: pose.roll,
    leftEye: open(eyes.left),
    rightEye: open(eyes.right),
    mouth: mouth.openness,
  };
}

function learnFirst(learning: Learning, profile: DriverProfile): Learning {
  const { seconds, provisional, longest, prevailing, spread } = profile.calibration;
  const { samples, seen } = learning;
  if (seen < provisional) return learning;
  // The costly search for the commonest direction, twice a second.
  if (samples.length % 5 !== 0 && learning.baseline !== null) return learning;
  const near = commonest(samples, spread);
  const ready = (seen >= seconds && near.length >= prevailing * samples.length) || seen >= longest;
  const angle = (name: "yaw" | "pitch" | "roll") => mean(near.map((sample) => sample[name]));
  const baseline = {
    yaw: angle("yaw"),
    pitch: angle("pitch"),
    roll: angle("roll"),
    ...partsOf(near, ready ? ENOUGH : ENOUGH_TO_GUESS, profile),
  };
  return { ...learning, baseline, ready, samples: ready ? [] : samples };
}

/** Learns what could not be seen at first, such as eyes behind sunglasses that are taken off. */
function learnLate(learning: Learning, sample: DriverBaseline, profile: DriverProfile): Learning {
  const { baseline } = learning;
  if (baseline === null) return learning;
  const isNear = distance(sample, baseline) <= profile.calibration.spread;
  const missing = PARTS.filter((part) => baseline[part] === null);
  if (!isNear || missing.every((part) => sample[part] === null)) return learning;
  const samples = [...learning.samples, sample].slice(-MOST_LATE_SAMPLES);
  const found = partsOf(samples, ENOUGH, profile);
  const completed = { ...baseline };
  for (const part of missing) completed[part] = found[part];
  return { ...learning, baseline: completed, samples };
}

/** The samples around the direction that has the most of them: a mode, which glances do not move. */
function commonest(samples: readonly DriverBaseline[], spread: number): readonly DriverBaseline[] {
  let best: readonly DriverBaseline[] = [];
  for (const center of samples) {
    const near = samples.filter((sample) => distance(sample, center) <= spread);
    if (near.length > best.length) best = near;
  }
  return best;
}

function distance(p: DriverBaseline, q: DriverBaseline): number {
  return Math.hypot(p.yaw - q.yaw, p.pitch - q.pitch);
}

function partsOf(
  samples: readonly DriverBaseline[],
  enough: number,
  { calibration }: DriverProfile,
): Pick<DriverBaseline, "leftEye" | "rightEye" | "mouth"> {
  const valuesOf = (part: (typeof PARTS)[number]) =>
    samples.map((sample) => sample[part]).filter((value) => value !== null);
  const eye = (part: "leftEye" | "rightEye"): Perhaps => {
    const values = valuesOf(part);
    if (values.length < enough) return null;
    const open = quantile(values, calibration.openQuantile);
    return open >= calibration.leastOpen ? open : null;
  };
  const mouths = valuesOf("mouth");
  return {
    leftEye: eye("leftEye"),
    rightEye: eye("rightEye"),
    // Talking opens the mouth half of the time: the lower half is rest.
    mouth: mouths.length < enough ? null : quantile(mouths, 0.25),
  };
}
