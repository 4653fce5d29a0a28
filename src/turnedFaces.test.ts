import { expect, test } from "vitest";
import { readImageFile } from "../node/images.ts";
import { loadVigil } from "../node/models.ts";
import type { TurnedDetection } from "./detect/detectTurned.ts";
import type { Frame } from "./image/frame.ts";
import type { Point } from "./image/geometry.ts";
import { windowOfBox } from "./landmarks/faceWindow.ts";
import { sortTurned } from "./turnedFaces.ts";

/** The image turned clockwise by quarter turns. */
function turned({ width, height, channels, data }: Frame, quarters: number): Frame {
  if (quarters === 0) return { width, height, channels, data };
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (x * height + (height - 1 - y)) * channels;
      const from = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c];
    }
  }
  return turned({ width: height, height: width, channels, data: out }, quarters - 1);
}

test("a driver on the side or upside down is reported with that roll and the landmarks of the upright image", async () => {
  const vigil = await loadVigil();
  const upright = await readImageFile("samples/driver-frontal.jpg");
  const [expected] = (await vigil.analyze(upright)).faces;
  if (expected === undefined) throw new Error("The sample shows no face.");
  const apart = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);
  const eyes = apart(expected.landmarks[36], expected.landmarks[45]);
  let points: readonly Point[] = expected.landmarks;
  let before = upright;
  for (const quarters of [1, 2, 3]) {
    const { height } = before;
    points = points.map(({ x, y }) => ({ x: height - 1 - y, y: x }));
    before = turned(before, 1);
    const { faces } = await vigil.analyze(before);
    expect(faces).toHaveLength(1);
    for (const { pose, landmarks } of faces) {
      const off = pose.roll - (expected.pose.roll + 90 * quarters);
      expect(Math.abs(off - 360 * Math.round(off / 360))).toBeLessThan(15);
      expect(Math.abs(pose.yaw - expected.pose.yaw)).toBeLessThan(15);
      const errors = landmarks.map((point, k) => apart(point, points[k]) / eyes);
      expect(errors.reduce((sum, error) => sum + error, 0) / 68).toBeLessThan(0.1);
    }
  }
  await vigil.dispose();
});

interface Shown {
  readonly score: number;
  /** Height of all peaks; of the hidden ones with a minus sign. */
  readonly height?: number;
  readonly hidden?: number;
  readonly side?: number;
  readonly detectorScore?: number;
}

/** A view with peaks of one height. */
function view({ score, height = 0.8, hidden = 0, side = 100, detectorScore = 0.5 }: Shown) {
  const detection = { box: { x: 0, y: 0, width: side, height: side }, score: detectorScore };
  const peaks = Array.from({ length: 68 }, (_, k) => ({
    x: 0,
    y: 0,
    value: k < hidden ? -height : height,
  }));
  return { window: windowOfBox(detection.box), peaks, detection, score };
}

/** Sorts faces whose turned windows show other views, by their angle; counts the windows. */
async function sorted(
  faces: readonly Shown[],
  shown: (degrees: number, side: number) => Shown,
  {
    besideUpright = false,
    mayDrop = true,
    seekInEmpty = false,
    detected = undefined as readonly TurnedDetection[] | undefined,
  } = {},
) {
  const looks: number[] = [];
  let searches = 0;
  const detectTurned = async () => {
    searches++;
    return detected ?? [];
  };
  const { upright, turned } = await sortTurned(
    faces.map(view),
    async (of, windows) =>
      windows.map((window, k) => {
        const degrees = Math.round((window.rotation * 180) / Math.PI);
        looks.push(degrees);
        const detection = of[k];
        return { ...view(shown(degrees, detection.box.width)), detection, window };
      }),
    { besideUpright, mayDrop, seekInEmpty, ...(detected && { detectTurned }) },
  );
  return { upright: upright.map(({ score }) => score), turned, looks, searches };
}

const nothing = (): Shown => ({ score: 0.05, height: 0.4 });
const upsideDown = (degrees: number): Shown =>
  degrees === 180 ? { score: 0.98, height: 0.95 } : nothing();

test("an ordinary face costs no further look, and in a crowd neither do the blurred ones beside it", async () => {
  const crowd = [
    { score: 0.99 },
    { score: 0.2, side: 30 },
    { score: 0.8 },
    { score: 0.95, hidden: 40 },
  ];
  expect(await sorted(crowd, nothing)).toEqual({
    upright: [0.99, 0.2, 0.8, 0.95],
    turned: [],
    looks: [],
    searches: 0,
  });
  expect(
    (await sorted([{ score: 0.7, side: 200 }], nothing, { besideUpright: true })).looks,
  ).toEqual([]);
});

