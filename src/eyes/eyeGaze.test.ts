// Gaze of both eyes of a face: angles and their signs, and every reason for not knowing.

import { expect, test } from "vitest";
import { meanFaceAt } from "../../testing/fakeLandmarkNetwork.ts";
import type { Frame } from "../image/frame.ts";
import type { Network } from "../network/network.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import type { EyeOpenness, Face } from "../result.ts";
import { addGaze } from "./eyeGaze.ts";
import { ANSWER_COUNT, ANSWERS } from "./gazeAnswers.ts";
import { poseInView } from "./predictGaze.ts";

const CARD = {
  seen: { slope: 1, intercept: 0 },
  shut: { slope: 1, intercept: 0 },
  deviation: { factor: 1, least: 2 },
  limits: { leastSeen: 0.3, leastWidth: 10, mostYaw: 50, shutWeight: 1 },
};

/** Answers for an open, seen eye pair; both eyes look 12° to the person's left and 5° down. */
const LOOKS_LEFT: Readonly<Record<number, number>> = {
  [ANSWERS.outward]: 1.2,
  [ANSWERS.outward + 1]: -1.2,
  [ANSWERS.pitch]: -0.5,
  [ANSWERS.pitch + 1]: -0.5,
  [ANSWERS.logError]: Math.log(0.4),
  [ANSWERS.logError + 1]: Math.log(0.6),
  [ANSWERS.lids]: -5,
  [ANSWERS.lids + 3]: 4,
  [ANSWERS.lids + 4]: -5,
  [ANSWERS.lids + 7]: 4,
  [ANSWERS.seen]: 4,
  [ANSWERS.seen + 1]: 4,
};

function network(change: Readonly<Record<number, number>> = {}): Pick<Network, "run"> {
  return {
    async run({ eyes }) {
      const count = eyes?.dims[0] ?? 0;
      const data = new Float32Array(count * ANSWER_COUNT);
      for (const [index, value] of Object.entries({ ...LOOKS_LEFT, ...change })) {
        for (let k = 0; k < count; k++) data[k * ANSWER_COUNT + Number(index)] = value;
      }
      return { answers: { type: "float32", dims: [count, ANSWER_COUNT, 1, 1], data } };
    },
  };
}

const OPEN: EyeOpenness = { openness: 0.3, valid: true, closed: 0.01 };

function face({ width = 60, yaw = 0, left = OPEN, right = OPEN } = {}): Face {
  return {
    box: { x: 90, y: 60, width: 120, height: 120 },
    score: 1,
    detectorScore: 1,
    landmarks: meanFaceAt({ x: 150, y: 120 }, width).landmarks.map((point) => ({
      ...point,
      occluded: false,
      probability: 1,
    })),
    pose: {
      yaw,
      pitch: 0,
      roll: 0,
      translation: [0, 0, 600],
      reprojectionError: 1,
      uncertainty: { yaw: 1, pitch: 1, roll: 1 },
    },
    eyes: { left, right },
    mouth: { openness: 0, valid: true },
  };
}

function frameOf(grey: number): Frame {
  return { width: 300, height: 240, channels: 3, data: new Uint8Array(300 * 240 * 3).fill(grey) };
}

async function gazeOf(one: Face, change = {}, frame = frameOf(128)): Promise<Face> {
  const [found] = await addGaze([one], frame, assumeIntrinsics(300, 240), network(change), CARD);
  if (found === undefined) throw new Error("There is one face.");
  return found;
}

test("both eyes that look to the left have a positive yaw; down is a negative pitch", async () => {
  const { eyes, gaze } = await gazeOf(face());
  for (const eye of [eyes.left.gaze, eyes.right.gaze, gaze]) {
    if (!eye?.known) throw new Error("The gaze is known.");
    expect(eye.yaw).toBeCloseTo(12, 4);
    expect(eye.pitch).toBeCloseTo(-5, 4);
  }
  expect(eyes.left.gaze).toMatchObject({ deviation: expect.closeTo(4, 4) });
  expect(eyes.left.lids?.open).toBeGreaterThan(0.4);
});

test.each([
  ["too-small", face({ width: 6 }), {}],
  ["turned-too-far", face({ yaw: 60 }), {}],
  ["turned-too-far", face({ left: { openness: null, valid: false, reason: "turned-away" } }), {}],
  ["hidden", face({ left: { openness: null, valid: false, reason: "occluded" } }), {}],
  ["hidden", face(), { [ANSWERS.seen]: -4 }],
  ["shut", face({ left: { openness: 0.2, valid: true } }), { [ANSWERS.lids]: 1 }],
  ["shut", face({ left: { ...OPEN, closed: 0.99 } }), { [ANSWERS.lids]: -1 }],
] as const)("the left eye is %s", async (reason, one, change) => {
  const { eyes } = await gazeOf(one, change);
  expect(eyes.left.gaze).toEqual({ known: false, reason });
  expect(eyes.left.lids === null).toBe(reason !== "shut");
});

test("lids that look closed to the eye-state network but lowered in both eyes' view are not closed", async () => {
  const { eyes } = await gazeOf(face({ left: { ...OPEN, closed: 0.9 } }), { [ANSWERS.lids]: -4 });
  expect(eyes.left.closed).toBeLessThan(0.2);
  expect(eyes.left.gaze?.known).toBe(true);
});

test("an eye that is not seen in a dark patch is behind a dark lens, in a white one behind glare", async () => {
  const at = meanFaceAt({ x: 150, y: 120 }, 60).landmarks;
  const patched = (grey: number) => {
    const frame = frameOf(128);
    const [x, y] = [(at[42].x + at[45].x) / 2, (at[42].y + at[45].y) / 2];
    for (let row = Math.round(y) - 8; row < y + 8; row++) {
      const from = 3 * (row * 300 + Math.round(x) - 12);
      frame.data.fill(grey, from, from + 72);
    }
    return frame;
  };
  const unseen = { [ANSWERS.seen]: -4 };
  expect((await gazeOf(face(), unseen, patched(12))).eyes.left.gaze).toEqual({
    known: false,
    reason: "dark-lens",
  });
  expect((await gazeOf(face(), unseen, patched(254))).eyes.left.gaze).toEqual({
    known: false,
    reason: "glare",
  });
});

test("a hidden eye leaves the gaze to the other one", async () => {
  const { gaze } = await gazeOf(face(), { [ANSWERS.seen]: -4 });
  expect(gaze).toMatchObject({ known: true, deviation: expect.closeTo(6, 4) });
});

test("a face at the image's right that faces along the camera's axis is seen from its right", () => {
  const camera = { focalX: 300, focalY: 300, centerX: 150, centerY: 120, assumed: true };
  const { yaw, pitch } = poseInView({ yaw: 0, pitch: 0 }, { x: 450, y: 420 }, camera);
  expect(yaw).toBeCloseTo(45, 6);
  expect(pitch).toBeCloseTo(-45, 6);
});
