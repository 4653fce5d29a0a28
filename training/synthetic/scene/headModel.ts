// The morphable head model of ICT-FaceKit: loads it, applies shapes, splits it into parts by material.

/**
 * Pitch of the axes of `HEAD68`, in which angles are given, relative to the head model's axes: degrees upwards (see
 * head68.ts).
 */
export const MODEL_PITCH = 4;

export interface HeadModel {
  readonly vertexCount: number;
  /** x, y, z of every vertex of the mean head, centimetres: x to the subject's left, y up, z forward. */
  readonly neutral: Float32Array;
  /** Four vertex indices per polygon; `NO_VERTEX` is the fourth of a triangle. */
  readonly polygons: Uint16Array;
  readonly parts: ReadonlyMap<string, HeadPart>;
  readonly identities: readonly ShapeDelta[];
  readonly expressions: ReadonlyMap<string, ShapeDelta>;
  /** Vertex of each of the 68 landmarks. */
  readonly landmarks: readonly number[];
}

/** A displacement of every vertex: `values × scale` centimetres. */
export interface ShapeDelta {
  readonly values: Int16Array;
  readonly scale: number;
}

/** The polygons of one material with corners merged by vertex and texture coordinate. */
export interface HeadPart {
  /** Vertex of each corner. */
  readonly vertices: Uint32Array;
  /** u and v of each corner; the smallest ones are within 0..1. */
  readonly uvs: Float32Array;
  /** Triangles of corners. */
  readonly triangles: Uint32Array;
}

interface ModelFile {
  readonly vertices: number;
  readonly blocks: readonly {
    readonly name: string;
    readonly kind: string;
    readonly offset: number;
    readonly length: number;
    readonly scale?: number;
  }[];
  readonly groups: readonly (readonly [number, string, string])[];
}

const NO_VERTEX = 65535;

/** Loads the model from the address of a folder (`…/ict`). @throws when a file or a block is missing. */
export async function loadHeadModel(address: string): Promise<HeadModel> {
  const [file, indices, bytes] = await Promise.all([
    fetch(`${address}/model.json`).then((response) => response.text()),
    fetch(`${address}/vertex_indices.json`).then((response) => response.text()),
    fetch(`${address}/model.bin`).then((response) => response.arrayBuffer()),
  ]);
  return parseHeadModel(file, indices, bytes);
}

/** Parses `model.json`, `vertex_indices.json` and `model.bin`. @throws when a block is missing. */
export function parseHeadModel(
  fileText: string,
  indicesText: string,
  bytes: ArrayBuffer,
): HeadModel {
  const file = JSON.parse(fileText) as ModelFile;
  const indices = JSON.parse(indicesText) as { idx_to_landmark_verts: number[] };
  const block = (name: string) => {
    const found = file.blocks.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`The head model has no block "${name}".`);
    return found;
  };
  const floats = (name: string) => new Float32Array(bytes, block(name).offset, block(name).length);
  const shorts = (name: string) => new Uint16Array(bytes, block(name).offset, block(name).length);
  const deltas = (kind: string) =>
    file.blocks
      .filter((candidate) => candidate.kind === kind)
      .map(({ name, offset, length, scale = 1 }) => ({
        name,
        delta: { values: new Int16Array(bytes, offset, length), scale },
      }));

  const polygons = shorts("faces");
  const texturePolygons = shorts("face_uvs");
  const uvs = floats("uvs");
  const parts = new Map<string, HeadPart>();
  file.groups.forEach(([from, , material], index) => {
    const to = file.groups[index + 1]?.[0] ?? polygons.length / 4;
    parts.set(material, inFirstTile(cutPart(polygons, texturePolygons, uvs, from, to)));
  });
  return {
    vertexCount: file.vertices,
    neutral: floats("neutral"),
    polygons,
    parts,
    identities: deltas("identity").map(({ delta }) => delta),
    expressions: new Map(deltas("expression").map(({ name, delta }) => [name, delta])),
    landmarks: indices.idx_to_landmark_verts,
  };
}

/** The part of a material. @throws when the model does not have it. */
export function headPart(model: HeadModel, material: string): HeadPart {
  const part = model.parts.get(material);
  if (part === undefined) throw new Error(`The head model has no material "${material}".`);
  return part;
}