test("a masked face costs one look, which tells it from one upside down", async () => {
  const masked = { score: 0.9, hidden: 40 };
  expect(await sorted([masked], nothing)).toMatchObject({
    ...{ upright: [0.9], turned: [], looks: [180] },
  });
  const { upright, turned } = await sorted([masked], upsideDown);
  expect(upright).toEqual([]);
  expect(turned.map(({ window }) => window.rotation)).toEqual([Math.PI]);
});

test("an upright face behind an object that passes for a face when it is turned stays upright", async () => {
  const behindObject = { score: 0.9, height: 0.85, hidden: 48 };
  const passing = (): Shown => ({ score: 0.85, height: 0.8, hidden: 31 });
  const { upright, looks } = await sorted([behindObject], passing);
  expect(upright).toEqual([0.9]);
  // The first pass suggests it, the second one does not confirm it.
  expect(looks).toEqual([180, 180]);
});

test("a face that no window shows clearly is not reported when a turned window shows more of it", async () => {
  const unclear = { score: 0.4, height: 0.5, detectorScore: 0.6 };
  const more = (): Shown => ({ score: 0.5, height: 0.6 });
  expect((await sorted([unclear], more)).upright).toEqual([]);
  expect((await sorted([unclear], nothing)).upright).toEqual([0.4]);
  // Boxes of the caller are faces.
  expect((await sorted([unclear], more, { mayDrop: false })).upright).toEqual([0.4]);
});

test("where one face is upside down, the others in doubt are not upright", async () => {
  const faces = [
    { score: 0.7, side: 200, hidden: 34 },
    { score: 0.6, height: 0.9, side: 20 },
  ];
  const first = (degrees: number): Shown =>
    degrees === 180 ? { score: 0.98, height: 0.85 } : nothing();
  const { upright, turned } = await sorted(faces, first);
  expect(upright).toEqual([]);
  expect(turned).toHaveLength(1);
});

test("at most three faces of an image are looked at, the largest first", async () => {
  const faces = [20, 90, 60, 70].map((side) => ({
    score: 0.5,
    height: 0.42,
    side,
    detectorScore: 0.7,
  }));
  expect((await sorted(faces, nothing)).looks).toHaveLength(9);
});

/** A face that the detector finds in the image turned by a quarter. */
const ON_ITS_SIDE: readonly TurnedDetection[] = [
  { box: { x: 0, y: 0, width: 300, height: 300 }, score: 0.5, rotation: Math.PI / 2 },
];
const onItsSide = (degrees: number, side: number): Shown =>
  degrees === 90 && side === 300 ? { score: 0.97, height: 0.9 } : nothing();

test("an eye of a face on its side that passes for a small face gives way to the face", async () => {
  const eye = { score: 0.7, height: 0.85, side: 25, detectorScore: 0.6 };
  const { upright, turned } = await sorted([eye], onItsSide, { detected: ON_ITS_SIDE });
  expect(upright).toEqual([]);
  expect(turned.map(({ detection }) => detection.box.width)).toEqual([300]);
});

test("a face that is unclear in the turned image, or as clear in the upright one, changes nothing", async () => {
  const masked = { score: 0.9, hidden: 40 };
  const unclear = (degrees: number): Shown =>
    degrees === 90 ? { score: 0.85, height: 0.9 } : nothing();
  const asClear = (degrees: number): Shown =>
    degrees === 90 || degrees === 0 ? { score: 0.95, height: 0.79 } : nothing();
  for (const shown of [unclear, asClear]) {
    const { upright, turned } = await sorted([masked], shown, { detected: ON_ITS_SIDE });
    expect({ upright, turned }).toEqual({ upright: [0.9], turned: [] });
  }
});

test("the turned image is looked at where no face is certain, and in a video only where there is one at all", async () => {
  const search = async (faces: readonly Shown[], options: object = {}) =>
    (await sorted(faces, nothing, { detected: ON_ITS_SIDE, ...options })).searches;
  expect(await search([{ score: 0.99 }, { score: 0.3 }])).toBe(0);
  expect(await search([{ score: 0.3 }], { besideUpright: true })).toBe(0);
  expect(await search([{ score: 0.3 }])).toBe(1);
  expect(await search([])).toBe(0);
  expect(await search([], { seekInEmpty: true })).toBe(1);
});
