// Backgrounds and styles of a pack's images.

import { expect, test } from "vitest";
import type { Frame } from "../../src/image/frame.ts";
import { randomFrom } from "../../src/math/random.ts";
import type { LandmarkSample } from "../landmarks/dataset.ts";
import { restyle } from "./restyle.ts";

const WIDTH = 40;
const HEIGHT = 24;

/** An RGB image whose left half has one value and whose right half another. */
function halves(left: number, right: number): Frame {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).map((_, i) =>
    Math.floor(i / 3) % WIDTH < WIDTH / 2 ? left : right,
  );
  return { width: WIDTH, height: HEIGHT, channels: 3, data };
}

/** The person is the left half. */
const RENDER: LandmarkSample = {
  frame: halves(100, 50),
  mask: halves(255, 0),
  landmarks: Array.from({ length: 68 }, (_, k) => ({ x: k % 20, y: k % 24 })),
};

function pixelsOf({ frame }: LandmarkSample, side: "left" | "right"): number[] {
  return [...frame.data].filter(
    (_, i) => Math.floor(i / 3) % WIDTH < WIDTH / 2 === (side === "left"),
  );
}

test("a render gets a new background beside the person, who stays as rendered", () => {
  const changed = restyle(RENDER, [halves(7, 200)], randomFrom(1), { background: 1 });
  expect(new Set(pixelsOf(changed, "left"))).toEqual(new Set([100]));
  expect(pixelsOf(changed, "right")).not.toEqual(pixelsOf(RENDER, "right"));
  expect(changed.landmarks).toBe(RENDER.landmarks);
  expect(new Set(pixelsOf(RENDER, "right"))).toEqual(new Set([50]));
});

test("a style changes the whole image and not its size", () => {
  const changed = restyle(RENDER, [], randomFrom(2), { style: 1 });
  expect(changed.frame).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3 });
  expect(changed.frame.data).toHaveLength(RENDER.frame.data.length);
  expect(pixelsOf(changed, "left")).not.toEqual(pixelsOf(RENDER, "left"));
});

test("a photograph without a mask keeps its background, and nothing changes where nothing is asked for", () => {
  const photograph = { frame: RENDER.frame, landmarks: RENDER.landmarks };
  expect(restyle(photograph, [], randomFrom(3), { background: 1 })).toBe(photograph);
  expect(restyle(RENDER, [], randomFrom(4), {})).toBe(RENDER);
});
