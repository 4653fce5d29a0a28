// Flags of hidden landmarks for photographs whose annotators gave none, by a network that was trained on people's flags.

import { mkdir, readFile, symlink } from "node:fs/promises";
import { basename, join, parse, resolve } from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { writeWhole } from "../../node/wholeFile.ts";
import { errorCode } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import { localizeFaces } from "../../src/landmarks/localize.ts";
import type { Network } from "../../src/network/network.ts";
import { flagsOf } from "../labelling/labelFile.ts";
import { type LabelSet, labelsOf } from "../labelling/labelSet.ts";
import { type LandmarkPair, readLandmarkSample } from "./dataset.ts";

/** True where hidden, false where visible, null where the teacher is uncertain. */
type TeacherFlags = readonly (boolean | null)[];

/**
 * Peaks up to the first value count as hidden, from the second value on as visible. On people's flags (MERL-RAV,
 * validation) 86 % of the first are hidden and 4 % of the second; 9 % lie between and stay unknown.
 */
const LIMITS = [-0.45, 0.6] as const;
/** The longer side, in pixels, of the faces that the teacher was trained on. Much larger faces are reduced to it. */
const TEACHER_SIZE = 90;
const LARGE = 0.75;

/**
 * Writes into `out`, for each photograph, links to its image and `.pts`, and its flags as `.occ.json`: those of people where
 * `labels` contains the photograph, else the teacher's.
 *
 * @returns the flags by the image's file name.
 */
export async function flagPhotographs(
  pairs: readonly LandmarkPair[],
  out: string,
  teacher: Pick<Network, "run">,
  labels: LabelSet = new Map(),
): Promise<Map<string, TeacherFlags>> {
  const byName = new Map<string, TeacherFlags>();
  for (const pair of pairs) {
    const labelled = labelsOf(labels, pair.imagePath);
    const flags = labelled ? flagsOf(labelled.states) : await teacherFlags(teacher, pair);
    byName.set(basename(pair.imagePath), flags);
    await writeFlagged(pair, out, flags);
  }
  return byName;
}

/**
 * The same for photographs with turned heads (`vigil synth turned`). A landmark is hidden when the turned head hides it, or
 * when the teacher found it hidden before the turn. Images of photographs without flags are left out.
 */
export async function flagTurned(
  pairs: readonly LandmarkPair[],
  out: string,
  originals: ReadonlyMap<string, TeacherFlags>,
): Promise<void> {
  for (const pair of pairs) {
    const { dir, name } = parse(pair.imagePath);
    const turn: unknown = JSON.parse(await readFile(join(dir, `${name}.turn.json`), "utf8"));
    const flags = originals.get(turnSchema.parse(turn).photograph);
    if (flags === undefined) continue;
    const { occluded } = await readLandmarkSample(pair);
    await writeFlagged(
      pair,
      out,
      flags.map((flag, k) => occluded?.[k] === true || flag),
    );
  }
}

const turnSchema = z.object({ photograph: z.string() });

async function teacherFlags(
  teacher: Pick<Network, "run">,
  pair: LandmarkPair,
): Promise<TeacherFlags> {
  const { frame, landmarks } = await readLandmarkSample(pair);
  return (await reducedPeaks(teacher, frame, landmarks)).map(flagOf);
}

/** The teacher's signed peaks for the annotated box, in an image reduced to the size that the teacher knows. */
async function reducedPeaks(
  teacher: Pick<Network, "run">,
  frame: Frame,
  landmarks: readonly Point[],
): Promise<number[]> {
  const { width, height } = faceBoxOf(landmarks);
  const scale = TEACHER_SIZE / Math.max(width, height);
  const image = scale < LARGE ? await reduced(frame, scale) : frame;
  const [scaleX, scaleY] = [image.width / frame.width, image.height / frame.height];
  const box = faceBoxOf(landmarks.map(({ x, y }) => ({ x: x * scaleX, y: y * scaleY })));
  const [{ peaks }] = await localizeFaces(teacher, image, [windowOfBox(box)], {
    secondPass: false,
  });
  return peaks.map(({ value }) => value);
}

function flagOf(peak: number): boolean | null {
  const [hidden, visible] = LIMITS;
  if (peak <= hidden) return true;
  return peak >= visible ? false : null;
}

async function reduced({ data, width, height }: Frame, scale: number): Promise<Frame> {
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(w, h, { kernel: "cubic", fit: "fill" })
    .raw()
    .toBuffer();
  return { width: w, height: h, channels: 3, data: new Uint8Array(pixels) };
}

async function writeFlagged(pair: LandmarkPair, out: string, flags: TeacherFlags): Promise<void> {
  await linkPair(pair, out);
  const { name } = parse(pair.ptsPath);
  await writeWhole(join(out, `${name}.occ.json`), `${JSON.stringify(flags)}\n`);
}

/** Links a photograph and its `.pts` file into `out`. */
export async function linkPair(pair: LandmarkPair, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  await link(pair.imagePath, join(out, basename(pair.imagePath)));
  await link(pair.ptsPath, join(out, basename(pair.ptsPath)));
}

/** A link that an interrupted run has left is kept. */
async function link(target: string, path: string): Promise<void> {
  try {
    await symlink(resolve(target), path);
  } catch (cause) {
    if (errorCode(cause) !== "EEXIST") throw cause;
  }
}
