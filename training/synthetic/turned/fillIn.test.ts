import { expect, test } from "vitest";
import { fillIn } from "./fillIn.ts";

test("holes are filled from their surroundings, known pixels do not change", () => {
  const [width, height] = [21, 17];
  const values = Float32Array.from({ length: width * height * 2 }, (_, i) =>
    i % 2 === 0 ? ((i >> 1) % width) * 10 : 80,
  );
  const known = new Float32Array(width * height).fill(1);
  for (let y = 5; y < 12; y++) {
    for (let x = 7; x < 14; x++) {
      known[y * width + x] = 0;
      values.fill(-999, 2 * (y * width + x), 2 * (y * width + x) + 2);
    }
  }
  fillIn(values, known, width, height, 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * width + x);
      expect(values[at + 1]).toBeCloseTo(80, 3);
      // A gradient is approximated inside the hole and exact outside.
      if (known[y * width + x] === 1) expect(values[at]).toBe(10 * x);
      else expect(Math.abs(values[at] - 10 * x)).toBeLessThan(30);
    }
  }
});
