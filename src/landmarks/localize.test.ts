import { expect, test } from "vitest";
import type { Point } from "../image/geometry.ts";
import type { Network } from "../network/network.ts";
import { coordinateFrame, knowingNetwork, meanFaceAt } from "../testing/knowingNetwork.ts";
import { faceBoxOf, windowOfBox } from "./faceWindow.ts";
import { localizeFaces } from "./localize.ts";

const frame = coordinateFrame(480, 400);
const middle = { x: 230, y: 200 };

/** The greatest distance in frame pixels; the knowing network reads its window to about a pixel. */
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
  const { network } = knowingNetwork([face]);
  const windows = [windowOfBox(faceBoxOf(face.landmarks))];
  const [found] = await localizeFaces(network, frame, windows, { secondPass: false });
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(1);
  expect(found?.peaks.map(({ value }) => value < 0)).toEqual(face.occluded);
});

test("a turned face in a badly placed box is looked at again, upright and centred", async () => {
  const face = meanFaceAt(middle, 45, { degrees: 30 });
  const { network, runs } = knowingNetwork([face]);
  const box = faceBoxOf(face.landmarks);
  const bad = { ...box, x: box.x - 25, width: box.width * 1.25, height: box.height * 1.3 };
  const [found] = await localizeFaces(network, frame, [windowOfBox(bad)]);
  const turns = runs.map(([window]) => ((window?.rotation ?? 0) * 180) / Math.PI);
  expect(turns[0]).toBeCloseTo(0, 0);
  expect(turns[1]).toBeCloseTo(30, 0);
  expect(found?.window.rotation).toBeCloseTo(Math.PI / 6, 1);
  expect(worstError(found?.landmarks, face.landmarks)).toBeLessThan(1);
});

test("no second look where it would show the same again, nor where the first was unsure", async () => {
  const upright = meanFaceAt(middle, 50);
  const sure = knowingNetwork([upright]);
  await localizeFaces(sure.network, frame, [windowOfBox(faceBoxOf(upright.landmarks))]);
  expect(sure.runs.length).toBe(1);

  const turned = meanFaceAt(middle, 50, { degrees: 30, strength: 0.2 });
  const unsure = knowingNetwork([turned]);
  await localizeFaces(unsure.network, frame, [windowOfBox(faceBoxOf(turned.landmarks))]);
  expect(unsure.runs.length).toBe(1);
});

test("many windows are batched and answered in their order, looked at twice or once", async () => {
  const upright = meanFaceAt({ x: 110, y: 120 }, 40);
  const turned = meanFaceAt({ x: 350, y: 280 }, 40, { degrees: -25 });
  const { network, runs } = knowingNetwork([upright, turned]);
  const order = [upright, turned, upright, upright, turned, turned];
  const windows = order.map(({ landmarks }) => windowOfBox(faceBoxOf(landmarks)));
  const found = await localizeFaces(network, frame, windows);
  expect(runs.map((run) => run.length)).toEqual([4, 2, 3]);
  order.forEach((face, k) => {
    expect(worstError(found[k]?.landmarks, face.landmarks)).toBeLessThan(1);
  });
  expect(await localizeFaces(network, frame, [])).toEqual([]);
});

test("a network for another task is refused", async () => {
  const network: Network = {
    run: async () => ({ boxes: { type: "float32", dims: [1], data: new Float32Array(1) } }),
    dispose: async () => {},
  };
  const window = windowOfBox({ x: 0, y: 0, width: 50, height: 50 });
  await expect(localizeFaces(network, frame, [window])).rejects.toThrow(/no output "heatmaps"/);
});
