import { expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../testing/exampleAnalysis.ts";
import { createDriverSession, type DriverSession } from "./driverSession.ts";
import type { AnalyzeOptions } from "./vigil.ts";

/** A grey image, a little lighter each time, as light before a camera changes, and with one pixel of noise. */
function imageAt(k: number) {
  const data = new Uint8Array(320 * 240 * 3).fill(120 + 10 * (k % 3));
  data[3 * k + 1] = 0;
  return { width: 320, height: 240, channels: 3, data } as const;
}

/** A fake Vigil that finds a driver in front and a passenger behind, and records the options of its calls. */
function twoPeople() {
  const calls: AnalyzeOptions[] = [];
  const driver = exampleFace({ centerX: 160, scale: 60 });
  const passenger = exampleFace({ centerX: 40, centerY: 60, scale: 20 });
  return {
    calls,
    analyze: async (_: unknown, options: AnalyzeOptions = {}) => {
      calls.push(options);
      return exampleAnalysis([passenger, driver]);
    },
  };
}

test("the monitor gets the driver's face, its brightness and the speed; the frame has all faces", async () => {
  const session = createDriverSession(twoPeople(), { tracker: { maxFaces: 2 } });
  let last = await session.next(imageAt(0), 0);
  for (let k = 1; k <= 20; k++) last = await session.next(imageAt(k), k / 10, { speed: 50 });
  expect(last.frame.faces.length).toBe(2);
  expect(last.frame.index).toBe(20);
  const driver = last.frame.faces.find(({ id }) => id === last.frame.driver);
  expect(driver?.box.width).toBeGreaterThan(100);
  expect(last.report.timestamp).toBe(2);
  expect(last.report.state).toBe("calibrating");
  expect(last.report.calibration.progress).toBeGreaterThan(0);
  expect(last.report.occludedShare).toBe(0);
  await expect(session.next(imageAt(0), 2.1, { speed: Number.NaN })).rejects.toThrow(/speed/);
});

test("a session without a driver reports it, and finishing ends the ongoing events", async () => {
  const session = createDriverSession({ analyze: async () => exampleAnalysis([]) });
  let last = await session.next(imageAt(0), 0);
  for (let k = 1; k <= 100; k++) last = await session.next(imageAt(k), k / 10);
  expect(last.frame.driver).toBeNull();
  expect(last.report.state).toBe("absent");
  expect(last.report.eyeClosure).toBeNull();
  expect(last.report.ongoing.map(({ kind }) => kind)).toContain("driver-absent");
  const { changed } = session.finish();
  expect(changed.every(({ end }) => end !== null)).toBe(true);
  expect(changed.map(({ kind }) => kind)).toContain("driver-absent");
});

test("a source that freezes: after two seconds nothing is known, and when it comes back all is as before", async () => {
  const session = createDriverSession(twoPeople());
  const stateAt = async (k: number, image = imageAt(k)): Promise<string> =>
    (await session.next(image, k / 10)).report.state;
  for (let k = 0; k < 300; k++) await stateAt(k);
  expect(await stateAt(300)).toBe("attentive");
  const frozen = imageAt(1);
  const states = new Map<number, string>();
  for (let k = 301; k <= 420; k++) states.set(k, await stateAt(k, frozen));
  expect(states.get(320)).toBe("attentive");
  expect(new Set([...states].filter(([k]) => k >= 321).map(([, state]) => state))).toEqual(
    new Set(["unknown"]),
  );
  const { report } = await session.next(frozen, 42.1);
  expect(report).toMatchObject({ eyeClosure: null, attention: "unknown", alerts: [] });
  expect(report.noImageFor).toBeCloseTo(12, 6);
  expect(report.degraded).toEqual([{ part: "face", problem: "no-image" }]);
  const back = (await session.next(imageAt(2), 42.2)).report;
  expect(back.state).toBe("attentive");
  expect(back).not.toHaveProperty("noImageFor");
});

test("a source that falls silent: its reports are unknown, and later frames go on", async () => {
  const session = createDriverSession(twoPeople());
  for (let k = 0; k < 300; k++) await session.next(imageAt(k), k / 10);
  const silent = session.withoutImage(3);
  expect(silent).toMatchObject({ state: "unknown", noImageFor: 3, eyeClosure: null, alerts: [] });
  expect(silent.timestamp).toBeCloseTo(32.9, 9);
  expect(silent.calibration.phase).toBe("ready");
  // A pipe whose writer was paused goes on where it was.
  const { report } = await session.next(imageAt(1), 30);
  expect(report.state).toBe("attentive");
  expect(report.clock).toBeUndefined();
  expect(() => session.withoutImage(Number.NaN)).toThrow(RangeError);
});

test("a session made from a saved one continues as it would have, to the last digit", async () => {
  // The driver moves, disappears and returns, so that tracks, smoothing and events are in the state.
  const facesAt = (k: number) =>
    k % 40 > 33 ? [] : [exampleFace({ centerX: 160 + 9 * Math.sin(k / 5), scale: 60 + (k % 7) })];
  let turn = 0;
  const vigil = { analyze: async () => exampleAnalysis(facesAt(turn)) };
  const results = async (session: DriverSession, from: number, to: number): Promise<unknown[]> => {
    const list: unknown[] = [];
    for (turn = from; turn < to; turn++)
      list.push(await session.next(imageAt(turn % 30 < 25 ? turn : 0), turn / 10));
    return list;
  };
  for (const moment of [0, 1, 37, 75]) {
    const whole = createDriverSession(vigil);
    await results(whole, 0, moment);
    const saved = structuredClone(whole.save());
    const rest = await results(whole, moment, 120);
    const continued = createDriverSession(vigil, { saved });
    expect(await results(continued, moment, 120)).toEqual(rest);
    expect(continued.finish()).toEqual(whole.finish());
  }
});
