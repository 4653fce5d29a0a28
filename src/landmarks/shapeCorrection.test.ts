import { expect, test } from "vitest";
import { TEST_SHAPE } from "../../testing/shapes.ts";
import { type Point, transformPoint } from "../image/geometry.ts";
import { affineOfSimilarity } from "../image/similarity.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";
import { correctShape } from "./shapeCorrection.ts";

const zeros = () => new Array<number>(2 * LANDMARK_COUNT).fill(0);
const NOTHING = { mean: TEST_SHAPE.mean, offset: zeros(), terms: [] };

function points(shape: readonly number[]): Point[] {
  return Array.from({ length: LANDMARK_COUNT }, (_, k) => ({
    x: shape[2 * k],
    y: shape[2 * k + 1],
  }));
}

/** The chin lower by 0.1 on all faces, and further by `share` of how far the mouth is open. */
function chinDown(share: number) {
  const offset = zeros();
  offset[2 * 8 + 1] = 0.1;
  const [from, to] = [zeros(), zeros()];
  from[2 * 57 + 1] = 1;
  to[2 * 8 + 1] = share;
  return { ...NOTHING, offset, terms: [{ from, to }] };
}

test("a face of another size, place and tilt is corrected alike", () => {
  const similarity = { a: 40, b: 25, x: 300, y: 200 };
  const place = (point: Point) => transformPoint(affineOfSimilarity(similarity), point);
  const [found, expected] = [points(TEST_SHAPE.mean), points(TEST_SHAPE.mean)];
  expected[8] = { x: expected[8].x, y: expected[8].y + 0.1 };
  const corrected = correctShape(found.map(place), chinDown(0));
  for (const [k, { x, y }] of expected.map(place).entries()) {
    expect(corrected[k].x).toBeCloseTo(x, 8);
    expect(corrected[k].y).toBeCloseTo(y, 8);
  }
});

test("what is added follows the shape, and shapes far beyond those of the fit get no more than these", () => {
  const addedTo = (opening: number) => {
    const face = points(TEST_SHAPE.mean);
    face[57] = { x: face[57].x, y: face[57].y + opening };
    return correctShape(face, chinDown(0.02))[8].y - face[8].y;
  };
  expect(addedTo(0)).toBeCloseTo(0.1, 8);
  expect(addedTo(0.5)).toBeCloseTo(0.1 + 0.02 * 0.5, 2);
  // The product would be 8; three standard deviations are the most. A face this long is scaled down to the mean shape.
  expect(addedTo(8)).toBeLessThan(2 * (0.1 + 0.02 * 3));
});

test("landmarks on one point stay there", () => {
  const face = new Array<Point>(LANDMARK_COUNT).fill({ x: 3, y: 4 });
  expect(correctShape(face, chinDown(1))).toEqual(face);
});
