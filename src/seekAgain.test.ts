// The second search: where it looks, and what it believes.

import { expect, test } from "vitest";
import type { FaceWindow } from "./landmarks/faceWindow.ts";
import type { Detection } from "./result.ts";
import { seekAgain } from "./seekAgain.ts";

function detection(score: number, x: number): Detection {
  return { score, box: { x, y: 100, width: 80, height: 100 } };
}

/** Sees a face where `faceIn` says so; `visible` is the share of its landmarks that can be seen. */
function looker(faceIn: (window: FaceWindow) => boolean, visible = 1) {
  const windows: FaceWindow[] = [];
  const look = async (of: readonly Detection[], seen: readonly FaceWindow[]) => {
    windows.push(...seen);
    return seen.map((window, index) => ({
      window,
      detection: of[index],
      score: faceIn(window) ? 0.95 : 0.4,
      peaks: Array.from({ length: 68 }, (_, k) => ({
        x: 0,
        y: 0,
        value: k < visible * 68 ? 1 : -1,
      })),
    }));
  };
  return { look, windows };
}

test("a bowed head whose box lies on the forehead is found below it", async () => {
  const { look } = looker(({ centerY }) => centerY > 180);
  const strong = [detection(0.6, 0), detection(0.4, 300)];
  const faces = await seekAgain(strong, [], look);
  expect(faces.map(({ window: { centerX, centerY } }) => [centerX, centerY])).toEqual([[40, 190]]);
  expect(faces[0]?.detection.score).toBe(0.6);
});

test("the three best weak boxes are looked at where they are", async () => {
  const { look, windows } = looker(({ centerX }) => centerX === 240);
  const weak = [0.28, 0.25, 0.2, 0.15].map((score, k) => detection(score, 100 * k));
  const faces = await seekAgain([], weak, look);
  expect(windows.map(({ centerX }) => centerX)).toEqual([40, 140, 240]);
  expect(faces.map(({ detection: { score } }) => score)).toEqual([0.2]);
});

test("a face in doubt is not reported: one with a low score, or most of which is hidden", async () => {
  const weak = [detection(0.2, 0)];
  expect(await seekAgain([], weak, looker(() => false).look)).toEqual([]);
  expect(await seekAgain([], weak, looker(() => true, 0.5).look)).toEqual([]);
});
