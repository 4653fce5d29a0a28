import { expect, test } from "vitest";
import { observedDrive } from "../../testing/observedDrive.ts";
import { testScript } from "../../testing/testScript.ts";
import type { DriveSample } from "./driveLooks.ts";
import { evaluateDriver } from "./drives.ts";

const drive = observedDrive(
  testScript(
    [
      { do: "glance", at: 16, for: 3.6, to: "right-mirror" },
      { do: "microsleep", at: 22, for: 2.4 },
      { do: "put-on", at: 26, what: "sunglasses" },
    ],
    { seconds: 36 },
  ),
);

/** The drive with every face changed. */
function changed(
  change: (face: DriveSample["frames"][number]["frame"]["faces"][number]) => object,
) {
  return {
    ...drive,
    frames: drive.frames.map(({ frame, report }) => ({
      frame: {
        ...frame,
        faces: frame.faces.map((face) => ({ ...face, ...change(face) })),
      },
      report,
    })),
  };
}

test("a good analysis has small errors, detects the events, and reports no closure of hidden eyes", () => {
  const { frames, pose, eyes, mouth, occlusion, events } = evaluateDriver([drive]);
  expect(frames).toBe(36 * 15);
  expect(pose.reduce((sum, bin) => sum + bin.frames, 0)).toBe(frames);
  expect(pose[0]?.yaw).toBeLessThan(2);
  expect(pose[2]?.frames).toBeGreaterThan(20);
  expect(eyes.hidden).toBeGreaterThan(100);
  expect(eyes.reported_hidden).toBeLessThan(0.05);
  expect(eyes.reported).toBeGreaterThan(0.7);
  expect(eyes.open_error).toBeLessThan(0.15);
  expect(eyes.closed_recall).toBeGreaterThan(0.8);
  expect(eyes.open_recall).toBeGreaterThan(0.95);
  expect(mouth.error).toBeLessThan(0.1);
  expect(occlusion).toEqual({ precision: 1, recall: 1 });
  expect(events["microsleep"]).toMatchObject({ truth: 1, found: 1, recall: 1 });
  expect(events["long-distraction"]?.recall).toBe(1);
  // Blinks behind the sunglasses need not be found.
  expect(events["blink"]?.recall).toBeGreaterThan(0.8);
});

test("the line of sight is compared where eyes are visible, and long looks by the time of their report", () => {
  const looking = observedDrive(
    testScript([{ do: "glance", at: 20, for: 4.8, to: { yaw: -30, pitch: -24 }, head: 0 }], {
      seconds: 28,
      analysis: { gaze: { error: 1, offset: 0, gain: 0 } },
    }),
  );
  const { sight, long_looks } = evaluateDriver([looking]);
  expect(sight.frames).toBeGreaterThan(100);
  expect(sight.known).toBeGreaterThan(0.9);
  expect(sight.yaw).toBeLessThan(4);
  expect(long_looks).toMatchObject({ truth: 1, found: 1, in_time: 1 });
  expect(Math.abs(long_looks.delays[0] ?? 9)).toBeLessThan(0.5);

  // The same event, reported a second later.
  const late = {
    ...looking,
    frames: looking.frames.map(({ frame, report }, k, all) => ({
      frame,
      report: { ...report, changed: all[Math.max(0, k - 15)]?.report.changed ?? [] },
    })),
  };
  expect(evaluateDriver([late]).long_looks).toMatchObject({ truth: 1, found: 1, in_time: 0 });
  expect(evaluateDriver([{ ...looking, found: [] }]).long_looks).toMatchObject({
    truth: 1,
    found: 0,
    in_time: 0,
  });
});

test("an added error shows in its bin and angle only", () => {
  const turned = changed(({ pose }) => ({ pose: { ...pose, pitch: pose.pitch + 8 } }));
  const [before, after] = [drive, turned].map((sample) => evaluateDriver([sample]).pose[0]);
  expect(after?.pitch).toBeGreaterThan(6);
  expect(after?.yaw).toBe(before?.yaw);
});

test("frames without the driver's face count as missed, not as error", () => {
  const lost = {
    ...drive,
    frames: drive.frames.map(({ frame, report }, k) => ({
      frame: k % 2 === 0 ? { ...frame, driver: null } : frame,
      report,
    })),
  };
  const { pose } = evaluateDriver([lost]);
  const frames = pose.reduce((sum, bin) => sum + bin.frames, 0);
  expect(pose.reduce((sum, bin) => sum + bin.missed, 0) / frames).toBeCloseTo(0.5, 1);
  expect(pose[0]?.yaw).toBeLessThan(2);
});

test("drives add up, and what is missing lowers recall", () => {
  const silent = { ...drive, found: [] };
  const { drives, events } = evaluateDriver([drive, silent]);
  expect(drives).toBe(2);
  expect(events["microsleep"]).toMatchObject({ truth: 2, found: 1, precision: 1, recall: 0.5 });
});

test("a drive without its ground truth is refused by name", () => {
  const { truth: _, ...rest } = drive;
  const untold = rest as unknown as DriveSample;
  expect(() => evaluateDriver([drive, untold])).toThrow(
    new RangeError("evaluateDriver's drives [1].truth must be an array of frames, got undefined."),
  );
});
