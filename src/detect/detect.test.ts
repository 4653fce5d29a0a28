import { expect, test } from "vitest";
import type { Frame } from "../image/frame.ts";
import type { Tensor } from "../network/runtimeModule.ts";
import { decodeDetections } from "./decode.ts";
import { detectFaces, suppressOverlaps } from "./detectFaces.ts";
import { boxToFrame, letterbox, writeLetterbox } from "./letterbox.ts";

function frameOf(
  width: number,
  height: number,
  paint: (x: number, y: number) => number,
  channels: 3 | 4 = 3,
): Frame {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    data.fill(paint(i % width, Math.floor(i / width)), i * channels, (i + 1) * channels);
  }
  return { width, height, channels, data };
}

/** The detector's input of a frame, and where the frame lies in it. */
function boxedImage(frame: Frame, longestSide: number) {
  const box = letterbox(frame, longestSide);
  const image = new Uint8Array(box.width * box.height * 3).fill(255);
  writeLetterbox(frame, box, image);
  return { ...box, image };
}

test("a 640×480 frame becomes 320×240 in a 320×256 input, each pixel the mean of four", () => {
  const { image, width, height, scaleX, scaleY } = boxedImage(
    frameOf(640, 480, (x, y) => (x % 2) * 100 + (y % 2) * 50, 4),
    320,
  );
  expect([width, height, scaleX, scaleY]).toEqual([320, 256, 0.5, 0.5]);
  expect(image[0]).toBe(75);
  expect(image[(239 * 320 + 319) * 3 + 2]).toBe(75);
  expect(image[240 * 320 * 3]).toBe(0);
});

test("reduction by any factor keeps the mean brightness, and small frames are not enlarged", () => {
  const frame = frameOf(333, 211, (x, y) => (x * 7 + y * 13) % 256);
  const { image, width, scaleX, scaleY } = boxedImage(frame, 100);
  const columns = Math.round(333 * scaleX);
  const rows = Math.round(211 * scaleY);
  let sum = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) sum += image[(y * width + x) * 3] ?? 0;
  }
  let total = 0;
  for (const value of frame.data) total += value;
  const mean = total / frame.data.length;
  expect(sum / (columns * rows)).toBeCloseTo(mean, 0);

  const small = boxedImage(
    frameOf(20, 1, (x) => x),
    320,
  );
  expect([small.width, small.height, small.scaleX]).toEqual([32, 32, 1]);
  expect(Array.from({ length: 20 }, (_, x) => small.image[x * 3])).toEqual(
    Array.from({ length: 20 }, (_, x) => x),
  );
});

test("frames of a single row or column can be reduced", () => {
  expect(
    boxedImage(
      frameOf(5000, 1, () => 9),
      320,
    ).image[0],
  ).toBe(9);
  expect(
    boxedImage(
      frameOf(1, 5000, () => 9),
      320,
    ).image[0],
  ).toBe(9);
  expect(
    boxedImage(
      frameOf(1, 1, () => 9),
      320,
    ).image[0],
  ).toBe(9);
});

test("boxes are mapped back to the frame", () => {
  const box = boxToFrame(
    { x: 9.5, y: 19.5, width: 30, height: 40 },
    letterbox(
      frameOf(640, 320, () => 0),
      320,
    ),
  );
  expect(box).toEqual({ x: 19.5, y: 39.5, width: 60, height: 80 });
});

test("peaks become boxes, and a plateau becomes only one", () => {
  const heatmap = new Float32Array(5 * 4);
  heatmap[1 * 5 + 2] = 0.9;
  heatmap[1 * 5 + 3] = 0.9;
  heatmap[3 * 5 + 0] = 0.2;
  const boxes = new Float32Array(4 * 20);
  for (const [edge, distance] of [10, 20, 30, 40].entries()) {
    boxes.fill(distance, edge * 20, (edge + 1) * 20);
  }
  const maps = { heatmap, boxes, width: 5, height: 4, stride: 8 };
  // Both cells of the plateau have a box: the mean lies between (19.5 and 27.5 less 10, 11.5 less 20).
  const [first, ...others] = decodeDetections(maps, 0.5);
  expect(others).toEqual([]);
  expect(first?.score).toBeCloseTo(0.9);
  expect(first?.box.x).toBeCloseTo(13.5);
  expect(first?.box.y).toBeCloseTo(-8.5);
  expect(first?.box.width).toBeCloseTo(40);
  expect(first?.box.height).toBeCloseTo(60);
  expect(decodeDetections(maps, 0.1)).toHaveLength(2);
  expect(() => decodeDetections({ ...maps, width: 4 }, 0.5)).toThrow(RangeError);
});

test("of overlapping detections the one with the highest score is kept, and so are neighbours", () => {
  const at = (x: number, score: number, side = 40) => ({
    score,
    box: { x, y: 0, width: side, height: side },
  });
  const kept = suppressOverlaps([at(5, 0.6), at(0, 0.9), at(60, 0.5), at(70, 0.4, 12)], 0.4);
  expect(kept.map(({ score }) => score)).toEqual([0.9, 0.5]);
});

test("the network's detections are in frame pixels", async () => {
  const network = {
    async run({ image }: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
      expect(image?.dims).toEqual([1, 256, 320, 3]);
      const heatmap = new Float32Array(40 * 32);
      heatmap[10 * 40 + 20] = 0.8;
      const boxes = new Float32Array(4 * 40 * 32).fill(16);
      return {
        heatmap: { type: "float32", dims: [1, 1, 32, 40], data: heatmap },
        boxes: { type: "float32", dims: [1, 4, 32, 40], data: boxes },
      };
    },
  };
  const found = await detectFaces(
    network,
    frameOf(640, 480, () => 0),
    { threshold: 0.5, longestSide: 320, maximumOverlap: 0.4 },
  );
  expect(found).toHaveLength(1);
  // Cell (20, 10) is centred on input pixel (163.5, 83.5): frame pixel (327.5, 167.5).
  expect(found[0]?.box).toEqual({ x: 295.5, y: 135.5, width: 64, height: 64 });
});

