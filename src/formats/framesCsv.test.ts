import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { exampleSession } from "../../testing/exampleSession.ts";
import { framesCsv, perclosWindows } from "./framesCsv.ts";
import type { SessionFrame } from "./sessionFrame.ts";

const DRIVE = [...exampleSession({ seconds: 120 })];

function rowOf(frame: SessionFrame): Record<string, string> {
  const csv = framesCsv(perclosWindows(frame.report));
  const names = csv.header.trimEnd().split(",");
  const cells = csv.row(frame).trimEnd().split(",");
  expect(cells).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
}

function at(seconds: number): SessionFrame {
  return DRIVE[Math.round(seconds * 30)];
}

test("columns begin as OpenFace's for videos and have names of their own", () => {
  const names = framesCsv([60, 180]).header.trimEnd().split(",");
  expect(names.slice(0, 5)).toEqual(["frame", "face_id", "timestamp", "confidence", "success"]);
  expect(names.indexOf("occ_0")).toBe(names.indexOf("y_67") + 1);
  expect(names.slice(-4)).toEqual([
    "perclos_60",
    "perclos_60_coverage",
    "perclos_180",
    "perclos_180_coverage",
  ]);
  expect(new Set(names).size).toBe(names.length);
});

test("a frame's row has the monitor's report", () => {
  expect(rowOf(at(72))).toMatchObject({
    frame: "2161",
    face_id: "1",
    timestamp: "72",
    success: "1",
    eye_closure: "1",
    eyes_problem: "",
    attention: "road",
    occluded_share: "0",
    mouth_problem: "",
  });
  expect(rowOf(at(72))["events"]).toMatch(/^\d+:microsleep$/);
  expect(rowOf(at(72.6))["events_changed"]).toMatch(/^\d+:microsleep$/);
});

test("what is unknown is an empty cell, never a zero", () => {
  const hidden = rowOf(at(61));
  expect(hidden).toMatchObject({
    eye_closure: "",
    eyes_problem: "hidden",
    degraded: "eyes:hidden",
  });
  expect(rowOf(at(5))["perclos_60"]).toBe("");
  expect(Number(rowOf(at(90))["perclos_60"])).toBeGreaterThan(0);
});

test("a frame without the driver has a row, also when somebody else is in it", () => {
  const absent = at(103);
  expect(rowOf(absent)).toMatchObject({ success: "0", face_id: "0", faces: "0", state: "absent" });
  expect(rowOf(absent)).toMatchObject({
    eye_closure: "",
    head_yaw: "",
    x_0: "",
    brightness: "0.4",
  });
  const passenger = { ...absent.frame, faces: [{ ...exampleFace(), id: 7 }] };
  expect(rowOf({ ...absent, frame: passenger })).toMatchObject({
    success: "0",
    faces: "1",
    x_0: "",
  });
});

test("of several faces the driver's is written, under its track's number", () => {
  const { frame, report } = at(72);
  const driver = { ...exampleFace({ centerX: 80 }), id: 5 };
  const faces = [{ ...exampleFace(), id: 2 }, driver];
  const row = rowOf({ frame: { ...frame, faces, driver: 5 }, report });
  expect(row).toMatchObject({ face_id: "5", faces: "2" });
  expect(Number(row["x_8"])).toBeCloseTo(80, 2);
});

test("no cell can be taken for a formula", () => {
  for (const seconds of [0, 37, 61, 72, 103]) {
    for (const cell of Object.values(rowOf(at(seconds)))) {
      expect(cell).toMatch(/^$|^-?[\d.]+(e-\d+)?$|^[a-z\d]/);
    }
  }
});
