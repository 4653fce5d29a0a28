// Eye predictions: one run for all eyes, results in order, calibration.

import { expect, test } from "vitest";
import { coordinateFrame, meanFaceAt } from "../../testing/fakeLandmarkNetwork.ts";
import type { Network } from "../network/network.ts";
import { EYE_SIZE } from "./eyeCrop.ts";
import { predictEyes, probabilityOf } from "./predictEyes.ts";

const CALIBRATION = { open: { slope: 0.5, intercept: 0.2 }, seen: { slope: 2, intercept: 0 } };

/** A network whose logits are a tenth of the image's middle grey value, and 3. */
function greyNetwork() {
  const runs: number[] = [];
  const network: Pick<Network, "run"> = {
    async run({ eyes }) {
      if (eyes?.type !== "uint8") throw new Error("The input is uint8.");
      const count = eyes.dims[0] ?? 0;
      runs.push(count);
      const middle = (EYE_SIZE / 2) * EYE_SIZE + EYE_SIZE / 2;
      const data = Float32Array.from({ length: 2 * count }, (_, i) =>
        i % 2 === 1 ? 3 : eyes.data[(i / 2) * EYE_SIZE * EYE_SIZE + middle] / 10,
      );
      return { logits: { type: "float32", dims: [count, 2, 1, 1], data } };
    },
  };
  return { network, runs };
}

test("both eyes of all faces go through the network in one run, each with its own result", async () => {
  const { network, runs } = greyNetwork();
  const faces = [meanFaceAt({ x: 150, y: 120 }, 40), meanFaceAt({ x: 350, y: 250 }, 60)];
  const predictions = await predictEyes(
    network,
    coordinateFrame(500, 400),
    faces.map(({ landmarks }) => landmarks),
    CALIBRATION,
  );
  expect(runs).toEqual([4]);
  const logit = (open = 0.5) => (Math.log(open / (1 - open)) - 0.2) / 0.5;
  for (const [k, { landmarks }] of faces.entries()) {
    for (const [eye, first, last] of [
      ["left", 42, 45],
      ["right", 36, 39],
    ] as const) {
      const [p, q] = [landmarks[first], landmarks[last]];
      if (!p || !q) throw new Error("A face has 68 landmarks.");
      const [x, y] = [(p.x + q.x) / 2, (p.y + q.y) / 2];
      const grey = 0.299 * (x / 2) + 0.587 * (y / 2) + 0.114 * 255;
      expect(logit(predictions[k]?.[eye]?.open)).toBeCloseTo(grey / 10, 0);
      expect(predictions[k]?.[eye]?.width).toBeCloseTo(Math.hypot(q.x - p.x, q.y - p.y), 6);
      expect(predictions[k]?.[eye]?.seen).toBeCloseTo(1 / (1 + Math.exp(-6)), 6);
    }
  }
});

test("an eye whose corners coincide gets no prediction; the others keep their places", async () => {
  const { network, runs } = greyNetwork();
  const { landmarks } = meanFaceAt({ x: 150, y: 120 }, 40);
  const collapsed = landmarks.map((point, k) => (k === 45 ? (landmarks[42] ?? point) : point));
  const [prediction] = await predictEyes(
    network,
    coordinateFrame(300, 300),
    [collapsed],
    CALIBRATION,
  );
  expect(prediction?.left).toBeNull();
  expect(prediction?.right?.width).toBeGreaterThan(5);
  expect(runs).toEqual([1]);
});

test("no faces, no run", async () => {
  const { network, runs } = greyNetwork();
  expect(await predictEyes(network, coordinateFrame(20, 20), [], CALIBRATION)).toEqual([]);
  expect(runs).toEqual([]);
});

test("calibration is the logistic function of the scaled logit", () => {
  expect(probabilityOf(0, { slope: 3, intercept: 0 })).toBe(0.5);
  expect(probabilityOf(2, { slope: 0.5, intercept: -1 })).toBe(0.5);
  expect(probabilityOf(4, { slope: 1, intercept: 0 })).toBeCloseTo(0.982, 3);
});
