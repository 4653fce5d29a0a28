// Packs ICT-FaceKit's folder of `.obj` files into the format that the scene reads.

import { readdir, readFile } from "node:fs/promises";
import { join, parse } from "node:path";

/** The mean head; every other `.obj` of the folder has the same vertices at other positions. */
export const FACE_X_NEUTRAL = "generic_neutral_mesh.obj";
const LANDMARK_FILE = "vertex_indices.json";
/** Fourth vertex of a triangle in a list of quadrilaterals. */
const NO_VERTEX = 65535;
const STEPS = 32767;

/** The three files of the packed model. */
export interface PackedHead {
  readonly "model.json": string;
  readonly "model.bin": Uint8Array;
  readonly "vertex_indices.json": string;
}

interface Block {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly scale?: number;
}

/**
 * Packs a FaceXModel folder: `generic_neutral_mesh.obj`, `identity000.obj` …, one `.obj` for each expression
 * (`eyeBlink_L.obj` …) and `vertex_indices.json`. Displacements are rounded to 1/32767 of the largest of their shape.
 *
 * @throws {Error} that names a missing file, or a file with another number of vertices than the mean head.
 */
export async function packFaceXModel(folder: string): Promise<PackedHead> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".obj")).sort();
  const neutral = readMesh(await readFile(join(folder, FACE_X_NEUTRAL), "utf8"), FACE_X_NEUTRAL);
  const indices = await readFile(join(folder, LANDMARK_FILE), "utf8").catch((cause: unknown) => {
    throw new Error(
      `${folder} has no ${LANDMARK_FILE}, which lists the vertices of the landmarks.`,
      {
        cause,
      },
    );
  });
  const blocks: Block[] = [];
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const add = (
    name: string,
    kind: string,
    values: Float32Array | Uint16Array | Int16Array,
    scale?: number,
  ) => {
    const type = { Float32Array: "float32", Uint16Array: "uint16", Int16Array: "int16" }[
      values.constructor.name
    ] as string;
    blocks.push({
      name,
      kind,
      type,
      offset,
      length: values.length,
      ...(scale === undefined ? {} : { scale }),
    });
    chunks.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    // Padded, because the scene reads the bytes as four-byte numbers.
    const padding = (4 - (values.byteLength % 4)) % 4;
    chunks.push(new Uint8Array(padding));
    offset += values.byteLength + padding;
  };
  add("neutral", "vertices", neutral.positions);
  add("faces", "polygons", neutral.polygons);
  add("uvs", "texcoords", neutral.uvs);
  add("face_uvs", "texcoord indices", neutral.texturePolygons);
  for (const name of names) {
    if (name === FACE_X_NEUTRAL) continue;
    const shape = parse(name).name;
    const moved = readVertices(await readFile(join(folder, name), "utf8"), name);
    if (moved.length !== neutral.positions.length) {
      throw new Error(
        `${join(folder, name)} has ${moved.length / 3} vertices where ${FACE_X_NEUTRAL} has ${neutral.positions.length / 3}.`,
      );
    }
    const deltas = moved.map((value, i) => value - neutral.positions[i]);
    const largest = deltas.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = (largest || 1) / STEPS;
    const kind = /^identity\d+$/.test(shape) ? "identity" : "expression";
    add(
      shape,
      kind,
      Int16Array.from(deltas, (value) => Math.round(value / scale)),
      scale,
    );
  }
  return {
    "model.json": JSON.stringify({
      source: "ICT-FaceKit's FaceXModel folder",
      vertices: neutral.positions.length / 3,
      units: "centimetres",
      blocks,
      groups: neutral.groups,
    }),
    "model.bin": Buffer.concat(chunks),
    "vertex_indices.json": indices,
  };
}

function readVertices(text: string, file: string): Float32Array {
  const values: number[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("v ")) values.push(...numbers(line, 3, file));
  }
  return Float32Array.from(values);
}

function readMesh(text: string, file: string) {
  const uvs: number[] = [];
  // By material, even where the file switches between materials several times.
  const parts = new Map<string, { polygons: number[]; texturePolygons: number[] }>();
  const partOf = (material: string) => {
    const part = parts.get(material) ?? { polygons: [], texturePolygons: [] };
    parts.set(material, part);
    return part;
  };
  let part = partOf("");
  for (const line of text.split("\n")) {
    const [keyword, ...fields] = line.trim().split(/\s+/);
    if (keyword === "vt") uvs.push(...numbers(line, 2, file));
    if (keyword === "usemtl") part = partOf(fields[0] ?? "");
    if (keyword !== "f") continue;
    if (fields.length < 3 || fields.length > 4) {
      throw new Error(`${file} has a face of ${fields.length} corners: only 3 or 4 are supported.`);
    }
    const corners = fields.map((field) => field.split("/").map(Number));
    for (let k = 0; k < 4; k++) {
      const corner = corners[k];
      part.polygons.push(corner === undefined ? NO_VERTEX : (corner[0] ?? 0) - 1);
      part.texturePolygons.push(corner === undefined ? NO_VERTEX : (corner[1] ?? 0) - 1);
    }
  }
  const polygons: number[] = [];
  const texturePolygons: number[] = [];
  const groups: [number, string, string][] = [];
  for (const [material, own] of parts) {
    if (own.polygons.length === 0) continue;
    groups.push([polygons.length / 4, "usemtl", material]);
    for (const corner of own.polygons) polygons.push(corner);
    for (const corner of own.texturePolygons) texturePolygons.push(corner);
  }
  return {
    positions: readVertices(text, file),
    uvs: Float32Array.from(uvs),
    polygons: Uint16Array.from(polygons),
    texturePolygons: Uint16Array.from(texturePolygons),
    groups,
  };
}

function numbers(line: string, count: number, file: string): number[] {
  const values = line
    .trim()
    .split(/\s+/)
    .slice(1, count + 1)
    .map(Number);
  if (values.length < count || !values.every(Number.isFinite)) {
    throw new Error(`${file} has a line that is not ${count} numbers: "${line.slice(0, 60)}".`);
  }
  return values;
}
