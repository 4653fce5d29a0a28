import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { sampleImage, watchFreeze } from "./freeze.ts";

const [WIDTH, HEIGHT] = [320, 240];
const FACE = { x: 100, y: 60, width: 100, height: 120 };

/** A smooth image with an edge, each pixel changed by a function of its place. */
function imageOf(change: (x: number, y: number) => number = () => 0): Frame {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++)
      data.fill(
        60 + x / 4 + (x > 150 ? 50 : 0) + change(x, y),
        (y * WIDTH + x) * 3,
        (y * WIDTH + x + 1) * 3,
      );
  return { width: WIDTH, height: HEIGHT, channels: 3, data };
}

/** Pseudo-random noise between −amplitude and amplitude. */
function noise(amplitude: number, seed: number) {
  let state = seed * 7919 + 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.round(((state >> 8) / 0x7fffff) * 2 * amplitude - amplitude);
  };
}

/** For how long the last of these images has been the same, at 10 images a second from 5 s on. */
function lastUnchanged(images: readonly Frame[], face: typeof FACE | null): number {
  const watch = watchFreeze();
  return (
    images.map((image, k) => watch.next(sampleImage(image), 5 + k / 10, face)).at(-1) ?? Number.NaN
  );
}

const times = (n: number, image: (k: number) => Frame): Frame[] =>
  Array.from({ length: n }, (_, k) => image(k));

test.each([FACE, null])("one identical image", (face) => {
  const image = imageOf();
  expect(
    lastUnchanged(
      times(31, () => image),
      face,
    ),
  ).toBeCloseTo(3, 9);
});

test.each([FACE, null])("a few images in turn, as from a source with two buffers", (face) => {
  const images = [0, 1, 2].map((k) => imageOf(noise(30, k)));
  const loop = times(33, (k) => images[k % 3] ?? imageOf());
  // From the last new image on.
  expect(lastUnchanged(loop, face)).toBeCloseTo(3, 9);
  expect(lastUnchanged([...loop, imageOf(noise(30, 9))], face)).toBe(0);
});

test("an image that was encoded again, whose pixels differ a little, is the same", () => {
  expect(
    lastUnchanged(
      times(31, (k) => imageOf(noise(4, k))),
      FACE,
    ),
  ).toBeCloseTo(3, 9);
});

test("a clock drawn into a frozen image does not make it live", () => {
  const clock = (k: number) => imageOf((x, y) => (x < 80 && y < 20 ? (x * 13 + k * 61) % 120 : 0));
  expect(lastUnchanged(times(31, clock), FACE)).toBeCloseTo(3, 9);
});

test("eyes that blink", () => {
  const blink = (k: number) =>
    imageOf((x, y) => (k === 29 && y > 90 && y < 100 && x > 115 && x < 185 ? 40 : 0));
  expect(lastUnchanged(times(30, blink), FACE)).toBe(0);
});

test("a head that sinks by a quarter of a pixel a second, without noise", () => {
  const sinking = (k: number) =>
    imageOf((x) => (x === 150 ? -50 + 50 * Math.min(1, k / 40) : 0) + (x === 151 ? -k : 0));
  expect(lastUnchanged(times(31, sinking), FACE)).toBeLessThan(1.5);
});

test("an empty seat before a camera with noise", () => {
  expect(
    lastUnchanged(
      times(31, (k) => imageOf(noise(4, k))),
      null,
    ),
  ).toBe(0);
});

test("images that come again, another size, and a clock that was set back begin anew", () => {
  const watch = watchFreeze();
  const image = imageOf();
  watch.next(sampleImage(image), 1, FACE);
  expect(watch.next(sampleImage(image), 4, FACE)).toBe(3);
  const lighter = sampleImage(imageOf(() => 30));
  expect(watch.next(lighter, 4.1, FACE)).toBe(0);
  expect(watch.next(sampleImage({ ...image, width: HEIGHT, height: WIDTH }), 4.2, FACE)).toBe(0);
  watch.next(sampleImage(image), 4.3, FACE);
  expect(watch.next(sampleImage(image), 2, FACE)).toBe(0);
});

test("a face outside the image tells nothing", () => {
  const images = times(3, (k) => imageOf(noise(1, k)));
  const face = { x: 400, y: 60, width: 50, height: 50 };
  expect(lastUnchanged(images, face)).toBe(0);
});
