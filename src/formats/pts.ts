// Landmark files of 300-W (`.pts`): text with one "x y" line a landmark, 1-based pixel coordinates.

import * as z from "zod";
import type { Point } from "../image/geometry.ts";
import { check, mustBe, text } from "../options.ts";

const pointsSchema = z.array(
  z.object({}, mustBe("a point with x and y")),
  mustBe("an array of points"),
);

/**
 * Reads the text of a `.pts` file.
 *
 * @returns the points in file order, 0-based pixels: 300-W counts the first pixel's centre as (1, 1), so 1
 * is subtracted from both coordinates.
 * @throws {RangeError} when it is no string.
 * @throws {SyntaxError} when braces are missing, a line is not two finite numbers, or the number of points
 * disagrees with `n_points`; the message names the line.
 * @example
 * parsePts("version: 1\nn_points: 1\n{\n1.0 1.0\n}\n"); // [{ x: 0, y: 0 }]
 */
export function parsePts(content: string): Point[] {
  check(text, content, "The .pts file");
  const lines = content.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const open = lines.findIndex((line) => line.trim() === "{");
  if (open < 0) {
    throw new SyntaxError(
      'This .pts text has no line with an opening brace "{" before its points.',
    );
  }
  const close = lines.findIndex((line, index) => index > open && line.trim() === "}");
  if (close < 0) {
    throw new SyntaxError(
      'This .pts text has no line with a closing brace "}" after its points: is it cut short?',
    );
  }
  const points: Point[] = [];
  for (let index = open + 1; index < close; index++) {
    const line = lines[index].trim();
    if (line !== "") points.push(parsePoint(line, index + 1));
  }
  const declared = declaredCount(lines.slice(0, open));
  if (declared !== undefined && declared !== points.length) {
    throw new SyntaxError(
      `This .pts text declares n_points: ${declared} but holds ${points.length} points.`,
    );
  }
  return points;
}

/**
 * Writes points as the text of a `.pts` file (300-W, version 1).
 *
 * @param points 0-based pixels; 1 is added to both coordinates. Six decimals at most are kept.
 * @throws {RangeError} when a point is malformed, or a coordinate is not a finite number, which the format cannot hold.
 * @example
 * formatPts([{ x: 10.5, y: 20 }]); // "version: 1\nn_points: 1\n{\n11.5 21\n}\n"
 */
export function formatPts(points: readonly Point[]): string {
  check(pointsSchema, points, "The points");
  const rows = points.map(({ x, y }, index) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(
        `Point ${index} is (${x}, ${y}): a .pts file holds finite numbers only.`,
      );
    }
    return `${decimal(x + 1)} ${decimal(y + 1)}`;
  });
  return ["version: 1", `n_points: ${points.length}`, "{", ...rows, "}", ""].join("\n");
}

function parsePoint(line: string, lineNumber: number): Point {
  const fields = line.split(/[\s,]+/);
  const x = Number(fields[0]);
  const y = Number(fields[1]);
  if (fields.length !== 2 || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw new SyntaxError(
      `Line ${lineNumber} of this .pts text must hold two numbers "x y", got "${line.slice(0, 60)}".`,
    );
  }
  return { x: x - 1, y: y - 1 };
}

function declaredCount(header: readonly string[]): number | undefined {
  for (const [index, line] of header.entries()) {
    const field = /^\s*n_points\s*:\s*(.*?)\s*$/i.exec(line)?.[1];
    if (field === undefined) continue;
    if (!/^\d+$/.test(field)) {
      throw new SyntaxError(
        `Line ${index + 1} of this .pts text must give n_points as a whole number, got "${field}".`,
      );
    }
    return Number(field);
  }
  return undefined;
}

function decimal(value: number): string {
  return String(Number(value.toFixed(6)));
}
