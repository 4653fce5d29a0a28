import sharp from "sharp";
import { expect, test } from "vitest";
import type { Frame } from "../src/image/frame.ts";
import type { Point } from "../src/image/geometry.ts";
import type { Face } from "../src/result.ts";
import { exampleFace } from "../testing/exampleAnalysis.ts";
import { annotateFrame } from "./annotate.ts";
import { enlargement } from "./enlargement.ts";

function plain(width: number, height: number, level = 120, channels: 3 | 4 = 3): Frame {
  return { width, height, channels, data: new Uint8Array(width * height * channels).fill(level) };
}

async function pixelsOf(frame: Frame, faces: readonly Face[]): Promise<Frame> {
  const { data, info } = await sharp(await annotateFrame(frame, faces, "png"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** How many pixels within a square around a landmark are bluish or orange. */
function marksAt(image: Frame, { x, y }: Point, reach: number): { blue: number; orange: number } {
  let blue = 0;
  let orange = 0;
  for (let v = Math.round(y) - reach; v <= Math.round(y) + reach; v++) {
    for (let u = Math.round(x) - reach; u <= Math.round(x) + reach; u++) {
      const at = (v * image.width + u) * 3;
      const [r = 0, g = 0, b = 0] = image.data.slice(at, at + 3);
      if (b > 220 && g > 150 && r < 120) blue++;
      if (r > 220 && g < 150 && b < 80) orange++;
    }
  }
  return { blue, orange };
}

test("visible and occluded landmarks differ in colour and in shape", async () => {
  const face = exampleFace({ centerX: 400, centerY: 400, scale: 150, occluded: [17, 4] });
  const image = await pixelsOf(plain(800, 800), [face]);
  const [brow, jaw, other] = [17, 4, 12].map((k) => face.landmarks[k] as Point);
  for (const hidden of [brow, jaw]) {
    const found = marksAt(image, hidden, 5);
    expect(found.orange).toBeGreaterThan(15);
    expect(found.blue).toBe(0);
  }
  const seen = marksAt(image, other, 5);
  expect(seen.blue).toBeGreaterThan(30);
  expect(seen.orange).toBe(0);
  // A cross leaves its sides free where a dot is full.
  const { x, y } = brow;
  expect(marksAt(image, { x: x + 4, y: y - 4 }, 1).orange).toBeGreaterThan(0);
  expect(marksAt(image, { x, y: y - 5 }, 1).orange).toBe(0);
});

test("a landmark hidden by the face itself is a pale ring, neither a cross nor a dot", async () => {
  const plainFace = exampleFace({ centerX: 400, centerY: 400, scale: 150, occluded: [17] });
  const landmarks = plainFace.landmarks.map((landmark) =>
    landmark.occluded ? { ...landmark, hiddenBy: "self" as const } : landmark,
  );
  const image = await pixelsOf(plain(800, 800), [{ ...plainFace, landmarks }]);
  const { x, y } = landmarks[17];
  expect(marksAt(image, { x, y }, 5)).toEqual({ blue: 0, orange: 0 });
  const brightness = (u: number, v: number) =>
    image.data[(Math.round(v) * image.width + Math.round(u)) * 3 + 2] ?? 0;
  const ring = Array.from({ length: 9 }, (_, r) => brightness(x - r, y));
  expect(Math.max(...ring)).toBeGreaterThan(200);
  expect(ring[0]).toBeLessThan(200);
});

test("text is drawn even if the machine has no font", async () => {
  const face = exampleFace({ centerX: 400, centerY: 450, scale: 120 });
  const image = await pixelsOf(plain(800, 800), [face]);
  const above = { x: face.box.x + 60, y: face.box.y - 45 };
  let bright = 0;
  for (let y = Math.round(above.y) - 30; y < above.y + 30; y++) {
    for (let x = Math.round(above.x) - 50; x < above.x + 50; x++) {
      if ((image.data[(y * image.width + x) * 3] ?? 0) > 200) bright++;
    }
  }
  expect(bright).toBeGreaterThan(100);
});

test("an image keeps its size, but small ones are enlarged by whole factors", async () => {
  expect(enlargement(plain(640, 480))).toBe(1);
  expect(enlargement(plain(320, 240))).toBe(2);
  expect(enlargement(plain(1, 1))).toBe(4);
  const small = await pixelsOf(plain(200, 100), []);
  expect([small.width, small.height]).toEqual([800, 400]);
});

test("pixels without a mark are unchanged", async () => {
  const image = await pixelsOf(plain(900, 600, 77), [exampleFace({ centerX: 200, centerY: 300 })]);
  const corner = (20 * image.width + 880) * 3;
  expect(Array.from(image.data.slice(corner, corner + 3))).toEqual([77, 77, 77]);
});

test("RGBA frames, one pixel, crowded and half-outside faces are drawn", async () => {
  await annotateFrame(plain(64, 64, 9, 4), [exampleFace({ scale: 10, centerX: 2, centerY: 60 })]);
  await annotateFrame(plain(1, 1), []);
  const crowd = Array.from({ length: 40 }, (_, i) =>
    exampleFace({ centerX: 20 + 40 * (i % 8), centerY: 30 + 50 * Math.floor(i / 8), scale: 12 }),
  );
  const jpeg = await annotateFrame(plain(320, 240), crowd);
  expect((await sharp(jpeg).metadata()).format).toBe("jpeg");
});
