import { expect, test } from "vitest";
import {
  coordinateFrame,
  fakeLandmarkNetwork,
  meanFaceAt,
} from "../../testing/fakeLandmarkNetwork.ts";
import { TEST_SHAPE } from "../../testing/shapes.ts";
import type { Point } from "../image/geometry.ts";
import { floatOutput, type Network } from "../network/network.ts";
import { faceBoxOf, windowOfBox } from "./faceWindow.ts";
import { HEATMAP_SIZE } from "./heatmap.ts";
import { localizeFaces } from "./localize.ts";

const frame = coordinateFrame(480, 400);
const middle = { x: 230, y: 200 };

/** The greatest distance in frame pixels; the fake network computes its window to about a pixel. */
function worstError(found: readonly Point[] | undefined, truth: readonly Point[]): number {
  return Math.max(
    ...truth.map((p, k) => {
      const q = found?.[k];
      return q === undefined ? Number.POSITIVE_INFINITY : Math.hypot(p.x - q.x, p.y - q.y);
    }),
  );
}

test("landmarks come back in frame pixels, hidden ones with negative peaks", async () => {
  const face = meanFaceAt(middle, 50, { hidden: [0, 1, 2, 37, 62] });
  const { network } = fakeLandmarkNetwork([face]);
  const windows = [windowOfBox(faceBoxOf(face.landmarks))];
  const [found] = await localizeFaces(network, frame, windows, { secondPass: false });
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(1);
  expect(found?.peaks.map(({ value }) => value < 0)).toEqual(face.occluded);
});

test("a network with a smaller input gets the same window, and its landmarks are as accurate", async () => {
  const face = meanFaceAt({ x: 250, y: 240 }, 80, { degrees: 20, hidden: [3] });
  const window = windowOfBox(faceBoxOf(face.landmarks));
  const { network, runs } = fakeLandmarkNetwork([face], 128);
  const [found] = await localizeFaces(network, coordinateFrame(511, 480), [window]);
  expect(runs[0]?.[0]?.side).toBeCloseTo(window.side, -1);
  const errors = face.landmarks.map(({ x, y }, k) => {
    const { x: u = 0, y: v = 0 } = found?.landmarks[k] ?? {};
    return Math.hypot(x - u, y - v);
  });
  expect(Math.max(...errors)).toBeLessThan(0.02 * window.side);
  expect(found?.peaks[3]?.value).toBeLessThan(-0.8);
});

test("a rotated face in a badly placed box gets a second pass in an upright, centred window", async () => {
  const face = meanFaceAt(middle, 45, { degrees: 30 });
  const { network, runs } = fakeLandmarkNetwork([face]);
  const box = faceBoxOf(face.landmarks);
  const bad = { ...box, x: box.x - 25, width: box.width * 1.25, height: box.height * 1.3 };
  const [found] = await localizeFaces(network, frame, [windowOfBox(bad)]);
  const turns = runs.map(([window]) => ((window?.rotation ?? 0) * 180) / Math.PI);
  expect(turns[0]).toBeCloseTo(0, 0);
  expect(turns[1]).toBeCloseTo(30, 0);
  expect(found?.window.rotation).toBeCloseTo(Math.PI / 6, 1);
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(1);
});

test("the second pass is mirrored, and its flags and sides are mirrored back", async () => {
  const face = meanFaceAt(middle, 50, { degrees: -10, hidden: [0, 1, 2, 37, 48, 62] });
  const { network, runs } = fakeLandmarkNetwork([face]);
  const [found] = await localizeFaces(network, frame, [windowOfBox(faceBoxOf(face.landmarks))]);
  expect(runs.flat().map(({ mirrored }) => mirrored)).toEqual([false, true]);
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(1);
  expect(found?.peaks.map(({ value }) => value < 0)).toEqual(face.occluded);
});

test("no second pass where the first one is uncertain", async () => {
  const uncertain = meanFaceAt(middle, 50, { degrees: 30, strength: 0.2 });
  const { network, runs } = fakeLandmarkNetwork([uncertain]);
  await localizeFaces(network, frame, [windowOfBox(faceBoxOf(uncertain.landmarks))]);
  expect(runs.length).toBe(1);
});

test("many windows are batched and returned in their order, with one or two passes each", async () => {
  const certain = meanFaceAt({ x: 110, y: 120 }, 40, { degrees: -25 });
  const uncertain = meanFaceAt({ x: 350, y: 280 }, 40, { strength: 0.2 });
  const { network, runs } = fakeLandmarkNetwork([certain, uncertain]);
  const order = [certain, uncertain, certain, certain, uncertain, certain];
  const windows = order.map(({ landmarks }) => windowOfBox(faceBoxOf(landmarks)));
  const found = await localizeFaces(network, frame, windows);
  expect(runs.map((run) => run.length)).toEqual([4, 2, 4]);
  order.forEach((face, k) => {
    expect(worstError(found[k]?.landmarks, face.landmarks)).toBeLessThan(1);
  });
  expect(await localizeFaces(network, frame, [])).toEqual([]);
});

test("with a shape prior a landmark with a wrong, low peak follows the rest of the face, and its peak is unchanged", async () => {
  const face = meanFaceAt(middle, 50);
  const { network } = fakeLandmarkNetwork([face]);
  const wrong = [17, 18, 19];
  const uncertain: Pick<Network, "run"> = {
    async run(inputs) {
      const outputs = await network.run(inputs);
      const { data, dims } = floatOutput(outputs, "heatmaps", [1, 68, HEATMAP_SIZE, HEATMAP_SIZE]);
      const area = HEATMAP_SIZE * HEATMAP_SIZE;
      for (const k of wrong) {
        data.fill(0, k * area, (k + 1) * area);
        data[k * area + 50 * HEATMAP_SIZE + 10] = -0.3;
      }
      return { heatmaps: { type: "float32", dims, data } };
    },
  };
  const windows = [windowOfBox(faceBoxOf(face.landmarks))];
  const options = { secondPass: false, shape: TEST_SHAPE };
  const [found] = await localizeFaces(uncertain, frame, windows, options);
  // A brow's residual around the modes is a hundredth of the face's size.
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(2);
  for (const k of wrong) {
    expect(found?.peaks[k]?.value).toBeLessThan(0);
    expect(found?.peaks[k]?.x).toBeCloseTo(10, 0);
    expect(found?.peaks[k]?.y).toBeCloseTo(50, 0);
  }
});

test("a network for another task is refused", async () => {
  const network: Network = {
    run: async () => ({ boxes: { type: "float32", dims: [1], data: new Float32Array(1) } }),
    dispose: async () => {},
  };
  const window = windowOfBox({ x: 0, y: 0, width: 50, height: 50 });
  await expect(localizeFaces(network, frame, [window])).rejects.toThrow(/no output "heatmaps"/);
});
