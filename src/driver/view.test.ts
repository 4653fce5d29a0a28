// A degraded view: facial hair is none, a hand or a mask is, and the far side of a turned head is turned away.

import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import type { DriverReport } from "../report.ts";
import type { Face, Hider } from "../result.ts";
import { createDriverMonitor } from "./monitor.ts";

const MOUTH = Array.from({ length: 20 }, (_, k) => 48 + k);
const NOSE = [29, 30, 31, 32, 33, 34, 35];

function faceWith(hidden: readonly number[], hiddenBy: Hider = "object"): Face {
  const face = exampleFace({ occluded: hidden });
  return {
    ...face,
    landmarks: face.landmarks.map((landmark) =>
      landmark.occluded ? { ...landmark, hiddenBy } : landmark,
    ),
    pose: { ...face.pose, yaw: 0, pitch: 0, roll: 0, uncertainty: { yaw: 1, pitch: 1, roll: 1 } },
    mouth: hidden.includes(62)
      ? { openness: null, valid: false, reason: "occluded" }
      : { openness: 0.02, valid: true },
  };
}

/** The last report after these faces, each for so many seconds at 10 frames a second. */
function after(...parts: readonly (readonly [face: Face, seconds: number])[]): DriverReport {
  const monitor = createDriverMonitor();
  let timestamp = 0;
  let report: DriverReport | undefined;
  for (const [face, seconds] of parts) {
    for (let frame = 0; frame < 10 * seconds; frame++) {
      report = monitor.update({ timestamp, face, brightness: 0.5 });
      timestamp += 0.1;
    }
  }
  if (report === undefined) throw new Error("There are frames.");
  return report;
}

const bare = faceWith([]);
const covered = [{ part: "mouth", problem: "hidden" }];

test("a mouth that a moustache hides from the start does not degrade the view, and stays unknown", () => {
  const { degraded, mouthOpenness, mouthProblem } = after([faceWith(MOUTH), 40]);
  expect(degraded).toEqual([]);
  expect(mouthOpenness).toBeNull();
  expect(mouthProblem).toBe("hidden");
});

test("so does one that is found in single frames only", () => {
  const parts = Array.from(
    { length: 8 },
    () =>
      [
        [faceWith(MOUTH), 5],
        [bare, 0.3],
      ] as const,
  ).flat();
  expect(after(...parts).degraded).toEqual([]);
});

test("a hand before a mouth that has been seen degrades it, for as long as it stays", () => {
  expect(after([bare, 3], [faceWith(MOUTH), 8]).degraded).toEqual(covered);
  expect(after([bare, 3], [faceWith(MOUTH), 60]).degraded).toEqual(covered);
});

test("a mask that covers the nose degrades it from the start", () => {
  expect(after([faceWith([...NOSE, ...MOUTH]), 8]).degraded).toEqual(covered);
});

test("a mouth that the face itself hides is turned away, not hidden", () => {
  const { mouthProblem } = after([bare, 3], [faceWith(MOUTH, "self"), 3]);
  expect(mouthProblem).toBe("turned-away");
});

test("a saved state goes on, and one of an earlier version takes the mouth as seen", () => {
  const monitor = createDriverMonitor();
  for (let t = 0; t < 3; t += 0.1) monitor.update({ timestamp: t, face: bare, brightness: 0.5 });
  const saved = JSON.parse(JSON.stringify(monitor.save()));
  delete saved.state.view.mouth;
  const next = createDriverMonitor({ saved });
  let report: DriverReport | undefined;
  for (let t = 3; t < 12; t += 0.1) {
    report = next.update({ timestamp: t, face: faceWith(MOUTH), brightness: 0.5 });
  }
  expect(report?.degraded).toEqual(covered);
});
