import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { anglesOfDirection, directionOf, lineOfSight } from "./lineOfSight.ts";

const face = exampleFace();
const pose = (yaw: number, pitch: number, roll = 0) => ({ ...face.pose, yaw, pitch, roll });
const gaze = (yaw: number, pitch: number) => ({ known: true, yaw, pitch, deviation: 3 }) as const;

/** The line of sight in the camera's axes, [x right, y down, z away]. */
function inCamera(head: ReturnType<typeof pose>, eyes: ReturnType<typeof gaze>) {
  const sight = lineOfSight({ pose: head, gaze: eyes });
  return sight.known ? sight.direction : [];
}

test("eyes that turn back what the head turns away look into the camera", () => {
  for (const [yaw, pitch] of [
    [20, 0],
    [0, -15],
  ] as const) {
    const [x = 1, y = 1, z = 1] = inCamera(pose(yaw, pitch), gaze(-yaw, -pitch));
    expect([x, y, z].map((value) => Math.round(value * 1000) + 0)).toEqual([0, 0, -1000]);
  }
});

test("the driver's left is the image's right, and up is negative", () => {
  const [x = 0] = inCamera(pose(0, 0), gaze(30, 0));
  expect(x).toBeCloseTo(0.5);
  const [, y = 0] = inCamera(pose(0, 10), gaze(0, 20));
  expect(y).toBeCloseTo(-0.5);
});

test("a head that leans takes the eyes' axes with it", () => {
  // Leaning to the image's right by 90°, the head's own left is down in the image.
  const [x = 1, y = 0] = inCamera(pose(0, 0, 90), gaze(30, 0));
  expect(x).toBeCloseTo(0);
  expect(y).toBeCloseTo(0.5);
});

test("angles and directions are inverses", () => {
  for (const angles of [
    { yaw: 35, pitch: -20 },
    { yaw: -120, pitch: 40 },
  ]) {
    const { yaw, pitch } = anglesOfDirection(directionOf(angles));
    expect(yaw).toBeCloseTo(angles.yaw);
    expect(pitch).toBeCloseTo(angles.pitch);
  }
});

test("a gaze that is not known is never guessed from the head", () => {
  expect(lineOfSight({ pose: pose(30, 0), gaze: { known: false, reason: "glare" } })).toEqual({
    known: false,
    reason: "glare",
  });
  expect(lineOfSight({ pose: pose(30, 0) })).toEqual({ known: false, reason: "no-network" });
});
