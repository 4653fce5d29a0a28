// What callers pass by mistake to functions that write, measure or follow: each is refused with the value's name.

import { expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../testing/exampleAnalysis.ts";
import {
  analysisText,
  analysisToJson,
  assumeIntrinsics,
  cabins,
  createDriverMonitor,
  createEventLog,
  drawOverlay,
  eventsText,
  facesCsvRows,
  formatMerlPts,
  formatPts,
  framesCsv,
  initialMonitorState,
  joinGaze,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
  lineOfSight,
  mirroredCabin,
  parseMerlPts,
  parsePts,
  perclosWindows,
  profiles,
  recordSeries,
  reportHtml,
  updateMonitorState,
  webVtt,
} from "./index.ts";

const face = exampleFace();
const observation = { timestamp: 0, face, brightness: 0.4 };
const report = createDriverMonitor().update(observation);
const frame = {
  index: 0,
  timestamp: 0,
  width: 320,
  height: 240,
  brightness: 0.4,
  driver: 1,
  milliseconds: { detect: 1, landmarks: 1, measures: 1 },
  faces: [{ ...face, id: 1 }],
};
const source = { file: "drive.mp4", models: [], profile: profiles.default };
const end = { frames: 1, firstTimestamp: 0, lastTimestamp: 0, stopped: null };
const session = { source, end, events: [], alerts: [] };
const row = { file: "a.jpg", frame: 1, timestamp: 0, width: 320, height: 240, faces: [face] };
const imageSource = { file: "a.jpg", models: [], intrinsics: assumeIntrinsics(320, 240) };
const series = recordSeries().series();
const images = new Map<number, string>();
const state = initialMonitorState(null);
const known = { known: true, yaw: 1, pitch: 2, deviation: 3 };
const canvas = new Proxy({}, { get: () => () => ({ width: 10 }), set: () => true });

/** Values that no caller means. */
const NONSENSE = [Number.NaN, -1, "x", null, undefined, {}, [], true, () => 1];

type Call = (...values: unknown[]) => unknown;
const functions = {
  analysisText,
  analysisToJson,
  drawOverlay,
  eventsText,
  facesCsvRows,
  formatMerlPts,
  formatPts,
  framesCsv,
  joinGaze,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
  lineOfSight,
  mirroredCabin,
  parseMerlPts,
  parsePts,
  perclosWindows,
  reportHtml,
  updateMonitorState,
  webVtt,
  "framesCsv().row": framesCsv([60]).row,
  "createEventLog().add": createEventLog().add,
  "recordSeries().add": recordSeries().add,
} as unknown as Readonly<Record<string, Call>>;

/** Arguments that are right, and the one that is replaced by nonsense; nonsense that is a value of the type is left out. */
const CALLS: [string, unknown[], number, unknown[]?][] = [
  ["analysisText", [analysisToJson(exampleAnalysis(), imageSource)], 0],
  ["analysisToJson", [exampleAnalysis(), imageSource], 0],
  ["analysisToJson", [exampleAnalysis(), imageSource], 1],
  ["drawOverlay", [canvas, [face], { width: 320, height: 240 }], 1, [[]]],
  ["eventsText", [session], 0],
  ["facesCsvRows", [row], 0],
  ["formatMerlPts", [face.landmarks], 0, [[]]],
  ["formatPts", [face.landmarks], 0, [[]]],
  ["framesCsv", [[60]], 0, [[]]],
  ["framesCsv().row", [{ frame, report }], 0],
  ["joinGaze", [known, known], 0],
  ["joinGaze", [known, known], 1],
  ["jsonLinesEnd", [end, []], 0],
  ["jsonLinesEnd", [end, []], 1, [[], undefined]],
  ["jsonLinesFrame", [{ frame, report }], 0],
  ["jsonLinesHeader", [source], 0],
  ["jsonLinesSilence", [report], 0],
  ["lineOfSight", [face], 0],
  ["mirroredCabin", [cabins.column], 0],
  ["parseMerlPts", ["{\n3 4\n}"], 0, ["x"]],
  ["parsePts", ["{\n3 4\n}"], 0, ["x"]],
  ["perclosWindows", [report], 0],
  ["recordSeries().add", [report], 0],
  ["createEventLog().add", [report], 0],
  ["reportHtml", [{ ...session, series, images }], 0],
  ["updateMonitorState", [state, observation, profiles.default], 0],
  ["updateMonitorState", [state, observation, profiles.default], 1],
  ["updateMonitorState", [state, observation, profiles.default], 2],
  ["webVtt", [session, {}], 0],
  ["webVtt", [session, {}], 1, [undefined, {}]],
];

test.each(CALLS)("%s refuses nonsense", (name, values, place, allowed = []) => {
  const call = functions[name];
  expect(() => call?.(...values)).not.toThrow();
  const shown = allowed.map((value) => JSON.stringify(value));
  for (const nonsense of NONSENSE) {
    if (typeof nonsense !== "function" && shown.includes(JSON.stringify(nonsense))) continue;
    const given = values.map((value, k) => (k === place ? nonsense : value));
    expect(() => call?.(...given), `${name} with ${String(nonsense)}`).toThrow(RangeError);
  }
});

test.each<[string, unknown[], RegExp]>([
  ["facesCsvRows", [{ ...row, faces: [{ ...face, score: 2 }] }], /faces\[0\]\.score .*0 to 1/],
  ["facesCsvRows", [{ ...row, timestamp: Number.NaN }], /timestamp .*got NaN/],
  [
    "jsonLinesFrame",
    [{ frame: { ...frame, brightness: Number.NaN }, report }],
    /frame\.brightness .*got NaN/,
  ],
  [
    "jsonLinesFrame",
    [{ frame, report: { ...report, timestamp: "1" } }],
    /report\.timestamp .*got "1"/,
  ],
  ["reportHtml", [{ ...session, series: {}, images }], /series/],
  ["reportHtml", [{ ...session, series, images: null }], /images must be a Map/],
  ["updateMonitorState", [state, observation, { ...profiles.default, yawn: null }], /yawn/],
  ["updateMonitorState", [{ ...state, perclos: {} }, observation, profiles.default], /perclos/],
  ["joinGaze", [known, { ...known, yaw: Number.NaN }], /right eye's gaze yaw .*got NaN/],
])("%s names the value", (name, values, message) => {
  expect(() => functions[name]?.(...values)).toThrow(message);
});

test("a state of an earlier version gets the fields that it lacks", () => {
  const { places: _, ...distraction } = state.distraction;
  const old = { ...state, distraction } as unknown as typeof state;
  expect(updateMonitorState(old, observation, profiles.default).report.state).toBe("calibrating");
});
