// Reads CSV tables (RFC 4180, and what spreadsheets make of it): quoted cells, a byte order mark, empty lines, any line
// ending, spaces around cells; commas, semicolons or tabs between them.

import { parse } from "csv-parse/sync";

/** A CSV table: its header, and its rows with their place in the file for error messages. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly string[];
    /** Number of the line in the file, from 1. */
    readonly line: number;
    /** The line as it is in the file. */
    readonly text: string;
  }[];
  /** Whether numbers may have a decimal comma: the cells are not separated by commas. */
  readonly decimalComma: boolean;
}

/** @throws {Error} naming the line when a quoted cell does not end. */
export function readCsvTable(text: string): CsvTable {
  const delimiter = delimiterOf(text);
  const records = parse(text, {
    bom: true,
    delimiter,
    info: true,
    raw: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number }; raw: string }[];
  const [header, ...rows] = records.map(({ record, info, raw }) => ({
    cells: record,
    line: info.lines,
    text: raw.trim(),
  }));
  return { header: header?.cells ?? [], rows, decimalComma: delimiter !== "," };
}

/** The number in a cell; NaN when there is none. */
export function numberInCell(cell: string | undefined, { decimalComma }: CsvTable): number {
  const text = (cell ?? "").trim();
  if (text === "") return Number.NaN;
  return Number(decimalComma ? text.replace(",", ".") : text);
}

/** What separates the cells of the first line, outside quotes. */
function delimiterOf(text: string): string {
  const [first = ""] = text
    .replace(/^\ufeff/, "")
    .trimStart()
    .split(/[\r\n]/, 1);
  const unquoted = first.replace(/"(?:[^"]|"")*"/g, "");
  if (unquoted.includes(",")) return ",";
  return [";", "\t"].find((each) => unquoted.includes(each)) ?? ",";
}

/** Columns by name, in any order, upper and lower case alike. @returns undefined when one is missing. */
export function columnsOf(
  header: readonly string[],
  names: readonly string[],
): readonly number[] | undefined {
  const known = header.map((name) => name.toLowerCase());
  const columns = names.map((name) => known.indexOf(name.toLowerCase()));
  return columns.includes(-1) ? undefined : columns;
}
