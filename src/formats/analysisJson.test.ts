import { expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import { analysisText, analysisToJson, parseAnalysis } from "./analysisJson.ts";

const SOURCE = {
  file: 'a folder/{odd}  "name" [1].jpg',
  intrinsics: assumeIntrinsics(320, 240),
  models: [{ role: "landmarks", name: "example", version: "1" }],
};

test("what is written reads back through the schema, whatever the file's name", () => {
  const faces = [exampleFace({ occluded: [36, 37] }), exampleFace({ scale: 20 })];
  const json = analysisToJson(exampleAnalysis(faces), SOURCE);
  const text = analysisText(json);
  expect(parseAnalysis(text)).toEqual(json);
  expect(JSON.parse(text)).toEqual(json);
  expect(json.file).toBe(SOURCE.file);
  expect(json.intrinsics.assumed).toBe(true);
  expect(text.split("\n").length).toBeLessThan(250);
});

test("hidden landmarks and unknown eyes are reported as such, never guessed", () => {
  const { faces } = analysisToJson(exampleAnalysis([exampleFace({ occluded: [36] })]), SOURCE);
  expect(faces[0]?.landmarks[36]).toMatchObject({ occluded: true, probability: 0.125 });
  expect(faces[0]?.landmarks[37]?.occluded).toBe(false);
  expect(faces[0]?.eyes.right).toEqual({ openness: null, valid: false, reason: "occluded" });
  expect(faces[0]?.eyes.left).toEqual({ openness: 0.31, valid: true });
  // JSON has no infinity.
  expect(faces[0]?.pose.uncertainty).toEqual({ yaw: 1, pitch: 2, roll: null });
});

test("an image without faces has an empty list", () => {
  const json = analysisToJson(exampleAnalysis([]), SOURCE);
  expect(parseAnalysis(analysisText(json)).faces).toEqual([]);
});

test("the error lists where a file departs from the schema", () => {
  const json = analysisToJson(exampleAnalysis(), SOURCE);
  expect(() => parseAnalysis(JSON.stringify({ ...json, version: 2 }))).toThrow(/version/);
  const few = {
    ...json,
    faces: json.faces.map((f) => ({ ...f, landmarks: f.landmarks.slice(1) })),
  };
  expect(() => parseAnalysis(JSON.stringify(few))).toThrow(/faces\[0\]\.landmarks/);
  const closed = json.faces.map((f) => ({ ...f, mouth: { openness: 0, valid: false } }));
  expect(() => parseAnalysis(JSON.stringify({ ...json, faces: closed }))).toThrow(/mouth/);
});

test("closed eyes have their probability, unknown ones null, and older files without it are read", () => {
  const face = exampleFace({ occluded: [36] });
  const { left, right } = face.eyes;
  const eyes = { left: { ...left, closed: 0.123456 }, right: { ...right, closed: null } };
  const json = analysisToJson(exampleAnalysis([{ ...face, eyes }]), SOURCE);
  expect(json.faces[0]?.eyes.left.closed).toBe(0.12346);
  expect(json.faces[0]?.eyes.right.closed).toBeNull();
  expect(parseAnalysis(analysisText(json))).toEqual(json);
  const older = analysisToJson(exampleAnalysis([face]), SOURCE);
  expect("closed" in (older.faces[0]?.eyes.left ?? {})).toBe(false);
  expect(parseAnalysis(analysisText(older))).toEqual(older);
});
