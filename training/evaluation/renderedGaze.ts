// Measures gaze on rendered faces and close-ups, whose gaze is known exactly.

import { readFile } from "node:fs/promises";
import * as z from "zod";
import { eyeWidth } from "../../src/eyes/eyeCrop.ts";
import { gazeOf } from "../../src/eyes/gaze.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Face } from "../../src/result.ts";
import { type FacePipeline, findAnnotatedFace } from "../landmarks/annotatedFace.ts";
import { type LandmarkPair, readLandmarkSample } from "../landmarks/dataset.ts";
import { angleBetween, type Direction } from "../metrics/gazeMetrics.ts";
import { meanOrNull } from "../metrics/poseBins.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** The pipeline from an image to faces with gaze. */
export type GazePipeline = FacePipeline<Face>;

/** Predicts the faces of a close-up, which has no whole face: landmarks and pose are given. */
export type CloseUpPipeline = (
  frame: Frame,
  face: Pick<Face, "landmarks" | "pose">,
) => Promise<Face | null>;

const truthSchema = z.object({
  pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  gaze: z.object({ yaw: z.number(), pitch: z.number() }),
  eyes: z.object({
    left: z.object({ opening: z.number() }),
    right: z.object({ opening: z.number() }),
  }),
  camera: z.object({ focal: z.number().positive(), centerX: z.number(), centerY: z.number() }),
  worn: z.object({ glasses: z.enum(["none", "clear", "tinted", "sun"]) }),
  seed: z.number(),
  landmarks: z.array(z.object({ visibility: z.string() })).length(68),
});

/** Mean angles of a group of faces. */
interface GroupFigures {
  readonly faces: number;
  readonly unknown: number;
  /** Mean and median angle between measured and true gaze, degrees. */
  readonly mean_error: number | null;
  readonly median_error: number | null;
  /** Mean after the mean error of each person with three faces or more is taken off. */
  readonly calibrated_error: number | null;
}

/** Figures over rendered faces with at least one open, visible eye. */
export interface RenderedGazeEvaluation {
  readonly faces: number;
  readonly missed: number;
  /** By the angle of the head and by the width of the eyes in pixels; the groups overlap where they say so. */
  readonly groups: Readonly<Record<string, GroupFigures>>;
  /** Faces whose eyes are shut or hidden: those with a gaze although nothing of it can be seen. */
  readonly unseen: number;
  readonly unseen_with_gaze: number;
  readonly broken: readonly BrokenFile[];
}

interface Measured {
  readonly person: number;
  readonly truth: Direction;
  readonly found: Direction | null;
  readonly headAngle: number;
  readonly width: number;
  readonly glasses: "none" | "clear" | "tinted" | "sun";
}

/** An eye whose opening is at least this is open, millimetres. */
const OPEN = 2.5;

const GROUPS: Readonly<Record<string, (face: Measured) => boolean>> = {
  all: () => true,
  "head to 30°, eyes from 20 px": (face) => face.headAngle <= 30 && face.width >= 20,
  "head to 45°, eyes from 20 px": (face) => face.headAngle <= 45 && face.width >= 20,
  "head beyond 45°": (face) => face.headAngle > 45,
  "eyes below 20 px": (face) => face.width < 20,
  "clear glasses, head to 30°": (face) => face.glasses === "clear" && face.headAngle <= 30,
  "no glasses, head to 30°": (face) => face.glasses === "none" && face.headAngle <= 30,
};

/**
 * Measures rendered faces.
 *
 * @throws {Error} when not one can be measured.
 */
