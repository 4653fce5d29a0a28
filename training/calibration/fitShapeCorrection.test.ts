import { expect, test } from "vitest";
import type { Point } from "../../src/image/geometry.ts";
import { REGIONS } from "../../src/landmarks/scheme68.ts";
import { correctShape } from "../../src/landmarks/shapeCorrection.ts";
import { randomFrom } from "../../src/math/random.ts";
import { TEST_SHAPE } from "../../testing/shapes.ts";
import { type AnnotatedShape, fitShapeCorrection } from "./fitShapeCorrection.ts";
import { mirrorImage } from "./mirrorImage.ts";

const CHIN = 8;

/** Faces of the test model, 60 pixels in size, half of them mirrored. */
function drawFaces(count: number, seed: number): Point[][] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, face) => {
    const weights = TEST_SHAPE.modes.map(() => random.normal());
    const shape = TEST_SHAPE.mean.map((mean, i) =>
      weights.reduce((sum, weight, m) => sum + weight * TEST_SHAPE.modes[m][i], mean),
    );
    const drawn = TEST_SHAPE.residual.map((_, k) => {
      const noise = () => 0.3 * random.normal();
      return { x: 60 * shape[2 * k] + noise(), y: 60 * shape[2 * k + 1] + noise() };
    });
    return face % 2 === 0 ? drawn : mirrorImage(drawn);
  });
}

/** What a network finds whose every point lies `shift` to the right, and the chin `chin` pixels too high. */
function foundIn(faces: readonly (readonly Point[])[], shift: number, chin: number) {
  return faces.map((face): AnnotatedShape => {
    const found = face.map(({ x, y }, k) => ({ x: x + shift, y: k === CHIN ? y - chin : y }));
    return { found, true: face };
  });
}

test("a chin that is found too high is put down on other faces, and their error falls as announced", () => {
  const { correction, faces, groups } = fitShapeCorrection([foundIn(drawFaces(200, 1), 0, 6)]);
  expect(faces).toBe(200);
  const [face] = drawFaces(1, 2);
  const [{ found }] = foundIn([face], 0, 6);
  const corrected = correctShape(found, correction);
  expect(Math.abs(corrected[CHIN].y - face[CHIN].y)).toBeLessThan(1);
  expect(groups[0].after).toBeLessThan(0.5 * groups[0].before);
});

test("annotations that lie to one side do not move the landmarks there: mirror images count as well", () => {
  const { correction } = fitShapeCorrection([foundIn(drawFaces(800, 3), -8, 0)]);
  const sideways = drawFaces(20, 4).map((face) => {
    const corrected = correctShape(face, correction);
    return corrected.reduce((sum, { x }, k) => sum + x - face[k].x, 0) / face.length;
  });
  const mean = sideways.reduce((sum, value) => sum + value, 0) / sideways.length;
  expect(Math.abs(mean)).toBeLessThan(1);
});

test("where annotators differ, a small group counts as much as a large one", () => {
  const lower = (face: readonly Point[]): AnnotatedShape => {
    return { found: face, true: face.map(({ x, y }, k) => ({ x, y: k === CHIN ? y + 8 : y })) };
  };
  const groups = [foundIn(drawFaces(600, 5), 0, 0), drawFaces(300, 6).map(lower)];
  const { correction } = fitShapeCorrection(groups);
  const down = drawFaces(20, 7).map(
    (face) => correctShape(face, correction)[CHIN].y - face[CHIN].y,
  );
  expect(down.reduce((sum, value) => sum + value, 0) / down.length).toBeCloseTo(4, 0);
});

test("an eye is moved as a whole: its lids stay as far apart as the network found them", () => {
  const faces = drawFaces(200, 8).map((face): AnnotatedShape => {
    const found = face.map(({ x, y }, k) => ({ x, y: k === 37 || k === 38 ? y - 3 : y }));
    return { found, true: face };
  });
  const { correction } = fitShapeCorrection([faces]);
  const [{ found }] = faces;
  const corrected = correctShape(found, correction);
  const [first, end] = REGIONS.rightEye;
  for (let k = first + 1; k < end; k++) {
    expect(corrected[k].y - corrected[first].y).toBeCloseTo(found[k].y - found[first].y, 1);
  }
});

test("a group without faces is refused", () => {
  expect(() => fitShapeCorrection([foundIn(drawFaces(20, 9), 0, 1), []])).toThrow("group of faces");
});
