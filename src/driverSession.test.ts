import { expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../testing/exampleAnalysis.ts";
import { createDriverSession } from "./driverSession.ts";
import type { AnalyzeOptions } from "./vigil.ts";

const image = {
  width: 320,
  height: 240,
  channels: 3,
  data: new Uint8Array(320 * 240 * 3).fill(120),
} as const;

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
  let last = await session.next(image, 0);
  for (let k = 1; k <= 20; k++) last = await session.next(image, k / 10, { speed: 50 });
  expect(last.frame.faces.length).toBe(2);
  expect(last.frame.index).toBe(20);
  const driver = last.frame.faces.find(({ id }) => id === last.frame.driver);
  expect(driver?.box.width).toBeGreaterThan(100);
  expect(last.report.timestamp).toBe(2);
  expect(last.report.state).toBe("calibrating");
  expect(last.report.calibration.progress).toBeGreaterThan(0);
  expect(last.report.occludedShare).toBe(0);
  await expect(session.next(image, 2.1, { speed: Number.NaN })).rejects.toThrow(/speed/);
});

test("a session without a driver reports it, and finishing ends the ongoing events", async () => {
  const session = createDriverSession({ analyze: async () => exampleAnalysis([]) });
  let last = await session.next(image, 0);
  for (let k = 1; k <= 100; k++) last = await session.next(image, k / 10);
  expect(last.frame.driver).toBeNull();
  expect(last.report.state).toBe("absent");
  expect(last.report.eyeClosure).toBeNull();
  expect(last.report.ongoing.map(({ kind }) => kind)).toContain("driver-absent");
  const { changed } = session.finish();
  expect(changed.every(({ end }) => end !== null)).toBe(true);
  expect(changed.map(({ kind }) => kind)).toContain("driver-absent");
});
