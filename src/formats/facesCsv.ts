// The table of faces: OpenFace 2's column names and conventions first, then what only Vigil knows.

import * as z from "zod";
import { gazeOf } from "../eyes/gaze.ts";
import { lineOfSight, sightOf } from "../eyes/lineOfSight.ts";
import { LANDMARK_COUNT } from "../landmarks/scheme68.ts";
import { atLeastZero, check, finite, mustBe, positive, text } from "../options.ts";
import type { EyeOpenness, Face, Landmark, Openness } from "../result.ts";
import { faceSchema } from "../schemas.ts";
import { type CsvColumn, type CsvValue, csvHeader, csvRow } from "./csv.ts";
import { rounded } from "./rounded.ts";

/** Where a row of the table comes from. */
export interface FrameOfFaces {
  readonly file: string;
  /** Number of the image in its run, or of the frame in its video, from 1 as in OpenFace. */
  readonly frame: number;
  /** Seconds from the start of a video; 0 for a photograph. */
  readonly timestamp: number;
  readonly width: number;
  readonly height: number;
  /** From the highest score down; may be empty. */
  readonly faces: readonly Face[];
  /** The `face_id` of each face; by default they are numbered from 0. */
  readonly faceIds?: readonly number[];
}

const frameOfFacesSchema = z.object(
  {
    file: text,
    frame: atLeastZero,
    timestamp: finite,
    width: positive,
    height: positive,
    faces: z.array(faceSchema),
    faceIds: z.optional(z.array(finite)),
  },
  mustBe("an object with file, frame, timestamp, width, height and faces"),
);

/** What a row of columns about a face is made from. */
export interface FaceRow {
  readonly source: Omit<FrameOfFaces, "file" | "faces">;
  readonly faceId: number;
  /** Undefined in the row of a frame without a face. */
  readonly face: Face | undefined;
}

interface FileFaceRow extends FaceRow {
  readonly source: FrameOfFaces;
}

/**
 * The header line of faces.csv, ending in a line feed.
 *
 * @example
 * facesCsvHeader(); // "file,frame,face_id,timestamp,confidence,success,gaze_0_x,gaze_0_y,gaze_0_z,…\n"
 */
export function facesCsvHeader(): string {
  return csvHeader(FILE_COLUMNS);
}

/**
 * The lines of one image: one a face, or a single one with `success` 0 when there is no face.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * facesCsvRows({ file: "a.jpg", frame: 1, timestamp: 0, width: 640, height: 480, faces: [] });
 * // "a.jpg,1,0,0,0,0,,,,…\n"
 */
export function facesCsvRows(source: FrameOfFaces): string {
  check(frameOfFacesSchema, source, "The row's");
  const faces: readonly (Face | undefined)[] = source.faces.length > 0 ? source.faces : [undefined];
  return faces
    .map((face, i) => csvRow(FILE_COLUMNS, { source, faceId: source.faceIds?.[i] ?? i, face }))
    .join("");
}

/**
 * Degrees about Vigil's axes into OpenFace's radians. OpenFace builds R = Rx · Ry · Rz, each factor
 * right-handed about x right, y down, z away from the camera, for a face that looks along −z: a positive
 * Rx looks down, a positive Ry looks to the image's left, a positive Rz leans the head's top to the
 * image's right. Vigil's angles have the same order (pose/rotation.ts) with yaw and pitch the other way.
 */
function openFaceRotation(face: Face): readonly [number, number, number] {
  const { yaw, pitch, roll } = face.pose;
  const radian = Math.PI / 180;
  return [-pitch * radian, -yaw * radian, roll * radian];
}

function fromFace(name: string, value: (face: Face) => CsvValue): CsvColumn<FaceRow> {
  return { name, value: ({ face }) => face && value(face) };
}

function perLandmark(
  prefix: string,
  value: (landmark: Landmark) => CsvValue,
): readonly CsvColumn<FaceRow>[] {
  return Array.from({ length: LANDMARK_COUNT }, (_, k) =>
    fromFace(`${prefix}_${k}`, ({ landmarks }) => {
      const landmark = landmarks[k];
      return landmark && value(landmark);
    }),
  );
}

function openness(name: string, of: (face: Face) => Openness): readonly CsvColumn<FaceRow>[] {
  return [
    fromFace(`${name}_openness`, (face) => {
      const value = of(face).openness;
      return value === null ? null : rounded(value, 5);
    }),
    fromFace(`${name}_valid`, (face) => of(face).valid),
  ];
}

function closed(name: string, of: (face: Face) => EyeOpenness): CsvColumn<FaceRow> {
  return fromFace(name, (face) => {
    const probability = of(face).closed ?? null;
    return probability === null ? null : rounded(probability, 5);
  });
}

const AXES = ["x", "y", "z"] as const;

/**
 * OpenFace's gaze: unit vectors in camera axes (x to the image's right, y down, z away), eye 0 the left one in the image,
 * and both eyes' direction in radians: angle_x positive to the image's right, angle_y positive down, 0 towards the camera.
 * OpenFace writes zeros where nothing is known; these cells are empty.
 */
