import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import type { Face } from "../result.ts";
import { facesCsvHeader, facesCsvRows } from "./facesCsv.ts";

/** Rows as records, for cells without quotes. */
function rowsOf(faces: readonly Face[], file = "a.jpg"): Record<string, string>[] {
  const names = facesCsvHeader().trimEnd().split(",");
  const source = { file, frame: 3, timestamp: 0, width: 320, height: 240, faces };
  const lines = facesCsvRows(source).trimEnd().split("\n");
  return lines.map((line) => {
    const cells = line.split(",");
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}

test("columns are file, OpenFace's in its order, the occlusion flags, then Vigil's own", () => {
  const names = facesCsvHeader().trimEnd().split(",");
  const numbered = (prefix: string): string[] =>
    Array.from({ length: 68 }, (_, k) => `${prefix}_${k}`);
  expect(names.slice(0, 20 + 3 * 68)).toEqual([
    ..."file,frame,face_id,timestamp,confidence,success".split(","),
    ..."gaze_0_x,gaze_0_y,gaze_0_z,gaze_1_x,gaze_1_y,gaze_1_z,gaze_angle_x,gaze_angle_y".split(","),
    ..."pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz".split(","),
    ...numbered("x"),
    ...numbered("y"),
    ...numbered("occ"),
  ]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("left_eye_openness");
});

test("a file's name is never a spreadsheet's formula, and still its path", () => {
  const nameOf = (file: string) => rowsOf([exampleFace()], file)[0]?.["file"];
  expect(nameOf("=HYPERLINK(A1).jpg")).toBe("./=HYPERLINK(A1).jpg");
  expect(nameOf("@SUM.jpg")).toBe("./@SUM.jpg");
  expect(nameOf("drive/=1.jpg")).toBe("drive/=1.jpg");
});

test("one row a face, numbered from 0", () => {
  const rows = rowsOf([exampleFace(), exampleFace({ centerX: 40, occluded: [0, 67] })]);
  expect(rows.map((row) => row["face_id"])).toEqual(["0", "1"]);
  expect(rows[0]).toMatchObject({ file: "a.jpg", frame: "3", success: "1", confidence: "0.9" });
  expect(rows[1]).toMatchObject({ occ_0: "1", occ_1: "0", occ_67: "1" });
  expect(Number(rows[1]?.["x_8"])).toBeCloseTo(40, 3);
});

test("rotations follow OpenFace: radians, down and the image's left are positive", () => {
  // The example looks 10° to the image's right, 5° down, and leans 2.5° to the image's right.
  const [row] = rowsOf([exampleFace()]);
  expect(Number(row?.["pose_Rx"])).toBeCloseTo((5 * Math.PI) / 180, 4);
  expect(Number(row?.["pose_Ry"])).toBeCloseTo((-10 * Math.PI) / 180, 4);
  expect(Number(row?.["pose_Rz"])).toBeCloseTo((2.5 * Math.PI) / 180, 4);
  expect(row?.["pose_Tz"]).toBe("600");
  expect(row).toMatchObject({ yaw: "10", pitch: "-5", roll: "2.5" });
});

test("gaze follows OpenFace: the image's right and down are positive, and eye 0 is the left one in the image", () => {
  const face = exampleFace();
  const ahead = { ...face.pose, yaw: 0, pitch: 0, roll: 0 };
  const look = { known: true, yaw: 30, pitch: -20, deviation: 3 } as const;
  const left = { ...face.eyes.left, gaze: look };
  const right = { ...face.eyes.right, gaze: { known: false, reason: "glare" } as const };
  const [row] = rowsOf([{ ...face, pose: ahead, eyes: { left, right }, gaze: look }]);
  // The right eye is the left one in the image; it is not known.
  expect(row).toMatchObject({ gaze_0_x: "", gaze_0_z: "", gaze_yaw: "30", gaze_problem: "" });
  expect(Number(row?.["gaze_1_x"])).toBeCloseTo(0.47, 2);
  expect(Number(row?.["gaze_1_y"])).toBeCloseTo(0.342, 2);
  expect(Number(row?.["gaze_1_z"])).toBeLessThan(0);
  expect(Number(row?.["gaze_angle_x"])).toBeCloseTo((30 * Math.PI) / 180, 3);
  expect(Number(row?.["gaze_angle_y"])).toBeGreaterThan(0);
  expect(rowsOf([face])[0]).toMatchObject({ gaze_angle_x: "", gaze_problem: "no-network" });
});

test("what is unknown is an empty cell, never a zero", () => {
  const [row] = rowsOf([exampleFace({ occluded: [36, 37] })]);
  expect(row).toMatchObject({ right_eye_openness: "", right_eye_valid: "0", left_eye_valid: "1" });
  expect(row?.["roll_uncertainty"]).toBe("");
});

test("an image without a face has one row with success 0", () => {
  const rows = rowsOf([]);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ file: "a.jpg", success: "0", confidence: "0", face_id: "0" });
  expect(rows[0]).toMatchObject({ x_0: "", occ_0: "", pose_Rx: "", yaw: "", image_width: "320" });
});

test("occ_self is 1 behind the face, 0 elsewhere, and empty where the cause is not known", () => {
  const names = facesCsvHeader().trimEnd().split(",");
  const face = exampleFace({ occluded: [3, 4] });
  const landmarks = face.landmarks.map((landmark, k) =>
    k === 3 ? { ...landmark, hiddenBy: "self" as const } : landmark,
  );
  const source = { file: "a.jpg", frame: 1, timestamp: 0, width: 320, height: 240 };
  const cells = facesCsvRows({ ...source, faces: [{ ...face, landmarks }] })
    .trimEnd()
    .split(",");
  expect([2, 3, 4].map((k) => cells[names.indexOf(`occ_self_${k}`)])).toEqual(["0", "1", ""]);
});

test("two columns show whether eyes are closed, and are empty where that is unknown", () => {
  const face = exampleFace();
  const { left, right } = face.eyes;
  const eyes = { left: { ...left, closed: 0.987654 }, right: { ...right, closed: null } };
  const rows = rowsOf([{ ...face, eyes }, face]);
  expect(rows[0]).toMatchObject({ left_eye_closed: "0.98765", right_eye_closed: "" });
  expect(rows[1]).toMatchObject({ left_eye_closed: "", right_eye_closed: "" });
});