/** Vertices of a person with a neutral expression: the mean head plus weighted identity shapes. */
export function shapeIdentity(model: HeadModel, identity: readonly number[]): Float32Array {
  const shaped = model.neutral.slice();
  model.identities.forEach((delta, index) => {
    addShape(shaped, delta, identity[index] ?? 0);
  });
  return shaped;
}

/** Vertices of a person with an expression. @throws when the model lacks a shape. */
export function withExpression(
  model: HeadModel,
  resting: Float32Array,
  expression: Readonly<Record<string, number>>,
): Float32Array {
  const shaped = resting.slice();
  for (const [name, weight] of Object.entries(expression)) {
    const delta = model.expressions.get(name);
    if (delta === undefined) throw new Error(`The head model has no expression "${name}".`);
    addShape(shaped, delta, weight);
  }
  return shaped;
}

/** Adds a weighted displacement, in place. */
export function addShape(positions: Float32Array, delta: ShapeDelta, weight: number): void {
  if (weight === 0) return;
  const { values } = delta;
  const factor = delta.scale * weight;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = positions[i] + values[i] * factor;
  }
}

/** Area-weighted vertex normals over all polygons, smooth across the borders of materials. */
export function smoothNormals(positions: Float32Array, polygons: Uint16Array): Float32Array {
  const normals = new Float32Array(positions.length);
  const at = (vertex: number, axis: number) => positions[3 * vertex + axis];
  for (let p = 0; p < polygons.length; p += 4) {
    const a = polygons[p];
    const b = polygons[p + 1];
    const c = polygons[p + 2];
    const last = polygons[p + 3];
    const d = last === NO_VERTEX ? a : last;
    // The cross product of the diagonals of a quadrilateral is twice its area times its normal.
    const ux = at(c, 0) - at(a, 0);
    const uy = at(c, 1) - at(a, 1);
    const uz = at(c, 2) - at(a, 2);
    const vx = at(d, 0) - at(b, 0);
    const vy = at(d, 1) - at(b, 1);
    const vz = at(d, 2) - at(b, 2);
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    for (const vertex of last === NO_VERTEX ? [a, b, c] : [a, b, c, d]) {
      for (let axis = 0; axis < 3; axis++) {
        const index = 3 * vertex + axis;
        normals[index] = normals[index] + n[axis];
      }
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]);
    for (let axis = 0; axis < 3; axis++) {
      normals[i + axis] = normals[i + axis] / (length || 1);
    }
  }
  return normals;
}

/** Moves texture coordinates to the first tile: some versions of the model have a tile for each material. */
function inFirstTile(part: HeadPart): HeadPart {
  const tile = [0, 1].map((axis) =>
    Math.floor(
      part.uvs.reduce(
        (least, value, k) => (k % 2 === axis ? Math.min(least, value) : least),
        Number.POSITIVE_INFINITY,
      ),
    ),
  );
  return { ...part, uvs: part.uvs.map((value, k) => value - tile[k % 2]) };
}

function cutPart(
  polygons: Uint16Array,
  texturePolygons: Uint16Array,
  allUvs: Float32Array,
  from: number,
  to: number,
): HeadPart {
  const cornerOf = new Map<number, number>();
  const vertices: number[] = [];
  const uvs: number[] = [];
  const triangles: number[] = [];
  const corner = (slot: number): number => {
    const vertex = polygons[slot];
    const uv = texturePolygons[slot];
    const key = vertex * 65536 + uv;
    const known = cornerOf.get(key);
    if (known !== undefined) return known;
    cornerOf.set(key, vertices.length);
    vertices.push(vertex);
    uvs.push(allUvs[2 * uv], allUvs[2 * uv + 1]);
    return vertices.length - 1;
  };
  for (let p = 4 * from; p < 4 * to; p += 4) {
    const [a, b, c] = [corner(p), corner(p + 1), corner(p + 2)];
    triangles.push(a, b, c);
    if (polygons[p + 3] !== NO_VERTEX) triangles.push(a, c, corner(p + 3));
  }
  return {
    vertices: Uint32Array.from(vertices),
    uvs: Float32Array.from(uvs),
    triangles: Uint32Array.from(triangles),
  };
}