export async function evaluateRenderedGaze(
  pairs: readonly LandmarkPair[],
  pipeline: GazePipeline,
  closeUps: CloseUpPipeline,
  onProgress: () => void = () => {},
): Promise<RenderedGazeEvaluation> {
  const seen: Measured[] = [];
  const broken: BrokenFile[] = [];
  let [missed, unseen, unseenWithGaze] = [0, 0, 0];
  for (const pair of pairs) {
    try {
      const sample = await readLandmarkSample(pair);
      const path = pair.ptsPath.replace(/\.pts$/, ".truth.json");
      const truth = truthSchema.parse(JSON.parse(await readFile(path, "utf8")));
      const face = await faceOf(sample, truth, pipeline, closeUps);
      if (face === null) missed++;
      else {
        const gaze = gazeOf(face);
        const found = gaze.known ? { yaw: gaze.yaw, pitch: gaze.pitch } : null;
        const canBeSeen = (["left", "right"] as const).map(
          (side) =>
            truth.worn.glasses !== "sun" &&
            truth.eyes[side].opening >= OPEN &&
            visibleEye(truth.landmarks, side),
        );
        if (canBeSeen.some((each) => each)) {
          seen.push({
            person: truth.seed,
            truth: truth.gaze,
            found,
            headAngle: angleBetween(truth.pose, { yaw: 0, pitch: 0 }),
            width: Math.max(
              eyeWidth(sample.landmarks, "left"),
              eyeWidth(sample.landmarks, "right"),
            ),
            glasses: truth.worn.glasses,
          });
        } else if (isUnseen(truth)) {
          unseen++;
          if (found !== null) unseenWithGaze++;
        }
      }
    } catch (cause) {
      broken.push(brokenFile(pair.imagePath, cause));
    }
    onProgress();
  }
  checkMeasured(seen.length + unseen, pairs.length, "rendered faces", broken);
  return {
    faces: seen.length,
    missed,
    groups: Object.fromEntries(
      Object.entries(GROUPS).map(([name, belongs]) => [name, groupFigures(seen.filter(belongs))]),
    ),
    unseen,
    unseen_with_gaze: unseenWithGaze,
    broken,
  };
}

type Truth = z.infer<typeof truthSchema>;

/** Shut on both sides, or behind sunglasses. Half-closed lids are neither seen nor unseen. */
function isUnseen({ eyes, worn }: Truth): boolean {
  return worn.glasses === "sun" || Math.max(eyes.left.opening, eyes.right.opening) < 0.8;
}

function visibleEye(landmarks: Truth["landmarks"], side: "left" | "right"): boolean {
  const first = side === "left" ? 42 : 36;
  return landmarks.slice(first, first + 6).every(({ visibility }) => visibility === "visible");
}

async function faceOf(
  { frame, landmarks }: Awaited<ReturnType<typeof readLandmarkSample>>,
  truth: Truth,
  pipeline: GazePipeline,
  closeUps: CloseUpPipeline,
): Promise<Face | null> {
  const { focal, centerX, centerY } = truth.camera;
  const intrinsics = { focalX: focal, focalY: focal, centerX, centerY, assumed: false };
  // Faces are square; a close-up shows no whole face that could be detected.
  if (frame.width === frame.height) {
    return findAnnotatedFace(frame, landmarks, pipeline, "detector", { intrinsics });
  }
  const given = landmarks.map(({ x, y }) => ({ x, y, occluded: false, probability: 1 }));
  const pose = {
    ...truth.pose,
    translation: [0, 0, 0] as const,
    reprojectionError: 0,
    uncertainty: { yaw: 0, pitch: 0, roll: 0 },
  };
  return closeUps(frame, { landmarks: given, pose });
}

function groupFigures(faces: readonly Measured[]): GroupFigures {
  const known = faces.flatMap(({ found, ...face }) => (found === null ? [] : [{ ...face, found }]));
  const errors = known.map(({ found, truth }) => angleBetween(found, truth)).sort((p, q) => p - q);
  const people = [...new Set(known.map(({ person }) => person))];
  const calibrated = people.flatMap((who) => {
    const own = known.filter(({ person }) => person === who);
    if (own.length < 3) return [];
    const mean = (value: (face: (typeof own)[number]) => number) =>
      own.reduce((sum, face) => sum + value(face), 0) / own.length;
    const yaw = mean(({ found, truth }) => found.yaw - truth.yaw);
    const pitch = mean(({ found, truth }) => found.pitch - truth.pitch);
    return own.map(({ found, truth }) =>
      angleBetween({ yaw: found.yaw - yaw, pitch: found.pitch - pitch }, truth),
    );
  });
  return {
    faces: faces.length,
    unknown: faces.length - known.length,
    mean_error: meanOrNull(errors),
    median_error: errors[errors.length >> 1] ?? null,
    calibrated_error: meanOrNull(calibrated),
  };
}
