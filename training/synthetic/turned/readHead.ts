// Reads the head model from a folder of assets without a browser, in millimetres and in the axes of head poses.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HEAD68 } from "../../../src/pose/head68.ts";
import {
  type Matrix3,
  rotateVector,
  rotationFromAngles,
  type Vector3,
} from "../../../src/pose/rotation.ts";
import { ANNOTATION_OFFSET } from "../annotation.ts";
import { findHeadModel } from "../assets.ts";
import { packFaceXModel } from "../faceXModel.ts";
import {
  type HeadModel,
  headPart,
  MODEL_PITCH,
  parseHeadModel,
  type ShapeDelta,
} from "../scene/headModel.ts";

/** A head that can be fitted to landmarks: positions in millimetres in the axes of `HEAD68`. */
export interface FittableHead {
  /** x, y, z of every vertex of the mean head. */
  readonly neutral: Float32Array;
  /** Triples of vertices: the outer surface, with the eyes. */
  readonly triangles: Uint32Array;
  /** The 68 annotated landmarks on the mean head. */
  readonly landmarks: readonly Vector3[];
  /** Vertices of the landmarks. */
  readonly landmarkVertices: readonly number[];
  /** Identity and expression shapes. */
  readonly shapes: readonly HeadShape[];
}

/** An identity or expression shape. */
interface HeadShape {
  readonly kind: "identity" | "expression";
  /** Of an expression, such as "jawOpen"; empty for identities. */
  readonly name: string;
  /** Displacement of each vertex at a weight of 1: x, y, z, millimetres. */
  readonly vertices: Float32Array;
  /** Displacement of each landmark at a weight of 1, millimetres. */
  readonly landmarks: readonly Vector3[];
}

/** Materials that are visible in photographs or form the silhouette. */
const VISIBLE_MATERIALS = [
  "M_Face",
  "M_BackHead",
  "M_ScleraLeft",
  "M_IrisLeft",
  "M_ScleraRight",
  "M_IrisRight",
];
/** Centimetres to millimetres. */
const MILLIMETRES = 10;
/** Identity shapes that are fitted, the largest ones: 68 points do not determine more. */
const IDENTITIES = 50;

/**
 * Mean distance of the points of `HEAD68` from the model's vertices, millimetres: they were moved by an earlier
 * `ANNOTATION_OFFSET`.
 */
const HEAD68_OFFSET: Vector3 = [0, 1.868, 0.163];

/** From the model's axes (x to the subject's left, y up, z forward) to those of `HEAD68`. */
const toHeadAxes: Matrix3 = (() => {
  const [a, b, c, d, e, f, g, h, i] = rotationFromAngles({ yaw: 0, pitch: -MODEL_PITCH, roll: 0 });
  // The columns of y and z change their signs.
  return [a, -b, -c, d, -e, -f, g, -h, -i];
})();

/**
 * Reads the head model, packed or as ICT-FaceKit's folder.
 *
 * @throws {Error} with its source when the folder of assets has none.
 */
export async function readHead(assets: string): Promise<FittableHead> {
  const found = await findHeadModel(assets);
  if (found === null) {
    throw new Error(
      `${assets} has no head model: put the folder FaceXModel of github.com/ICT-VGL/ICT-FaceKit (MIT) into it.`,
    );
  }
  const { folder } = found;
  if (found.kind === "obj") {
    const packed = await packFaceXModel(folder);
    const { "model.json": file, "vertex_indices.json": indices, "model.bin": bytes } = packed;
    return fittableHead(parseHeadModel(file, indices, bufferOf(bytes)));
  }
  const [file, indices, bytes] = await Promise.all([
    readFile(join(folder, "model.json"), "utf8"),
    readFile(join(folder, "vertex_indices.json"), "utf8"),
    readFile(join(folder, "model.bin")),
  ]);
  return fittableHead(parseHeadModel(file, indices, bufferOf(bytes)));
}

function fittableHead(model: HeadModel): FittableHead {
  const neutral = new Float32Array(model.neutral.length);
  for (let i = 0; i < neutral.length; i += 3) neutral.set(vectorAt(model.neutral, i), i);
  const middle = middleBetween(
    model.landmarks.map((vertex) => vectorAt(model.neutral, 3 * vertex)),
    HEAD68.map((point) => minus(point, HEAD68_OFFSET)),
  );
  for (let i = 0; i < neutral.length; i++) {
    neutral[i] = neutral[i] - middle[i % 3];
  }
  const deltas = [
    ...model.identities
      .slice(0, IDENTITIES)
      .map((delta) => ({ kind: "identity" as const, name: "", delta })),
    ...[...model.expressions].map(([name, delta]) => ({
      kind: "expression" as const,
      name,
      delta,
    })),
  ];
  return {
    neutral,
    triangles: Uint32Array.from(
      VISIBLE_MATERIALS.flatMap((material) => {
        const { vertices, triangles } = headPart(model, material);
        return Array.from(triangles, (corner) => vertices[corner]);
      }),
    ),
    landmarks: model.landmarks.map((vertex, k) => {
      const [x, y, z] = vectorOf(neutral, vertex);
      const [dx, dy, dz] = ANNOTATION_OFFSET[k] ?? [0, 0, 0];
      return [x + dx, y + dy, z + dz];
    }),
    landmarkVertices: model.landmarks,
    shapes: deltas.map(({ kind, name, delta }) => {
      const vertices = shapeVertices(delta);
      const landmarks = model.landmarks.map((vertex) => vectorOf(vertices, vertex));
      return { kind, name, vertices, landmarks };
    }),
  };
}

/** Vertex positions of a head with weighted shapes, millimetres. */
export function shapedVertices(
  { neutral, shapes }: FittableHead,
  weights: ArrayLike<number>,
): Float32Array {
  const shaped = neutral.slice();
  for (const [s, { vertices }] of shapes.entries()) {
    const weight = weights[s];
    if (weight === 0) continue;
    for (let i = 0; i < shaped.length; i++) {
      shaped[i] = shaped[i] + weight * vertices[i];
    }
  }
  return shaped;
}

/** Position of a vertex in a list of x, y, z. */
export function vectorOf(positions: ArrayLike<number>, vertex: number): Vector3 {
  const at = 3 * vertex;
  return [positions[at], positions[at + 1], positions[at + 2]];
}

function vectorAt(values: ArrayLike<number>, at: number): Vector3 {
  const [x, y, z] = rotateVector(toHeadAxes, vectorOf(values, at / 3));
  return [MILLIMETRES * x, MILLIMETRES * y, MILLIMETRES * z];
}

function shapeVertices({ values, scale }: ShapeDelta): Float32Array {
  const moved = new Float32Array(values.length);
  for (let i = 0; i < moved.length; i += 3) moved.set(vectorAt(values, i), i);
  return moved.map((value) => scale * value);
}

/** The mean difference of two lists of points. */
function middleBetween(points: readonly Vector3[], others: readonly Vector3[]): Vector3 {
  const sum = [0, 0, 0];
  for (const [k, point] of points.entries()) {
    const difference = minus(point, others[k]);
    for (const axis of [0, 1, 2] as const) sum[axis] = sum[axis] + difference[axis];
  }
  const [x = 0, y = 0, z = 0] = sum;
  return [x / points.length, y / points.length, z / points.length];
}

function minus([a, b, c]: Vector3, [x, y, z]: Vector3): Vector3 {
  return [a - x, b - y, c - z];
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
