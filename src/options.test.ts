import { expect, test } from "vitest";
import { DETECTION_CARD, LANDMARKS_CARD } from "../testing/cards.ts";
import { exampleFace } from "../testing/exampleAnalysis.ts";
import { fakeDetector } from "../testing/fakeDetector.ts";
import {
  coordinateFrame,
  fakeLandmarkNetwork,
  meanFaceAt,
} from "../testing/fakeLandmarkNetwork.ts";
import { createDriverMonitor } from "./driver/monitor.ts";
import { createDriverSession } from "./driverSession.ts";
import type { Frame } from "./image/frame.ts";
import { createTracker } from "./track/tracker.ts";
import { type AnalyzeOptions, Vigil, type VigilOptions, vigilOf } from "./vigil.ts";

const face = meanFaceAt({ x: 200, y: 150 }, 50);
const frame = coordinateFrame(400, 300);

function fakeVigil(): Vigil {
  return vigilOf({
    detector: fakeDetector(() => [{ x: 120, y: 70, width: 160, height: 160, score: 0.9 }]).network,
    landmarks: fakeLandmarkNetwork([face]).network,
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
  });
}

/** Values of the wrong kind, as JavaScript callers pass them. */
const wrong = <Options>(options: unknown) => options as Options;

test.each<[unknown, RegExp]>([
  [{ maxFaces: Number.NaN }, /maxFaces must be a whole number from 1 on, got NaN/],
  [{ maxFaces: -1 }, /maxFaces .*got -1/],
  [{ maxFaces: 1.5 }, /maxFaces .*got 1\.5/],
  [{ maxFaces: null }, /maxFaces .*got null/],
  [{ minScore: Number.NaN }, /minScore must be a number from 0 to 1, got NaN/],
  [{ minScore: "0.5" }, /minScore .*got "0\.5"/],
  [{ minScore: 2 }, /minScore .*got 2/],
  [{ secondPass: "no" }, /secondPass must be true or false/],
  [
    { boxes: [{ x: 0, y: 0, width: Number.NaN, height: 9 }] },
    /boxes\[0\]\.width .*above 0, got NaN/,
  ],
  [{ boxes: [{ x: 0, y: 0, width: 9, height: 0 }] }, /boxes\[0\]\.height .*got 0/],
  [{ boxes: [{}] }, /boxes\[0\]\.x must be a finite number, got undefined/],
  [{ boxes: [[0, 0, 9, 9]] }, /boxes\[0\]/],
  [{ boxes: {} }, /boxes must be an array/],
  [{ boxes: [{ x: 0, y: 0, width: 9, height: 9, score: 3 }] }, /boxes\[0\]\.score/],
  [{ known: [{}] }, /known\[0\]\.box/],
  [
    { known: [{ ...exampleFace(), landmarks: [] }] },
    /known\[0\]\.landmarks must be an array of 68/,
  ],
  [{ intrinsics: {} }, /intrinsics\.focalX/],
  [{ intrinsics: { focalX: 0, focalY: 1, centerX: 0, centerY: 0 } }, /focalX .*got 0/],
  ["fast", /must be an object, got "fast"/],
])("analyze refuses %j with the value's name", async (options, message) => {
  const failed = await fakeVigil()
    .analyze(frame, wrong<AnalyzeOptions>(options))
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(RangeError);
  expect(String(failed)).toMatch(message);
});

test.each<[unknown, RegExp]>([
  [{ ...frame, data: new Float32Array(frame.data) }, /8-bit values, got Float32Array/],
  [{ ...frame, data: new Uint16Array(frame.data) }, /got Uint16Array/],
  [{ ...frame, data: [...frame.data] }, /got Array/],
  [{ ...frame, data: frame.data.buffer }, /got ArrayBuffer/],
  [{ ...frame, channels: 1 }, /channels, got 1/],
  [{ ...frame, width: Number.NaN }, /got NaN×300/],
  [{ ...frame, width: "400" }, /positive whole numbers/],
  [undefined, /A frame is an object/],
])("a frame that is no image of bytes is refused", async (image, message) => {
  const failed = await fakeVigil()
    .analyze(wrong<Frame>(image))
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(RangeError);
  expect(String(failed)).toMatch(message);
});

test.each<[unknown, RegExp]>([
  [{ detectEvery: -1 }, /detectEvery must be a number at least 0/],
  [{ sureScore: Number.NaN }, /sureScore/],
  [{ seat: { left: 0.5, top: 0, right: 0.5, bottom: 1 } }, /seat must have left < right/],
  [{ seat: { left: 0 } }, /seat\.top/],
  [{ smoothing: true }, /smoothing/],
  [{ maxFaces: 0 }, /maxFaces/],
])("a tracker refuses %j", (options, message) => {
  expect(() => createTracker(fakeVigil(), options as object)).toThrow(message);
  expect(() => createDriverSession(fakeVigil(), { tracker: options as object })).toThrow(message);
});

test("a refused call of a session changes nothing", async () => {
  const session = createDriverSession(fakeVigil());
  await expect(session.next(frame, Number.NaN)).rejects.toThrow(/timestamp .*got NaN/);
  await expect(session.next(frame, 0, { speed: -1 })).rejects.toThrow(/speed .*got -1/);
  await expect(session.next(frame, 0, { index: 0.5 })).rejects.toThrow(/index .*got 0\.5/);
  expect((await session.next(frame, 0)).frame.index).toBe(0);
});

test("a saved monitor and a profile exclude each other", () => {
  const saved = createDriverMonitor().save();
  const { profile } = createDriverMonitor();
  expect(() => createDriverMonitor({ saved, profile })).toThrow(/leave out `profile`/);
  expect(createDriverMonitor({ saved }).profile).toEqual(profile);
  const baseline = {
    yaw: Number.NaN,
    pitch: 0,
    roll: 0,
    leftEye: null,
    rightEye: null,
    mouth: null,
  };
  expect(() => createDriverMonitor({ baseline })).toThrow(/baseline: yaw .*got NaN/);
});

test("Vigil.load names what is missing", async () => {
  await expect(Vigil.load(wrong<VigilOptions>({}))).rejects.toThrow(
    /detector must be a model file/,
  );
  await expect(Vigil.load(wrong<VigilOptions>(undefined))).rejects.toThrow(RangeError);
});

test("pixels may be overwritten as soon as the call is made", async () => {
  const own = { ...frame, data: frame.data.slice() };
  const expected = await fakeVigil().analyze(frame);
  const running = fakeVigil().analyze(own);
  own.data.fill(0);
  expect((await running).faces).toEqual(expected.faces);
  const tracked = { ...frame, data: frame.data.slice() };
  const following = createTracker(fakeVigil()).next(tracked, 0);
  tracked.data.fill(0);
  const { brightness } = await createTracker(fakeVigil()).next(frame, 0);
  expect((await following).brightness).toBe(brightness);
});
