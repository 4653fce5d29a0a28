// Reads CSV tables (RFC 4180): quoted cells, a byte order mark, empty lines, any line ending.

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
}

/** @throws {Error} naming the line when a quoted cell does not end. */
export function readCsvTable(text: string): CsvTable {
  const records = parse(text, {
    bom: true,
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
  return { header: header?.cells ?? [], rows };
}
