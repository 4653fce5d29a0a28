// Comma-separated values, as RFC 4180 has them: a table is its columns, so header and rows cannot drift apart.

/** What a cell may hold; null, undefined and numbers that are not finite become empty cells. */
export type CsvValue = string | number | boolean | null | undefined;

/** One column: its name, and how to read its value from a row's source. */
export interface CsvColumn<Row> {
  readonly name: string;
  readonly value: (row: Row) => CsvValue;
}

/** The header line, ending in a line feed. */
export function csvHeader<Row>(columns: readonly CsvColumn<Row>[]): string {
  return csvLine(columns.map(({ name }) => name));
}

/** One row's line, ending in a line feed. */
export function csvRow<Row>(columns: readonly CsvColumn<Row>[], row: Row): string {
  return csvLine(columns.map(({ value }) => value(row)));
}

function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(",")}\n`;
}

/** Numbers take a point whatever the locale; booleans are 1 and 0, as OpenFace writes them. */
function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
