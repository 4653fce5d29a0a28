// Rotates the head in an annotated photograph: an image of the same person with a larger yaw.

import type { Frame } from "../../../src/image/frame.ts";
import { type Affine, type Box, type Point, transformPoint } from "../../../src/image/geometry.ts";
import { warpRgb } from "../../../src/image/warp.ts";
import { faceBoxOf } from "../../../src/landmarks/faceWindow.ts";
import type { Random } from "../../../src/math/random.ts";
import {
  anglesFromRotation,
  type HeadAngles,
  type Matrix3,
  multiplyMatrices,
  rotateVector,
  rotationFromAngles,
  type Vector3,
} from "../../../src/pose/rotation.ts";
import type { LandmarkSample } from "../../landmarks/dataset.ts";
import { bounded } from "../randomChoice.ts";
import { fillIn } from "./fillIn.ts";
import { type FittedHead, fitHead } from "./fitHead.ts";
import { headLayer, layerMesh } from "./headLayer.ts";
import { rasterise } from "./rasterise.ts";
import { type FittableHead, shapedVertices, vectorOf } from "./readHead.ts";
import { placeOf, type TurnedLandmark, turnedLandmarks } from "./turnedLandmarks.ts";

export interface TurnOptions {
  /** Side of the square image, pixels. */
  readonly size: number;
  /** Range of the yaw after the rotation, degrees, to either side. */
  readonly least: number;
  readonly widest: number;
}

/** A photograph with a rotated head. */
export interface TurnedPhotograph {
  /** Interleaved RGB, `size` pixels square. */
  readonly rgb: Uint8Array;
  readonly landmarks: readonly TurnedLandmark[];
  /** Fitted angles before and after the rotation. */
  readonly before: HeadAngles;
  readonly after: HeadAngles;
}

/** Reason why a photograph was not used. */
export type NotTurned = "no fit" | "poor fit" | "turned already" | "cut off";

/** Largest median error of a fit, as a share of the eyes' distance. */
const WORST_FIT = 0.04;
/**
 * Largest yaw of a photograph, degrees: beyond it, too little of the far side is visible and jaw points are on the
 * outline.
 */
const MOST_TURNED = 35;
/** A head with a larger yaw, degrees, is rotated further to the same side; others to either side. */
const LOOKS_ASIDE = 6;
/** Standard deviations of changes in pitch and roll, degrees: heads in photographs are mostly upright. */
const PITCH_SPREAD = 11;
const ROLL_SPREAD = 8;
/** Largest change of pitch and roll, degrees: beyond it, parts appear that the photograph does not show. */
const MOST_TILT = 25;
/** Centre of rotation in the neck: head axes, millimetres below and behind the middle between the eyes. */
const NECK: Vector3 = [0, 60, 95];
/** Share of the image's side that the face box takes. */
const FACE_SHARE = [0.42, 0.6] as const;
/** Offset of the face from the middle, as a share of the image's side. */
const OFF_MIDDLE = 0.05;
/** Share of landmarks that must be inside the photograph. */
const LEAST_INSIDE = 0.9;

/**
 * Rotates the head of a photograph around the neck, after the face profiling of 300W-LP (Zhu et al., *Face Alignment
 * Across Large Poses: A 3D Solution*, CVPR 2016). A head model fitted to the landmarks gives depth to the head's pixels
 * and a rim of hair. They are rotated as a mesh and drawn over the photograph, in which the head was filled from its
 * surroundings. Shoulders and background do not change. Skin that was seen at a grazing angle is stretched.
 */
