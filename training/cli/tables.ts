// How measurements are shown: tables on the terminal, and JSON files.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "../../node/cli/errors.ts";

/** A figure's name and its value, as text. */
export type Row = readonly [name: string, value: string];

/** A title and rows below it, their values in one column. */
export function table(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [title, ...lines, ""].join("\n");
}

/** A number of percent; null where there is nothing to count. */
export function percent(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(2)} %`;
}

/** A number of degrees, four characters wide; null where there is nothing to count. */
export function degrees(value: number | null): string {
  return (value?.toFixed(1) ?? "–").padStart(4);
}

/** Writes figures as JSON, in a folder that need not exist. @throws {UsageError} when the file cannot be written. */
export async function writeJson(path: string, figures: unknown): Promise<void> {
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new UsageError(`The figures cannot be written to ${path}.`, { cause });
  }
}

/** A title and a table whose columns are as wide as their cells: the first one left-aligned, the others right-aligned. */
export function columns(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  const lines = rows.map((row) =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))),
  );
  return `${[title, ...lines.map((line) => `  ${line.join("  ").trimEnd()}`)].join("\n")}\n`;
}
