import { expect, test } from "vitest";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "../../testing/exampleSession.ts";
import {
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  parseJsonLines,
  sessionReader,
} from "./jsonLines.ts";

const FRAMES = [...exampleSession({ seconds: 66, rate: 2 })];
const END = { ...exampleEnd(FRAMES.length), lastTimestamp: 65.5 };
const TEXT = [
  jsonLinesHeader(EXAMPLE_SOURCE),
  ...FRAMES.map(jsonLinesFrame),
  jsonLinesEnd(END, FRAMES[120]?.report.ongoing),
].join("");

test("a session reads back as it was, to the decimals that are written", () => {
  const session = parseJsonLines(TEXT);
  expect(session.source).toEqual(EXAMPLE_SOURCE);
  expect(session.end).toEqual(END);
  expect(session.changed.map(({ kind }) => kind)).toEqual(["view-degraded"]);
  expect(session.notes).toEqual([]);
  expect(session.frames).toHaveLength(FRAMES.length);
  const frame = session.frames[120];
  expect(frame?.report.eyeClosure).toBeNull();
  expect(frame?.report.ongoing.map(({ kind }) => kind)).toEqual(["view-degraded"]);
  expect(frame?.report.mouthOpenness).toBeCloseTo(FRAMES[120]?.report.mouthOpenness ?? 0, 4);
  const face = frame?.frame.faces[0];
  expect(face?.landmarks[36]).toMatchObject({ occluded: true, probability: 0.125 });
  expect(face?.landmarks[8]?.x).toBeCloseTo(FRAMES[120]?.frame.faces[0]?.landmarks[8]?.x ?? 0, 2);
  // Infinity is not JSON, yet comes back.
  expect(face?.pose.uncertainty.roll).toBe(Number.POSITIVE_INFINITY);
});

test("writing what was read gives the same text", () => {
  const { frames } = parseJsonLines(TEXT);
  for (const i of [0, 75, 120]) {
    const [read, written] = [frames[i], FRAMES[i]];
    if (!read || !written) throw new Error("The example has these frames.");
    expect(JSON.parse(jsonLinesFrame(read))).toEqual(JSON.parse(jsonLinesFrame(written)));
  }
});

test("what hides a landmark comes back; files without it still open", () => {
  const frame = FRAMES[120];
  const faces = frame.frame.faces.map((face) => ({
    ...face,
    landmarks: face.landmarks.map((landmark, k) =>
      landmark.occluded
        ? { ...landmark, hiddenBy: k === 37 ? ("self" as const) : ("object" as const) }
        : landmark,
    ),
  }));
  const text =
    jsonLinesHeader(EXAMPLE_SOURCE) +
    jsonLinesFrame({ ...frame, frame: { ...frame.frame, faces } });
  const read = parseJsonLines(text).frames[0].frame.faces[0];
  expect(read.landmarks.slice(35, 39).map(({ hiddenBy }) => hiddenBy)).toEqual([
    undefined,
    "object",
    "self",
    "object",
  ]);
  expect(read).not.toHaveProperty("hiddenBySelf");
  const { landmarks } = parseJsonLines(TEXT).frames[120].frame.faces[0];
  expect(landmarks[37]).not.toHaveProperty("hiddenBy");
});

test("a file cut off anywhere keeps its complete lines, and the notes report it", () => {
  const lines = TEXT.split("\n");
  const head = lines.slice(0, 11).join("\n");
  const cut = parseJsonLines(`${head}\n${lines[11]?.slice(0, 500)}`);
  expect(cut.frames).toHaveLength(10);
  expect(cut.end).toBeNull();
  expect(cut.notes.join(" ")).toMatch(/line, 12, is cut off.*frame 9 at 4.5 s/);
  // Only the line feed is missing: nothing is lost.
  expect(parseJsonLines(head).frames).toHaveLength(10);
  expect(parseJsonLines(lines[0] ?? "").notes.join(" ")).toMatch(/after the header/);
});

test("pieces may be cut anywhere", () => {
  const reader = sessionReader();
  for (let from = 0; from < TEXT.length; from += 997) reader.add(TEXT.slice(from, from + 997));
  expect(reader.finish()).toEqual(parseJsonLines(TEXT));
});

test("a damaged line in the middle is an error that names it", () => {
  const lines = TEXT.split("\n");
  const broken = [...lines.slice(0, 5), lines[5]?.slice(0, 100), ...lines.slice(6)].join("\n");
  expect(() => parseJsonLines(broken)).toThrow(/Line 6 is not JSON/);
  const wrong = lines.with(
    3,
    (lines[3] ?? "").replace('"eyeClosure":', '"eyeClosure":"shut","x":'),
  );
  expect(() => parseJsonLines(wrong.join("\n"))).toThrow(/line 4[\s\S]*report\.eyeClosure/);
});

test("other files are refused", () => {
  expect(() => parseJsonLines("")).toThrow(/no header/);
  expect(() => parseJsonLines('{"a":1}\n')).toThrow(/not a session by Vigil/);
  expect(() => parseJsonLines(TEXT.replace('"version":2', '"version":3'))).toThrow(/version/);
});

test("fields that a later monitor adds pass through", () => {
  const text = TEXT.replaceAll('"blinkRate":', '"gaze":[1,2],"blinkRate":');
  expect(parseJsonLines(text).frames[0]?.report).toMatchObject({ gaze: [1, 2] });
});