export function turnPhotograph(
  sample: LandmarkSample,
  head: FittableHead,
  random: Random,
  { size, least, widest }: TurnOptions,
): TurnedPhotograph | NotTurned {
  const rough = fitHead(sample.landmarks, head);
  if (rough === null) return "no fit";
  if (rough.error > WORST_FIT) return "poor fit";
  const before = anglesFromRotation(rough.rotation);
  if (Math.abs(before.yaw) > MOST_TURNED) return "turned already";
  const { width, height } = sample.frame;
  const inside = sample.landmarks.filter(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height);
  if (inside.length < LEAST_INSIDE * sample.landmarks.length) return "cut off";

  const aside =
    Math.abs(before.yaw) > LOOKS_ASIDE ? Math.sign(before.yaw) : random.chance(0.5) ? 1 : -1;
  const yaw = aside * random.between(Math.max(least, Math.abs(before.yaw)), widest);
  const after = {
    yaw,
    pitch: before.pitch + bounded(PITCH_SPREAD * random.normal(), -MOST_TILT, MOST_TILT),
    roll: before.roll + bounded(ROLL_SPREAD * random.normal(), -MOST_TILT, MOST_TILT),
  };
  const turned = rotationFromAngles(after);
  const relative = multiplyMatrices(turned, transposed(rough.rotation));

  // The image is placed by the landmarks after the rotation.
  const roughTurn = turnAbout(placeOf(rough, NECK), relative);
  const future = sample.landmarks.map(({ x, y }, k): Point => {
    const [tx, ty] = roughTurn([x, y, placeOf(rough, rough.landmarks[k])[2]]);
    return { x: tx, y: ty };
  });
  const toImage = layOut(faceBoxOf(future), size, random);
  const landmarks = sample.landmarks.map((point) => transformPoint(toImage, point));
  const fitted = laidOut(rough, toImage);
  const turn = turnAbout(placeOf(fitted, NECK), relative);

  const vertices = shapedVertices(head, fitted.weights);
  const placed = new Float32Array(vertices.length);
  for (let at = 0; at < vertices.length; at += 3) {
    placed.set(placeOf(fitted, vectorOf(vertices, at / 3)), at);
  }
  const layer = headLayer(rasterise(placed, head.triangles, size, size), size, size);
  const photograph = photographOf(sample.frame, toImage, size);
  const background = behind(photograph, layer.alpha, size);
  const sheet = layerMesh(layer, size);
  for (let at = 0; at < sheet.positions.length; at += 3) {
    sheet.positions.set(turn(vectorOf(sheet.positions, at / 3)), at);
  }
  const carriedOf = (value: (pixel: number) => number) => Float32Array.from(sheet.pixels, value);
  const { depth, carried } = rasterise(sheet.positions, sheet.triangles, size, size, [
    carriedOf((pixel) => layer.alpha[pixel]),
    ...[0, 1, 2].map((channel) => carriedOf((pixel) => photograph.rgb[3 * pixel + channel])),
  ]);
  const rgb = new Uint8Array(3 * size * size);
  for (let pixel = 0; pixel < depth.length; pixel++) {
    const alpha = depth[pixel] === Number.POSITIVE_INFINITY ? 0 : carried[0]?.[pixel];
    for (let channel = 0; channel < 3; channel++) {
      const front = carried[1 + channel]?.[pixel];
      const back = background[3 * pixel + channel];
      rgb[3 * pixel + channel] = alpha * front + (1 - alpha) * back + 0.5;
    }
  }
  return {
    rgb,
    landmarks: turnedLandmarks(landmarks, fitted, turn, head, vertices, {
      width: size,
      height: size,
    }),
    before,
    after,
  };
}

/** A rotation of positions (pixels, and pixels of depth) around a fixed one. */
function turnAbout([px, py, pz]: Vector3, rotation: Matrix3): (place: Vector3) => Vector3 {
  return ([x, y, z]) => {
    const [tx, ty, tz] = rotateVector(rotation, [x - px, y - py, z - pz]);
    return [tx + px, ty + py, tz + pz];
  };
}

/** Scale and shift that place a face box near the middle of a square image. */
function layOut(box: Box, size: number, random: Random): Affine {
  const scale = (size * random.between(...FACE_SHARE)) / Math.max(box.width, box.height);
  const off = () => OFF_MIDDLE * size * random.normal();
  return {
    a: scale,
    b: 0,
    c: size / 2 - scale * (box.x + box.width / 2) + off(),
    d: 0,
    e: scale,
    f: size / 2 - scale * (box.y + box.height / 2) + off(),
  };
}

function laidOut(fitted: FittedHead, { a, c, f }: Affine): FittedHead {
  return { ...fitted, scale: a * fitted.scale, x: a * fitted.x + c, y: a * fitted.y + f };
}

interface LaidPhotograph {
  readonly rgb: Float32Array;
  /** 1 inside the photograph, 0 beyond its border. */
  readonly reaches: Float32Array;
}

/** The photograph in the image, filled beyond its border. */
function photographOf(frame: Frame, toImage: Affine, size: number): LaidPhotograph {
  const { a, c, f } = toImage;
  const rgb = Float32Array.from(warpRgb(frame, toImage, size, size));
  const reaches = new Float32Array(size * size);
  for (let pixel = 0; pixel < reaches.length; pixel++) {
    const x = ((pixel % size) - c) / a;
    const y = (Math.floor(pixel / size) - f) / a;
    if (x >= 0 && y >= 0 && x <= frame.width - 1 && y <= frame.height - 1) reaches[pixel] = 1;
  }
  fillIn(rgb, reaches, size, size, 3);
  return { rgb, reaches };
}

/** The background: the photograph with the head's pixels filled from their surroundings. */
function behind({ rgb, reaches }: LaidPhotograph, alpha: Float32Array, size: number): Float32Array {
  const filled = rgb.slice();
  const known = reaches.map((value, pixel) => (alpha[pixel] > 0 ? 0 : value));
  fillIn(filled, known, size, size, 3);
  return filled;
}

function transposed([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [a, d, g, b, e, h, c, f, i];
}
