// Measures gaze on moments of photographs and videos whose look was labelled by eye: left, centre, right; up, level, down.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { openVideo } from "../../node/video/openVideo.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import { gazeOf } from "../../src/eyes/gaze.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Face } from "../../src/result.ts";
import { largestFace, photographedFace } from "../landmarks/annotatedFace.ts";
import {
  areOpposite,
  bestLimits,
  type ClassedLook,
  type ClassLimits,
  LOOK_CLASSES,
  type LookAxis,
  type LookClass,
  type LookFigures,
  lookFigures,
} from "../metrics/lookClasses.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";
import type { GazePipeline } from "./renderedGaze.ts";

const classes = z.strictObject({
  sideways: z.enum(LOOK_CLASSES.sideways).optional(),
  updown: z.enum(LOOK_CLASSES.updown).optional(),
});
const momentSchema = classes.extend({
  /** Path below the folder of data. */
  file: z.string(),
  /** Seconds from the first frame of a video; without it the file is a photograph with a `.pts` file beside it. */
  time: z.number().min(0).optional(),
  person: z.string(),
  /** Limits are chosen on "tune". A person is in one half. */
  half: z.enum(["tune", "report"]),
  /** Whether the moment was chosen at random, or because eyes seemed to look aside. */
  chosen: z.enum(["random", "aside"]),
  /** The same moment labelled once more, without the first labels in view. */
  second: classes.optional(),
});
const momentsSchema = z.object({
  schema: z.literal("vigil-gaze-moments"),
  version: z.literal(1),
  about: z.string(),
  moments: z.array(momentSchema).min(1),
});

/** A labelled look. An axis that could not be told has no class. */
export type GazeMoment = z.infer<typeof momentSchema>;

/** Reads labelled moments. @throws {Error} naming the file and what is wrong with it. */
export async function readGazeMoments(path: string): Promise<GazeMoment[]> {
  try {
    return momentsSchema.parse(JSON.parse(await readFile(path, "utf8"))).moments;
  } catch (cause) {
    throw new Error(`The labels ${path} cannot be used: ${errorMessage(cause)}`, { cause });
  }
}

type Axes<Value> = Readonly<Record<LookAxis, Value>>;

/** Figures of labelled moments. */
export interface GazeMomentsEvaluation {
  readonly moments: number;
  readonly people: number;
  readonly missed: number;
  /** Moments with a known face and an unknown gaze, by reason. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Chosen on the half "tune". */
  readonly limits: Axes<ClassLimits>;
  /** The half "report", whose people have no part in the limits, as a whole and in parts. */
  readonly groups: Readonly<
    Record<
      | "tune"
      | "report"
      | "report, at random"
      | "report, aside"
      | "report, photographs"
      | "report, videos",
      Axes<LookFigures>
    >
  >;
  /** Labels that were given twice. */
  readonly agreement: Axes<{
    readonly twice: number;
    readonly same: number;
    readonly opposite: number;
  }>;
  readonly broken: readonly BrokenFile[];
}

interface Measured extends GazeMoment {
  readonly gaze: Readonly<Record<LookAxis, number>> | null;
}

/**
 * Measures labelled moments with the whole pipeline, each image alone. Limits between the classes are chosen on the half "tune".
 *
 * @param root the folder that the moments' files are relative to.
 * @throws {Error} when not one moment can be measured.
 */
export async function evaluateGazeMoments(
  root: string,
  moments: readonly GazeMoment[],
  pipeline: GazePipeline,
  onProgress: () => void = () => {},
): Promise<GazeMomentsEvaluation> {
  const measured: Measured[] = [];
  const broken: BrokenFile[] = [];
  const unknown: Record<string, number> = {};
  let missed = 0;
  const add = (moment: GazeMoment, face: Face | null | undefined) => {
    const gaze = face ? gazeOf(face) : null;
    if (gaze === null) missed++;
    else if (!gaze.known) unknown[gaze.reason] = (unknown[gaze.reason] ?? 0) + 1;
    measured.push({
      ...moment,
      gaze: gaze?.known ? { sideways: gaze.yaw, updown: gaze.pitch } : null,
    });
    onProgress();
  };
  for (const file of new Set(moments.map((moment) => moment.file))) {
    const path = join(root, file);
    const own = moments.filter((moment) => moment.file === file);
    try {
      for (const moment of own.filter(({ time }) => time === undefined)) {
        add(moment, await photographedFace(path, pipeline));
      }
      for await (const { moment, frame } of framesAt(path, own)) {
        add(moment, largestFace((await pipeline.analyze(frame)).faces));
      }
    } catch (cause) {
      broken.push(brokenFile(path, cause));
    }
  }
  checkMeasured(measured.length, moments.length, "moments", broken);
  const tune = measured.filter(({ half }) => half === "tune");
  const report = measured.filter(({ half }) => half === "report");
  const limits = onAxes((axis) => bestLimits(axis, looksOf(tune, axis)));
  const figures = (looks: readonly Measured[]) =>
    onAxes((axis) => lookFigures(axis, looksOf(looks, axis), limits[axis]));
  return {
    moments: measured.length,
    people: new Set(measured.map(({ person }) => person)).size,
    missed,
    unknown,
    limits,
    groups: {
      tune: figures(tune),
      report: figures(report),
      "report, at random": figures(report.filter(({ chosen }) => chosen === "random")),
      "report, aside": figures(report.filter(({ chosen }) => chosen === "aside")),
      "report, photographs": figures(report.filter(({ time }) => time === undefined)),
      "report, videos": figures(report.filter(({ time }) => time !== undefined)),
    },
    agreement: onAxes((axis) => agreementOf(moments, axis)),
    broken,
  };
}

/** Times in files of labels are rounded; frames lie further apart than this, seconds. */
const ROUNDING = 0.002;

/** The frames of a video at the labelled times, in the order of time. @throws {Error} when the video ends before one. */
async function* framesAt(
  path: string,
  moments: readonly GazeMoment[],
): AsyncGenerator<{ readonly moment: GazeMoment; readonly frame: Frame }> {
  const wanted = moments
    .flatMap((moment) => (moment.time === undefined ? [] : [{ moment, time: moment.time }]))
    .sort((p, q) => p.time - q.time);
  if (wanted.length === 0) return;
  if (!existsSync(path)) throw new Error(`There is no video ${path}.`);
  let next = 0;
  for await (const { timestamp, frame } of await openVideo(path)) {
    for (; next < wanted.length && timestamp >= wanted[next].time - ROUNDING; next++) {
      yield { moment: wanted[next].moment, frame };
    }
    if (next === wanted.length) return;
  }
  throw new Error(`${path} ends before the labelled time ${wanted[next].time} s.`);
}

function onAxes<Value>(value: (axis: LookAxis) => Value): Axes<Value> {
  return { sideways: value("sideways"), updown: value("updown") };
}

function looksOf(measured: readonly Measured[], axis: LookAxis): ClassedLook[] {
  return measured.flatMap(({ [axis]: label, gaze }) =>
    label === undefined ? [] : [{ label, angle: gaze?.[axis] ?? null }],
  );
}

function agreementOf(moments: readonly GazeMoment[], axis: LookAxis) {
  const pairs = moments.flatMap(({ [axis]: first, second }): [LookClass, LookClass][] => {
    const again = second?.[axis];
    return first === undefined || again === undefined ? [] : [[first, again]];
  });
  return {
    twice: pairs.length,
    same: pairs.filter(([p, q]) => p === q).length,
    opposite: pairs.filter(([p, q]) => areOpposite(axis, p, q)).length,
  };
}
