// Tests of the `.pts` reader and writer.

import { expect, test } from "vitest";
import { formatPts, parsePts } from "./pts.ts";

const TEXT = "version: 1\r\nn_points:  2\r\n{\r\n1 1\r\n30.5 12.25\r\n}\r\n";

test("points are read 0-based, whatever the line ends", () => {
  expect(parsePts(TEXT)).toEqual([
    { x: 0, y: 0 },
    { x: 29.5, y: 11.25 },
  ]);
});

test("what is written reads back as the same points", () => {
  const points = Array.from({ length: 68 }, (_, k) => ({ x: k * 3.140625 - 20, y: 255 - k / 8 }));
  const text = formatPts(points);
  expect(text).toMatch(/^version: 1\nn_points: 68\n\{\n-19 256\n/);
  expect(parsePts(text)).toEqual(points);
});

test("errors name what is wrong and where", () => {
  expect(() => parsePts("1 2\n3 4\n")).toThrow(/no line with an opening brace/);
  expect(() => parsePts("n_points: 1\n{\n1 2\n")).toThrow(/closing brace.*cut short/);
  expect(() => parsePts("n_points: 3\n{\n1 2\n3 4\n}")).toThrow(/n_points: 3 but holds 2/);
  expect(() => parsePts("n_points: 2\n{\n1 2\n3 four\n}")).toThrow(/Line 4.*"3 four"/);
  expect(() => parsePts("n_points: 1\n{\n1 2 3\n}")).toThrow(/Line 3/);
  expect(() => parsePts("n_points: many\n{\n1 2\n}")).toThrow(/Line 1.*whole number.*"many"/);
  expect(() => formatPts([{ x: Number.NaN, y: 0 }])).toThrow(/Point 0 is \(NaN, 0\)/);
});
