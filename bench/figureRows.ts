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

/** Eyes of one condition. */
export function eyeRow(name: string, entry: Figures): [string, string] {
  const cells = [
    cell(entry, "eyes", whole),
    cell(entry, "accuracy_percent", percent),
    cell(entry, "closed_precision", fixed(3)),
    cell(entry, "closed_recall", fixed(3)),
    cell(entry, "auc", fixed(4)),
    cell(entry, "expected_calibration_error", fixed(3)),
  ].join("; ");
  return [name, cells];
}

/** Occluded landmarks of one region or cause. */
export function occlusionCells(entry: Figures): string {
  return [
    cell(entry, "occluded_landmarks", whole),
    ...["precision", "recall", "average_precision", "recall_at_80_precision"].map((key) =>
      cell(entry, key, fixed(3)),
    ),
    cell(entry, "expected_calibration_error", fixed(3)),
  ].join("; ");
}

/** One network's operations, bytes and speed. */
export function limitCells(entry: Figures): string {
  return [
    cell(entry, "operations", (count) => `${(count / 1e9).toFixed(3)} GFLOP`),
    cell(entry, "bytes", (bytes) => `${(bytes / 1e6).toFixed(1)} MB`),
    cell(entry, "milliseconds", (value) => `${value.toFixed(2)} ms`),
    cell(entry, "gigaflops", (speed) => `${speed.toFixed(0)} GFLOP/s`),
    cell(entry, "share", shareAsPercent),
  ].join("; ");
}

/** One library's times on one kind of input. */
export function peerCells(entry: Figures): string {
  return [
    ...["median", "p10", "p90"].map((key) => cell(entry, key, milliseconds)),
    cell(entry, "ratio", (ratio) => `${ratio.toFixed(2)} ×`),
    `${cell(entry, "found", whole)} of ${cell(entry, "of", whole)}`,
  ].join("; ");
}

/** What was missed, late or false in one drive. */
export function outcomeRow(name: string, entry: Figures): [string, string] {
  const kinds = (path: string, word: string) => {
    const list = at(entry, path);
    return Array.isArray(list) && list.length > 0 ? [`${word}: ${list.join(", ")}`] : [];
  };
  const delays = at(entry, "long_looks.delays");
  const reported = (Array.isArray(delays) ? delays : []).map(
    (delay) => `long look after ${(3 + Number(delay)).toFixed(1)} s`,
  );
  const parts = [...reported, ...kinds("missed", "missed"), ...kinds("false_positives", "false")];
  return [name, parts.length === 0 ? "nothing missed, nothing false" : parts.join("; ")];
}

/** Events of one kind: precision, recall, median error of the start, numbers. */
export function eventRow(kind: string, entry: Figures): [string, string] {
  const shares = [cell(entry, "precision", fixed(2)), cell(entry, "recall", fixed(2))].join(", ");
  const errors = at(entry, "onsetErrors");
  const sizes = (Array.isArray(errors) ? errors : []).map((error) => Math.abs(Number(error)));
  sizes.sort((p, q) => p - q);
  const median = sizes[Math.floor((sizes.length - 1) / 2)];
  const counts = `${cell(entry, "truth", whole)} true, ${cell(entry, "found", whole)} detected`;
  return [kind, `${shares}${median === undefined ? "" : `; ${median.toFixed(2)} s`}; ${counts}`];
}
