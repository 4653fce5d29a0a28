import { expect, test } from "vitest";
import type { Frame } from "../../src/image/frame.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { bySkin, skinToneOf, typologyAngle } from "./skinTone.ts";

const SIDE = 120;
const landmarks = MEAN_SHAPE.map(([x, y]) => ({ x: 60 + 25 * x, y: 60 + 25 * y }));

/** An image of one colour, another one in the eyes' and the mouth's rows. */
function face(skin: readonly number[], elsewhere: readonly number[] = skin): Frame {
  const eyes = landmarks[36]?.y ?? 0;
  const mouth = landmarks[48]?.y ?? 0;
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const y = Math.floor(pixel / SIDE);
    data.set(y > eyes + 8 && y < mouth - 5 ? skin : elsewhere, 3 * pixel);
  }
  return { width: SIDE, height: SIDE, channels: 3, data };
}

test("the angle is that of CIELAB: known colours have known angles", () => {
  // sRGB (198, 134, 66) is L* 61.1, a* 18.6, b* 46.2; (141, 85, 36) is L* 41.8, a* 19.1, b* 36.1.
  expect(typologyAngle(face([198, 134, 66]), landmarks)).toBeCloseTo(13.6, 0);
  expect(typologyAngle(face([141, 85, 36]), landmarks)).toBeCloseTo(-12.8, 0);
});

test("skin is classified as light, medium or dark by the cheeks, whatever is around them", () => {
  expect(skinToneOf(face([241, 205, 190], [20, 20, 20]), landmarks)).toBe("light");
  expect(skinToneOf(face([205, 155, 120], [250, 250, 250]), landmarks)).toBe("medium");
  expect(skinToneOf(face([90, 58, 40], [250, 250, 250]), landmarks)).toBe("dark");
});

test("a grey image, and a face outside its image, have no tone", () => {
  expect(skinToneOf(face([90, 90, 90]), landmarks)).toBe("grey");
  const outside = landmarks.map(({ x, y }) => ({ x: x + 500, y }));
  expect(skinToneOf(face([241, 205, 190]), outside)).toBe("grey");
});

test("a cheek beside a hidden landmark is not used", () => {
  const image = face([90, 58, 40]);
  // The subject's right half is light: a mask, say.
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    if (pixel % SIDE < 60) image.data.set([241, 235, 220], 3 * pixel);
  }
  const hidden = landmarks.map((_, index) => index === 48);
  expect(skinToneOf(image, landmarks, hidden)).toBe("dark");
  expect(
    skinToneOf(
      image,
      landmarks,
      landmarks.map(() => true),
    ),
  ).toBe("grey");
});

test("faces and misses are counted by tone", () => {
  const faces = [
    { skin: "dark", found: false },
    { skin: "dark", found: true },
    { skin: "light", found: true },
  ] as const;
  expect(bySkin(faces)).toEqual([
    { skin: "light", faces: 1, missed: 0 },
    { skin: "medium", faces: 0, missed: 0 },
    { skin: "dark", faces: 2, missed: 1 },
    { skin: "grey", faces: 0, missed: 0 },
  ]);
});
