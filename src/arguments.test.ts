// What callers pass by mistake to functions that write, measure or follow: each is refused with the value's name.

import { expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../testing/exampleAnalysis.ts";
import {
  alertText,
  analysisText,
  analysisToJson,
  assumeIntrinsics,
  cabins,
  createDriverMonitor,
  createDriverSession,
  createEventLog,
  createTracker,
  detailText,
  drawOverlay,
  eventsText,
  eyeState,
  facesCsvRows,
  formatMerlPts,
  formatPts,
  framesCsv,
  gazeOf,
  initialMonitorState,
  joinGaze,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
  lineOfSight,
  mirroredCabin,
  parseAnalysis,
  parseEvents,
  parseJsonLines,
  parseMerlPts,
  parsePts,
  perclosWindows,
  profiles,
  recordSeries,
  reportHtml,
  sessionReader,
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
const exampleText = analysisText(analysisToJson(exampleAnalysis(), imageSource));
const canvas = new Proxy({}, { get: () => () => ({ width: 10 }), set: () => true });

const engine = { analyze: async () => exampleAnalysis() };
const measure = { openness: 0.3, valid: true } as const;
const prediction = { open: 0.9, seen: 0.9, width: 30 };
const line = { slope: 10, intercept: -2 };
const join = { leastSeen: 0.5, openness: line, width: { none: 8, full: 16 } };

/** Values that no caller means. */
const NONSENSE = [Number.NaN, -1, "x", null, undefined, {}, [], true, () => 1, Object.create(null)];

type Call = (...values: never[]) => unknown;

/** A function, arguments that are right, and the one that is replaced by nonsense; what is a value of the type is left out. */
const CALLS: [string, Call, unknown[], number, unknown[]?][] = [
  ["alertText", alertText, [{ timestamp: 1, level: "warning", event: 1, kind: "yawn" }], 0],
  ["detailText", detailText, [{ kind: "behind-hand" }], 0],
  ["gazeOf", gazeOf, [{}], 0, [{}]],
  ["analysisText", analysisText, [analysisToJson(exampleAnalysis(), imageSource)], 0],
  ["analysisToJson", analysisToJson, [exampleAnalysis(), imageSource], 0],
  ["analysisToJson", analysisToJson, [exampleAnalysis(), imageSource], 1],
  ["drawOverlay", drawOverlay, [canvas, [face], { width: 320, height: 240 }], 1, [[]]],
  ["eventsText", eventsText, [session], 0],
  ["facesCsvRows", facesCsvRows, [row], 0],
  ["formatMerlPts", formatMerlPts, [face.landmarks], 0, [[]]],
  ["formatPts", formatPts, [face.landmarks], 0, [[]]],
  ["framesCsv", framesCsv, [[60]], 0, [[]]],
  ["framesCsv().row", framesCsv([60]).row, [{ frame, report }], 0],
  ["joinGaze", joinGaze, [known, known], 0],
  ["joinGaze", joinGaze, [known, known], 1],
  ["jsonLinesEnd", jsonLinesEnd, [end, []], 0],
  ["jsonLinesEnd", jsonLinesEnd, [end, []], 1, [[], undefined]],
  ["jsonLinesFrame", jsonLinesFrame, [{ frame, report }], 0],
  ["jsonLinesHeader", jsonLinesHeader, [source], 0],
  ["jsonLinesSilence", jsonLinesSilence, [report], 0],
  ["lineOfSight", lineOfSight, [face], 0],
  ["mirroredCabin", mirroredCabin, [cabins.column], 0],
  ["parseMerlPts", parseMerlPts, ["{\n3 4\n}"], 0, ["x"]],
  ["parsePts", parsePts, ["{\n3 4\n}"], 0, ["x"]],
  ["perclosWindows", perclosWindows, [report], 0],
  ["recordSeries().add", recordSeries().add, [report], 0],
  ["assumeIntrinsics", assumeIntrinsics, [640, 480], 0],
  ["assumeIntrinsics", assumeIntrinsics, [640, 480], 1],
  ["createDriverSession", createDriverSession, [engine], 0],
  ["createTracker", createTracker, [engine], 0],
  ["createEventLog", createEventLog, [{ events: [], alerts: [] }], 0, [undefined]],
  ["recordSeries", recordSeries, [9, recordSeries().save()], 1, [undefined]],
  ["eyeState", eyeState, [measure, prediction, join], 0],
  ["eyeState", eyeState, [measure, prediction, join], 1, [null]],
  ["eyeState", eyeState, [measure, prediction, join], 2],
  ["parseAnalysis", parseAnalysis, [exampleText], 0, ["x"]],
  ["parseEvents", parseEvents, [eventsText(session)], 0, ["x"]],
  ["parseJsonLines", parseJsonLines, [jsonLinesHeader(source)], 0, ["x"]],
  ["sessionReader().add", sessionReader().add, [""], 0, ["x"]],
  ["createEventLog().add", createEventLog().add, [report], 0],
  ["reportHtml", reportHtml, [{ ...session, series, images }], 0],
  ["updateMonitorState", updateMonitorState, [state, observation, profiles.default], 0],
  ["updateMonitorState", updateMonitorState, [state, observation, profiles.default], 1],
  ["updateMonitorState", updateMonitorState, [state, observation, profiles.default], 2],
  ["webVtt", webVtt, [session, {}], 0],
  ["webVtt", webVtt, [session, {}], 1, [undefined, {}]],
];

test.each(CALLS)("%s refuses nonsense", (name, call, values, place, allowed = []) => {
  expect(() => call(...(values as never[]))).not.toThrow();
  const shown = allowed.map((value) => JSON.stringify(value));
  for (const nonsense of NONSENSE) {
    if (typeof nonsense !== "function" && shown.includes(JSON.stringify(nonsense))) continue;
    const given = values.map((value, k) => (k === place ? nonsense : value));
    const shownValue = Object.prototype.toString.call(nonsense);
    expect(() => call(...(given as never[])), `${name} with ${shownValue}`).toThrow(RangeError);
  }
});

test.each<[string, Call, unknown[], RegExp]>([
  [
    "facesCsvRows",
    facesCsvRows,
    [{ ...row, faces: [{ ...face, score: 2 }] }],
    /faces\[0\]\.score .*0 to 1/,
  ],
  ["facesCsvRows", facesCsvRows, [{ ...row, timestamp: Number.NaN }], /timestamp .*got NaN/],
  [
    "jsonLinesFrame",
    jsonLinesFrame,
    [{ frame: { ...frame, brightness: Number.NaN }, report }],
    /frame\.brightness .*got NaN/,
  ],
  [
    "jsonLinesFrame",
    jsonLinesFrame,
    [{ frame, report: { ...report, timestamp: "1" } }],
    /report\.timestamp .*got "1"/,
  ],
  ["reportHtml", reportHtml, [{ ...session, series: {}, images }], /series/],
  ["reportHtml", reportHtml, [{ ...session, series, images: null }], /images must be a Map/],
  [
    "updateMonitorState",
    updateMonitorState,
    [state, observation, { ...profiles.default, yawn: null }],
    /yawn/,
  ],
  [
    "updateMonitorState",
    updateMonitorState,
    [{ ...state, perclos: {} }, observation, profiles.default],
    /perclos/,
  ],
  ["joinGaze", joinGaze, [known, { ...known, yaw: Number.NaN }], /right eye's gaze yaw .*got NaN/],
])("%s names the value", (_, call, values, message) => {
  expect(() => call(...(values as never[]))).toThrow(message);
});

test("a state of an earlier version gets the fields that it lacks", () => {
  const { places: _, ...distraction } = state.distraction;
  const old = { ...state, distraction } as unknown as typeof state;
  expect(updateMonitorState(old, observation, profiles.default).report.state).toBe("calibrating");
});
