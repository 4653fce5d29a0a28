import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { addFace, createScene, type Scene } from "./scene.ts";
import { shadeFaces } from "./sceneLight.ts";

const LEVEL = 120;
const SIZE = 96;
const BOX = { x: 30, y: 24, width: 36, height: 48 };

function greyScene(blurred: boolean): Scene {
  const scene = createScene(SIZE);
  scene.image.fill(LEVEL);
  addFace(scene, BOX, { blurred });
  return scene;
}

/** Shaded scenes of forty seeds. */
const shaded = (blurred: boolean) =>
  Array.from({ length: 40 }, (_, seed) => {
    const scene = greyScene(blurred);
    shadeFaces(scene, randomFrom(seed));
    return scene.image;
  });
const green = (image: Uint8Array, x: number, y: number) => image[3 * (y * SIZE + x) + 1] ?? 0;

test("some faces become darker or lighter and fade into an unchanged background", () => {
  const changed = shaded(false).filter((image) => green(image, 48, 48) !== LEVEL);
  expect(changed.length).toBeGreaterThan(1);
  expect(changed.length).toBeLessThan(20);
  expect(changed.some((image) => green(image, 48, 48) < 0.8 * LEVEL)).toBe(true);
  for (const image of changed) {
    const [middle, cheek, rim] = [48, 60, 71].map((x) => green(image, x, 48)) as [
      number,
      number,
      number,
    ];
    expect(cheek).toBe(middle);
    expect(Math.abs(rim - LEVEL)).toBeLessThan(Math.abs(middle - LEVEL));
    for (const [x, y] of [
      [2, 2],
      [48, 5],
      [90, 48],
    ] as const)
      expect(green(image, x, y)).toBe(LEVEL);
  }
});

test("ignored faces are not shaded", () => {
  for (const image of shaded(true)) expect(image.every((level) => level === LEVEL)).toBe(true);
});