const GAZE_COLUMNS: readonly CsvColumn<FaceRow>[] = [
  ...(["right", "left"] as const).flatMap((side, eye) =>
    AXES.map((axis, i) =>
      fromFace(`gaze_${eye}_${axis}`, (face) => {
        const { gaze } = face.eyes[side];
        const sight = gaze && sightOf(gaze, face);
        return sight?.known ? rounded(sight.direction[i] ?? Number.NaN, 5) : null;
      }),
    ),
  ),
  ...[0, 1].map((i) =>
    fromFace(`gaze_angle_${AXES[i]}`, (face) => {
      const sight = lineOfSight(face);
      if (!sight.known) return null;
      return rounded(Math.atan2(sight.direction[i] ?? Number.NaN, -sight.direction[2]), 5);
    }),
  ),
];

/** Both eyes' gaze relative to the head, degrees, or why it is unknown. */
const GAZE_IN_HEAD_COLUMNS: readonly CsvColumn<FaceRow>[] = [
  ...(["yaw", "pitch", "deviation"] as const).map((name) =>
    fromFace(`gaze_${name}`, (face) => {
      const gaze = gazeOf(face);
      return gaze.known ? rounded(gaze[name], 3) : null;
    }),
  ),
  fromFace("gaze_problem", (face) => {
    const gaze = gazeOf(face);
    return gaze.known ? null : gaze.reason;
  }),
];

/** The columns about one face, OpenFace's first; those of a video begin with them. */
export const FACE_COLUMNS: readonly CsvColumn<FaceRow>[] = [
  { name: "frame", value: ({ source }) => source.frame },
  { name: "face_id", value: ({ faceId }) => faceId },
  { name: "timestamp", value: ({ source }) => rounded(source.timestamp, 6) },
  { name: "confidence", value: ({ face }) => (face ? rounded(face.score, 5) : 0) },
  { name: "success", value: ({ face }) => face !== undefined },
  ...GAZE_COLUMNS,
  ...AXES.map((axis, i) =>
    fromFace(`pose_T${axis}`, ({ pose }) => rounded(pose.translation[i] ?? Number.NaN, 2)),
  ),
  ...AXES.map((axis, i) =>
    fromFace(`pose_R${axis}`, (face) => rounded(openFaceRotation(face)[i] ?? Number.NaN, 5)),
  ),
  ...perLandmark("x", ({ x }) => rounded(x, 3)),
  ...perLandmark("y", ({ y }) => rounded(y, 3)),
  ...perLandmark("occ", ({ occluded }) => occluded),
  ...perLandmark("visible_probability", ({ probability }) => rounded(probability, 5)),
  { name: "image_width", value: ({ source }) => source.width },
  { name: "image_height", value: ({ source }) => source.height },
  fromFace("box_x", ({ box }) => rounded(box.x, 3)),
  fromFace("box_y", ({ box }) => rounded(box.y, 3)),
  fromFace("box_width", ({ box }) => rounded(box.width, 3)),
  fromFace("box_height", ({ box }) => rounded(box.height, 3)),
  fromFace("detector_score", ({ detectorScore }) => rounded(detectorScore, 5)),
  fromFace("yaw", ({ pose }) => rounded(pose.yaw, 3)),
  fromFace("pitch", ({ pose }) => rounded(pose.pitch, 3)),
  fromFace("roll", ({ pose }) => rounded(pose.roll, 3)),
  fromFace("yaw_uncertainty", ({ pose }) => rounded(pose.uncertainty.yaw, 3)),
  fromFace("pitch_uncertainty", ({ pose }) => rounded(pose.uncertainty.pitch, 3)),
  fromFace("roll_uncertainty", ({ pose }) => rounded(pose.uncertainty.roll, 3)),
  fromFace("reprojection_error", ({ pose }) => rounded(pose.reprojectionError, 3)),
  ...openness("left_eye", ({ eyes }) => eyes.left),
  ...openness("right_eye", ({ eyes }) => eyes.right),
  ...openness("mouth", ({ mouth }) => mouth),
  ...perLandmark("occ_self", ({ occluded, hiddenBy }) =>
    occluded && hiddenBy === undefined ? null : hiddenBy === "self",
  ),
  closed("left_eye_closed", ({ eyes }) => eyes.left),
  closed("right_eye_closed", ({ eyes }) => eyes.right),
  ...GAZE_IN_HEAD_COLUMNS,
];

const FILE_COLUMNS: readonly CsvColumn<FileFaceRow>[] = [
  { name: "file", value: ({ source }) => plainPath(source.file) },
  ...FACE_COLUMNS,
];

/** Spreadsheets run a cell that begins like this as a formula. A file name may come from anywhere. */
const FORMULA = /^[=+\-@\t\r]/;

/** The same path, written so that no spreadsheet takes it for a formula. */
function plainPath(path: string): string {
  return FORMULA.test(path) ? `./${path}` : path;
}
