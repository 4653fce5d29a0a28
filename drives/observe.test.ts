import { expect, test } from "vitest";
import { testScript } from "../testing/testScript.ts";
import { closedEyes, stillScript } from "./builder.ts";
import { motionOf } from "./motion.ts";
import { observeScript, type ScriptedObservation } from "./observe.ts";
import { scriptCamera, viewpointOf } from "./viewpoint.ts";

const at = (observations: readonly ScriptedObservation[], t: number) =>
  observations.find(({ timestamp }) => timestamp >= t) as ScriptedObservation;

test("the pose fitted to the projected landmarks is the pose that the script produced", () => {
  for (const place of ["column", "mirror", "pillar"] as const) {
    const script = testScript([{ do: "glance", at: 4, for: 3, to: "left-mirror" }], {
      seconds: 10,
      camera: { place },
    });
    const view = viewpointOf(scriptCamera(script), script.image);
    for (const { face, moment } of observeScript(script, { error: 1e-6 })) {
      const { yaw, pitch, roll } = view.anglesOf(moment.head);
      expect(Math.abs((face?.pose.yaw ?? 99) - yaw)).toBeLessThan(1.5);
      expect(Math.abs((face?.pose.pitch ?? 99) - pitch)).toBeLessThan(1.5);
      expect(Math.abs((face?.pose.roll ?? 99) - roll)).toBeLessThan(1.5);
      const [, , z] = view.originOf(moment);
      expect(Math.abs((face?.pose.translation[2] ?? 0) / z - 1)).toBeLessThan(0.02);
    }
  }
});

test("a camera on the driver's left sees a head that looks ahead turned to its right", () => {
  const script = testScript([], { camera: { place: "pillar", headAt: [0, 0] } });
  const view = viewpointOf(scriptCamera(script), script.image);
  const ahead = view.anglesOf({ yaw: 0, pitch: 0, roll: 0 });
  expect(ahead.yaw).toBeCloseTo(-38, 0);
  // Angles are about the viewer's axes, so that a pitch seen from the side is a little less.
  const facing = view.anglesOf({ yaw: 38, pitch: 5, roll: 0 });
  expect(Math.abs(facing.yaw)).toBeLessThan(1);
  expect(Math.abs(facing.pitch)).toBeLessThan(1.5);
});

test("eyes and mouth are measured as the script moves them", () => {
  const observations = observeScript(
    testScript([
      { do: "sleep", at: 5, for: 5 },
      { do: "yawn", at: 12, for: 5 },
    ]),
    { error: 0 },
  );
  expect(at(observations, 3).face?.eyes.left.openness).toBeGreaterThan(0.2);
  expect(at(observations, 7.5).face?.eyes.left.openness).toBeLessThan(0.05);
  expect(at(observations, 3).face?.mouth.openness).toBeLessThan(0.1);
  expect(at(observations, 14.5).face?.mouth.openness).toBeGreaterThan(0.45);
});

test("what is worn, held or turned away is hidden and nothing is measured there", () => {
  const observations = observeScript(
    testScript([
      { do: "put-on", at: 2, what: "sunglasses" },
      { do: "hand", at: 6, for: 5, place: "mouth" },
      { do: "glance", at: 14, for: 5, to: "left-shoulder" },
    ]),
  );
  expect(at(observations, 5).face?.eyes.left.reason).toBe("occluded");
  expect(at(observations, 8.5).face?.mouth.reason).toBe("occluded");
  expect(at(observations, 8.5).face?.landmarks[30]?.occluded).toBe(false);
  const turned = at(observations, 16.5).face;
  expect(turned === null || turned.landmarks.slice(12, 17).every(({ occluded }) => occluded)).toBe(
    true,
  );
});

test("no face is found when the driver is away, the lens covered or the tunnel dark", () => {
  const observations = observeScript(
    testScript([
      { do: "leave", at: 2, for: 6 },
      { do: "cover-camera", at: 12, for: 5 },
      { do: "tunnel", at: 20, for: 6 },
    ]),
  );
  expect([1, 5, 10, 14.5, 19, 23, 28].map((t) => at(observations, t).face !== null)).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(at(observations, 23).brightness).toBeLessThan(0.06);
});

test("observations are the same every time and carry their moment", () => {
  const script = testScript([{ do: "yawn", at: 5 }], { seconds: 11 });
  const observations = observeScript(script);
  expect(observeScript(script)).toEqual(observations);
  const { timestamp, moment } = at(observations, 7);
  expect(moment).toEqual(motionOf(script)(timestamp));
});

test("a person's eyes and mouth have the openness of the script: open, shut and at rest", () => {
  const person = { openEye: 0.2, shutEye: 0.07, restingMouth: 0.08 };
  const script = stillScript({ person, noise: 0, actions: [closedEyes(2, 1)] });
  const observed = observeScript(script);
  expect(at(observed, 1).face?.eyes.left.openness).toBeCloseTo(0.2, 2);
  expect(at(observed, 2.5).face?.eyes.right.openness).toBeCloseTo(0.07, 2);
  expect(at(observed, 1).face?.mouth.openness).toBeCloseTo(0.08, 2);
});

test("errors of measures have the script's size, half of it lasting for half a second", () => {
  const observed = observeScript(stillScript({ seconds: 120, rate: 20 }));
  const yaws = observed.map(({ face }) => face?.pose.yaw ?? Number.NaN);
  const eyes = observed.map(({ face }) => face?.eyes.left.openness ?? Number.NaN);
  expect(Math.abs(deviation(yaws) - 1)).toBeLessThan(0.1);
  expect(Math.abs(deviation(eyes) - 0.02)).toBeLessThan(0.002);
  const variance = deviation(yaws) ** 2;
  const covariance = (lag: number) =>
    yaws.slice(lag).reduce((sum, yaw, k) => sum + yaw * yaws[k], 0) / (yaws.length - lag);
  expect(Math.abs(covariance(1) / variance - 0.5 * Math.exp(-0.1))).toBeLessThan(0.1);
  expect(Math.abs(covariance(100) / variance)).toBeLessThan(0.2);
});

test("speed and the eye-state network are part of an observation where the script has them", () => {
  const actions = [closedEyes(2, 1), { do: "put-on", at: 5, what: "sunglasses" } as const];
  const observed = observeScript(
    stillScript({
      actions,
      speed: [
        [0, 30],
        [4, 60],
      ],
      eyeState: true,
    }),
  );
  expect([1, 5].map((t) => at(observed, t).speed)).toEqual([30, 60]);
  const closed = (t: number) => at(observed, t).face?.eyes.left.closed;
  expect(closed(1)).toBeLessThan(0.01);
  expect(closed(2.5)).toBeGreaterThan(0.99);
  expect(closed(8)).toBeNull();
  const [plain] = observeScript(stillScript({ seconds: 1 }));
  expect(plain).not.toHaveProperty("speed");
  expect(plain?.face?.eyes.left).not.toHaveProperty("closed");
});

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
