// How figures become the cells of a table.

import type { MeasurementRecord } from "../training/cli/measurement.ts";

export type Figures = MeasurementRecord["figures"];

/** Rows of a record: a title and a cell each. */
export type RowOf = (figures: Figures) => readonly [title: string, cell: string][];

/** A value of the figures by its path, such as "occlusion.recall". */
export function at(figures: Figures, path: string): unknown {
  let value: unknown = figures;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** How a number is written. */
type Format = (value: number) => string;
export const whole: Format = (value) => String(Math.round(value));
export const fixed =
  (digits: number): Format =>
  (value) =>
    value.toFixed(digits);
export const percent: Format = (value) => `${value.toFixed(2)} %`;
export const shareAsPercent: Format = (value) => `${(100 * value).toFixed(1)} %`;
export const degrees: Format = (value) => `${value.toFixed(1)}°`;
export const milliseconds: Format = (value) => `${value.toFixed(1)} ms`;

export function cell(figures: Figures, path: string, format: Format): string {
  const value = at(figures, path);
  return typeof value === "number" ? format(value) : "–";
}

/** Rows from a list of titles, paths and formats. */
export function rows(
  ...list: readonly (readonly [title: string, path: string, format: Format])[]
): RowOf {
  return (figures) => list.map(([title, path, format]) => [title, cell(figures, path, format)]);
}

/** Joins several lists of rows. */
export function all(...lists: readonly RowOf[]): RowOf {
  return (figures) => lists.flatMap((list) => list(figures));
}

/** Rows for each entry of an object of the figures. */
export function each(
  path: string,
  rowOf: (name: string, entry: Figures) => [string, string],
): RowOf {
  return (figures) => {
    const entries = at(figures, path);
    if (typeof entries !== "object" || entries === null) return [];
    return Object.entries(entries).map(([name, entry]) => rowOf(name, entry as Figures));
  };
}
