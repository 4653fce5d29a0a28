// Turns the head of an annotated photograph: an image of the same person who looks farther aside.

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
import { headLayer, sheetOf } from "./headLayer.ts";
import { rasterise } from "./rasterise.ts";
import { type FittableHead, shapedVertices, vectorOf } from "./readHead.ts";
import { placeOf, type TurnedLandmark, turnedLandmarks } from "./turnedTruth.ts";

export interface TurnOptions {
  /** Side of the square image, pixels. */
  readonly size: number;
  /** Yaw after the turn lies between these, degrees, to either side. */
  readonly least: number;
  readonly widest: number;
}

/** A photograph whose head was turned. */
export interface TurnedPhotograph {
  /** Interleaved RGB, `size` pixels square. */
  readonly rgb: Uint8Array;
  readonly landmarks: readonly TurnedLandmark[];
  /** As fitted, before and after the turn. */
  readonly before: HeadAngles;
  readonly after: HeadAngles;
}

/** Why a photograph was not turned. */
export type NotTurned = "no fit" | "poor fit" | "turned already" | "cut off";

/** Fits that leave more than this of the eyes' distance (median) are of no use. */
const WORST_FIT = 0.04;
/** From this yaw on a photograph shows too little of the far side, and its jaw points are no points of the head, degrees. */
const MOST_TURNED = 35;
/** A head that looks this far aside is turned farther to that side, degrees; others to either. */
const LOOKS_ASIDE = 6;
/** Heads are nodded and tilted besides, degrees (standard deviations): those of photographs are held too straight. */
const PITCH_SPREAD = 11;
const ROLL_SPREAD = 8;
/** A sheet nodded or tilted farther shows what a photograph has not seen, degrees. */
const MOST_TILT = 25;
/** Where necks turn: the head's axes, millimetres below and behind the middle between the eyes. */
const NECK: Vector3 = [0, 60, 95];
/** Share of the image's side that the face box takes. */
const FACE_SHARE = [0.42, 0.6] as const;
/** How far, as a share of the image's side, the face lies from its middle. */
const OFF_MIDDLE = 0.05;
/** The share of landmarks that the photograph must show. */
const LEAST_INSIDE = 0.9;

/**
 * Turns the head of a photograph about its neck, after the face profiling of 300W-LP (Zhu et al., *Face Alignment
 * Across Large Poses: A 3D Solution*, CVPR 2016): a head model fitted to the landmarks gives the head's pixels and a rim
 * of hair their depth; as a sheet they are turned and drawn over the rest of the photograph, whose hole is filled from
 * around it. Shoulders and surroundings stay, as when a driver looks aside. Skin that was seen at a grazing angle is stretched.
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

  // The image is laid on where the landmarks will be.
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
  const sheet = sheetOf(layer, size);
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

/** A turn of places (pixels, and pixels of depth) about one that stays. */
function turnAbout([px, py, pz]: Vector3, rotation: Matrix3): (place: Vector3) => Vector3 {
  return ([x, y, z]) => {
    const [tx, ty, tz] = rotateVector(rotation, [x - px, y - py, z - pz]);
    return [tx + px, ty + py, tz + pz];
  };
}

/** The scale and shift that lay a face box about in the middle of a square image. */
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
  /** 1 where the photograph reaches, 0 beyond its border. */
  readonly reaches: Float32Array;
}

/** The photograph as it lies in the image, filled in beyond its border. */
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

/** What lies behind the head: the photograph, with the head's pixels filled from around them. */
function behind({ rgb, reaches }: LaidPhotograph, alpha: Float32Array, size: number): Float32Array {
  const filled = rgb.slice();
  const known = reaches.map((value, pixel) => (alpha[pixel] > 0 ? 0 : value));
  fillIn(filled, known, size, size, 3);
  return filled;
}

function transposed([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [a, d, g, b, e, h, c, f, i];
}
