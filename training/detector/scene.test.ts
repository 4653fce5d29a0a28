import { expect, test } from "vitest";
import type { Frame } from "../../src/image/frame.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { randomFrom } from "../../src/math/random.ts";
import { makeScene } from "./batchMaker.ts";
import type { Sources } from "./compose.ts";
import { parseBoxTable } from "./dataset.ts";
import { drawPhotograph, pyramidOf } from "./pyramid.ts";
import { addFace, createScene, hideFaces, placementTransform, transformFaceBox } from "./scene.ts";
import { balanceTargets, createTargets, writeTargets } from "./targets.ts";

function noise(width: number, height: number, seed: number): Frame {
  const random = randomFrom(seed);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.below(256));
  return { width, height, channels: 3, data };
}

/** A plausible ring of 68 points. */
const LANDMARKS = Array.from({ length: 68 }, (_, k) => ({
  x: 100 + 40 * Math.cos((k / 68) * 2 * Math.PI),
  y: 90 + 50 * Math.sin((k / 68) * 2 * Math.PI),
}));

function sources(): Sources {
  const crowd = pyramidOf(noise(320, 240, 1));
  const portrait = pyramidOf(noise(200, 200, 2));
  return {
    crowd: async () => ({
      pyramid: crowd,
      boxes: [
        { x: 40, y: 30, width: 50, height: 60 },
        { x: 200, y: 100, width: 24, height: 30 },
      ],
    }),
    portrait: async () => ({ pyramid: portrait, landmarks: LANDMARKS }),
  };
}

test("the same seed makes the same scene, and every box lies on the canvas", async () => {
  const photographs = sources();
  for (let seed = 0; seed < 8; seed++) {
    const first = await makeScene(128, photographs, randomFrom(seed));
    const second = await makeScene(128, photographs, randomFrom(seed));
    expect(Buffer.compare(second.image, first.image)).toBe(0);
    expect(second.faces).toEqual(first.faces);
    for (const { box } of first.faces) {
      expect(box.x).toBeGreaterThanOrEqual(-0.5);
      expect(box.y).toBeGreaterThanOrEqual(-0.5);
      expect(box.x + box.width).toBeLessThanOrEqual(127.5);
      expect(box.y + box.height).toBeLessThanOrEqual(127.5);
    }
  }
}, 60_000);

test("a photograph drawn at half size shows the means of its pixels", () => {
  const frame = noise(64, 64, 3);
  const scene = createScene(32);
  drawPhotograph(scene, pyramidOf(frame), { a: 0.5, b: 0, c: -0.25, d: 0, e: 0.5, f: -0.25 });
  const at = (x: number, y: number) => frame.data[(y * 64 + x) * 3];
  const mean = (at(20, 10) + at(21, 10) + at(20, 11) + at(21, 11)) / 4;
  expect(Math.abs(scene.image[(5 * 32 + 10) * 3] - mean)).toBeLessThanOrEqual(1);
});

test("boxes of a rotated photograph are those of the rotated ellipses", () => {
  const quarter = placementTransform({
    from: { x: 50, y: 50 },
    to: { x: 10, y: 20 },
    scaleX: 2,
    scaleY: 2,
    rotation: Math.PI / 2,
    mirrored: false,
  });
  const box = transformFaceBox({ x: 40, y: 45, width: 20, height: 10 }, quarter);
  expect(box.x).toBeCloseTo(0);
  expect(box.y).toBeCloseTo(0);
  expect(box.width).toBeCloseTo(20);
  expect(box.height).toBeCloseTo(40);
});

test("small, cut and half hidden faces are ignored, wholly hidden ones removed", () => {
  const scene = createScene(100);
  addFace(scene, { x: 10, y: 10, width: 8, height: 9 });
  addFace(scene, { x: 80, y: 40, width: 50, height: 50 });
  addFace(scene, { x: 10, y: 40, width: 20, height: 20 });
  addFace(scene, { x: 40, y: 40, width: 20, height: 20 });
  addFace(scene, { x: 200, y: 40, width: 20, height: 20 });
  hideFaces(scene, (x) => x < 20);
  expect(scene.faces.map(({ ignored }) => ignored)).toEqual([true, true, false]);
  hideFaces(scene, (x) => x < 50);
  expect(scene.faces.map(({ ignored }) => ignored)).toEqual([true, true]);
});

test("a face of which a sliver is left at the edge is not added, so that no box of a table is empty", () => {
  const scene = createScene(64);
  addFace(scene, { x: 10, y: 63.46, width: 15, height: 18 });
  addFace(scene, { x: -14.2, y: 10, width: 14, height: 18 });
  expect(scene.faces).toEqual([]);
  addFace(scene, { x: 10, y: 62, width: 15, height: 18 });
  expect(scene.faces).toMatchObject([{ box: { x: 10, y: 62, width: 15, height: 1.5 } }]);
});

test("targets put one centre on each face and no weight on ignored ones", () => {
  const box = faceBoxOf(LANDMARKS);
  const targets = createTargets(2, 256);
  writeTargets(targets, 1, 256, [
    { box, ignored: false },
    { box: { x: 200, y: 200, width: 10, height: 10 }, ignored: true },
  ]);
  const cells = 32 * 32;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + box.height / 2;
  const peak = Math.round((centerY - 3.5) / 8) * 32 + Math.round((centerX - 3.5) / 8);
  expect(targets.centers.indexOf(1)).toBe(cells + peak);
  expect(targets.centers.reduce((sum, each) => sum + each)).toBe(1);
  expect(targets.background[cells + peak]).toBe(0);
  expect(targets.background[cells + 25 * 32 + 25]).toBe(0);
  expect(targets.background[cells]).toBe(1);
  expect(targets.background.subarray(0, cells).every((weight) => weight === 1)).toBe(true);
  expect(targets.boxWeights.reduce((sum, each) => sum + each)).toBeCloseTo(1);
  const left = 16 * Math.exp(targets.logDistances[4 * cells + peak]);
  const right = 16 * Math.exp(targets.logDistances[6 * cells + peak]);
  expect(left + right).toBeCloseTo(box.width, 3);
  balanceTargets(targets, 2);
  expect(targets.centers[cells + peak]).toBe(2);
});

test("box tables are read by column names; errors name the line", () => {
  const boxes = parseBoxTable("label,file,xmin,ymin,xmax,ymax\nface,a.png,10,20,30,50\n", "t.csv");
  expect(boxes.get("a.png")).toEqual([{ x: 9.5, y: 19.5, width: 20, height: 30, label: "face" }]);
  expect(() => parseBoxTable("file,xmin,ymin,xmax,ymax\na.png,10,20,5,50", "t.csv")).toThrow(
    /t\.csv, line 2/,
  );
  expect(() => parseBoxTable("file,xmin,ymin,xmax\n", "t.csv")).toThrow(/ymax/);
});
