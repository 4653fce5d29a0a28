// Reads CSV tables (RFC 4180, and what spreadsheets make of it): quoted cells, a byte order mark, empty lines, any line
// ending, spaces around cells; commas, semicolons or tabs between them; Excel's first line "sep=;"; UTF-16.

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

/** The text of a file in UTF-8, or in UTF-16 with its mark. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? "utf-16le"
      : first === 0xfe && second === 0xff
        ? "utf-16be"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * @param needed names of columns that must not be there twice: nobody could tell which is meant.
 * @throws {Error} naming the line when a quoted cell does not end, or the column that is there twice.
 */
export function readCsvTable(given: string, needed: readonly string[] = []): CsvTable {
  const [, separator] = SEPARATOR_LINE.exec(given) ?? [];
  const text = given.replace(SEPARATOR_LINE, "$2");
  const delimiter = separator ?? delimiterOf(text);
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
  const names = header?.cells ?? [];
  const repeated = needed.find((name) => names.filter((each) => isSame(each, name)).length > 1);
  if (repeated !== undefined) throw new Error(`The column "${repeated}" is there twice`);
  return { header: names, rows, decimalComma: delimiter !== "," };
}

/** Excel's first line, which names what separates the cells, and its end. */
const SEPARATOR_LINE = /^\ufeff?"?sep=([,;\t])"?(\r?\n|\r)/i;

const isSame = (p: string, q: string): boolean => p.toLowerCase() === q.toLowerCase();

/** The number in a cell; NaN when there is none. */
export function numberInCell(cell: string | undefined, { decimalComma }: CsvTable): number {
  const text = (cell ?? "").trim();
  const number = decimalComma ? text.replace(",", ".") : text;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) ? Number(number) : Number.NaN;
}

/** What separates most cells of the first line, outside quotes. */
function delimiterOf(text: string): string {
  const [first = ""] = text
    .replace(/^\ufeff/, "")
    .trimStart()
    .split(/[\r\n]/, 1);
  const unquoted = first.replace(/"(?:[^"]|"")*"/g, "");
  const count = (delimiter: string): number => unquoted.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Columns by name, in any order, upper and lower case alike. @returns undefined when one is missing. */
export function columnsOf(
  header: readonly string[],
  names: readonly string[],
): readonly number[] | undefined {
  const columns = names.map((name) => header.findIndex((each) => isSame(each, name)));
  return columns.includes(-1) ? undefined : columns;
}