/** A detector that finds a square face in the middle of its input, and records the sizes of its inputs. */
function middleDetector(faceOf: (inputWidth: number) => { score: number; side: number } | null) {
  const inputs: number[][] = [];
  const network = {
    async run({ image }: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
      const [, height = 0, width = 0] = image?.dims ?? [];
      inputs.push([width, height]);
      const [rows, columns] = [height / 8, width / 8];
      const heatmap = new Float32Array(rows * columns);
      const face = faceOf(width);
      const boxes = new Float32Array(4 * rows * columns).fill((face?.side ?? 0) / 2);
      if (face) heatmap[Math.floor(rows / 2) * columns + Math.floor(columns / 2)] = face.score;
      return {
        heatmap: { type: "float32", dims: [1, 1, rows, columns], data: heatmap },
        boxes: { type: "float32", dims: [1, 4, rows, columns], data: boxes },
      };
    },
  };
  return { network, inputs };
}

const TWO_PASSES = {
  threshold: 0.3,
  longestSide: 384,
  maximumOverlap: 0.4,
  coarse: { longestSide: 128, sure: 0.5, smallest: 0.15 },
};

test.each([
  ["a large face beyond doubt", { score: 0.6, side: 40 }, [[128, 96]]],
  [
    "a face of a low score",
    { score: 0.4, side: 40 },
    [
      [128, 96],
      [384, 288],
    ],
  ],
  [
    "a small face",
    { score: 0.9, side: 16 },
    [
      [128, 96],
      [384, 288],
    ],
  ],
  [
    "nothing",
    null,
    [
      [128, 96],
      [384, 288],
    ],
  ],
])(
  "where the coarse pass finds %s, the inputs are of the right sizes",
  async (_, face, expected) => {
    const { network, inputs } = middleDetector(() => face);
    const frame = frameOf(640, 480, () => 0, 4);
    await detectFaces(network, frame, TWO_PASSES);
    expect(inputs).toEqual(expected);
  },
);

test("boxes of the coarse pass are in frame pixels, and those of the fine pass replace them", async () => {
  const frame = frameOf(640, 480, () => 0);
  const coarse = middleDetector(() => ({ score: 0.6, side: 40 }));
  const [found] = await detectFaces(coarse.network, frame, TWO_PASSES);
  // Cell (8, 6) is centred on input pixel (67.5, 51.5); five frame pixels are one of the coarse input's.
  const rounded = Object.entries(found?.box ?? {}).map(([key, value]) => [
    key,
    Math.round(2 * value),
  ]);
  expect(Object.fromEntries(rounded)).toEqual({ x: 479, y: 319, width: 400, height: 400 });
  const doubtful = middleDetector((width) => ({ score: width === 128 ? 0.4 : 0.45, side: 60 }));
  const fine = await detectFaces(doubtful.network, frame, TWO_PASSES);
  expect(fine.map(({ score, box }) => [score.toFixed(2), Math.round(box.width)])).toEqual([
    ["0.45", 100],
  ]);
});

test("a face that only the coarse pass sees stays if it is large", async () => {
  const frame = frameOf(640, 480, () => 0);
  const { network } = middleDetector((width) => (width === 128 ? { score: 0.4, side: 90 } : null));
  expect(await detectFaces(network, frame, TWO_PASSES)).toEqual([]);
  const { coarse } = TWO_PASSES;
  const widths = async (large: number) => {
    const options = { ...TWO_PASSES, coarse: { ...coarse, large } };
    return (await detectFaces(network, frame, options)).map(({ box }) => Math.round(box.width));
  };
  expect(await widths(0.5)).toEqual([450]);
  expect(await widths(0.9)).toEqual([]);
});

test("weak faces are given as well, and leave no doubt in the coarse pass", async () => {
  const scores = [0.6, 0.2];
  const { network, inputs } = middleDetector(() => ({ score: scores.shift() ?? 0, side: 40 }));
  const frame = frameOf(640, 480, () => 0);
  const options = { ...TWO_PASSES, weak: 0.1 };
  expect((await detectFaces(network, frame, options)).length).toBe(1);
  expect(inputs.length).toBe(1);
  const faint = middleDetector(() => ({ score: 0.2, side: 40 })).network;
  expect((await detectFaces(faint, frame, options)).map(({ score }) => score.toFixed(1))).toEqual([
    "0.2",
  ]);
  expect(await detectFaces(faint, frame, TWO_PASSES)).toEqual([]);
});

test("a frame that is hardly larger than the coarse input is analysed once, as it is", async () => {
  const { network, inputs } = middleDetector(() => ({ score: 0.4, side: 40 }));
  await detectFaces(
    network,
    frameOf(160, 120, () => 0),
    TWO_PASSES,
  );
  expect(inputs).toEqual([[160, 128]]);
});

test.each([3, 4] as const)(
  "a photograph of many pixels keeps its edges, with %i channels",
  (channels) => {
    const { image, width } = boxedImage(
      frameOf(3001, 1999, (x, y) => (x < 1500 ? 40 : 200) + (y < 1000 ? 0 : 50), channels),
      384,
    );
    const at = (x: number, y: number) => image[(y * width + x) * 3 + 2];
    expect([at(0, 0), at(190, 126), at(194, 126), at(383, 0)]).toEqual([40, 40, 200, 200]);
    expect([at(0, 129), at(190, 255), at(194, 129), at(383, 255)]).toEqual([90, 90, 250, 250]);
  },
);
