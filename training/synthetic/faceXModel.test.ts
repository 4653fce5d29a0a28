// Reading ICT-FaceKit's folder, on a head of five vertices with the same names.

import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkAssets, findHeadModel } from "./assets.ts";
import { FACE_X_NEUTRAL, packFaceXModel } from "./faceXModel.ts";
import { parseHeadModel, shapeIdentity, withExpression } from "./scene/headModel.ts";

let folder = "";
const VERTICES = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0.5, 2, 0.25],
];
const obj = (move: (v: number[], index: number) => number[]) =>
  VERTICES.map((v, index) => `v ${move(v, index).join(" ")}`).join("\n");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-facex-"));
  const faces = "usemtl M_Face\nf 1/1 2/2 3/3 4/4\nusemtl M_BackHead\nf 4/4/1 3/3/1 5/5/1\n";
  const uvs = "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvt 0.5 0.5\n";
  const files = {
    "generic_neutral_mesh.obj": `# made up\n${obj((v) => v)}\n${uvs}${faces}`,
    "identity000.obj": obj(([x = 0, y = 0, z = 0]) => [x + 0.5 * y, y, z]),
    "identity001.obj": obj(([x = 0, y = 0, z = 0]) => [x, y, z + 0.25]),
    "jawOpen.obj": obj(([x = 0, y = 0, z = 0], index) => [x, index === 4 ? y - 2 : y, z]),
    "vertex_indices.json": JSON.stringify({ idx_to_landmark_verts: [4, 0] }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterEach(() => rm(folder, { recursive: true }));

async function model() {
  const packed = await packFaceXModel(folder);
  const { buffer, byteOffset, byteLength } = packed["model.bin"];
  return parseHeadModel(
    packed["model.json"],
    packed["vertex_indices.json"],
    buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
  );
}

test("shapes, materials, triangles and landmarks are read", async () => {
  const head = await model();
  expect(head.vertexCount).toBe(5);
  expect(head.landmarks).toEqual([4, 0]);
  expect(head.identities).toHaveLength(2);
  expect([...head.expressions.keys()]).toEqual(["jawOpen"]);
  expect(head.parts.get("M_Face")?.triangles).toHaveLength(6);
  expect(head.parts.get("M_BackHead")?.triangles).toHaveLength(3);
  const shaped = withExpression(head, shapeIdentity(head, [2, -1]), { jawOpen: 0.5 });
  [2.5, 1, 0].forEach((value, axis) => {
    expect(shaped[3 * 4 + axis]).toBeCloseTo(value, 3);
  });
});

test("a material that occurs twice is one part, and its texture is moved to the first tile", async () => {
  const faces =
    "usemtl M_Face\nf 1/1 2/2 3/3\nusemtl M_Teeth\nf 1/4 2/5 4/6\nusemtl M_Face\nf 1/1 3/3 4/2\n";
  const uvs = "vt 0.25 0\nvt 1 0\nvt 1 0.5\nvt 4.25 0.5\nvt 4.5 0.75\nvt 5 1\n";
  await writeFile(
    join(folder, FACE_X_NEUTRAL),
    `mtllib made.mtl\r\n${obj((v) => v)}\n${uvs}${faces}`,
  );
  const head = await model();
  expect([...head.parts.keys()]).toEqual(["M_Face", "M_Teeth"]);
  expect(head.parts.get("M_Face")?.triangles).toHaveLength(6);
  expect([...(head.parts.get("M_Teeth")?.uvs ?? [])]).toEqual([0.25, 0.5, 0.5, 0.75, 1, 1]);
});

test("an error names a shape with another number of vertices", async () => {
  await writeFile(join(folder, "identity001.obj"), "v 0 0 0\n");
  await expect(packFaceXModel(folder)).rejects.toThrow(/identity001\.obj has 1 vertices.*has 5/);
  await writeFile(join(folder, "identity001.obj"), "v 0 zero 0\n");
  await expect(packFaceXModel(folder)).rejects.toThrow(/identity001\.obj.*not 3 numbers/);
});

test("the folder is found in every layout, and missing assets are listed with their source", async () => {
  const assets = join(folder, "assets");
  await mkdir(assets);
  expect(await findHeadModel(assets)).toBeNull();
  const complaint = () => checkAssets(assets).catch((error: Error) => error.message);
  for (const named of ["github.com/ICT-VGL/ICT-FaceKit", "hdri/*.hdr", "glasses.obj"]) {
    expect(await complaint()).toContain(named);
  }
  const inside = join(assets, "ict", "FaceXModel");
  await mkdir(inside, { recursive: true });
  await copyFile(join(folder, FACE_X_NEUTRAL), join(inside, FACE_X_NEUTRAL));
  expect(await findHeadModel(assets)).toMatchObject({ kind: "obj" });
  expect(await complaint()).not.toContain("head model");
});
