import { expect, test } from "vitest";
import { testScript } from "../testing/testScript.ts";
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
    for (const { face, moment } of observeScript(script, { error: 0 })) {
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

test("nobody is found when the driver is away, the lens covered or the tunnel dark", () => {
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
