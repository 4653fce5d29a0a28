import { expect, test } from "vitest";
import { readCsvTable } from "./csvTable.ts";

test("rows know their line; empty lines, byte order mark and quotes are understood", () => {
  const text = '\ufefffile, timestamp\r\n\r\n"a, ""b"".png",1.5\nc.png,2\n\n';
  expect(readCsvTable(text)).toEqual({
    header: ["file", "timestamp"],
    rows: [
      { cells: ['a, "b".png', "1.5"], line: 3, text: '"a, ""b"".png",1.5' },
      { cells: ["c.png", "2"], line: 4, text: "c.png,2" },
    ],
    decimalComma: false,
  });
});

test("an empty text has no header, and an unfinished quote is an error with its line", () => {
  expect(readCsvTable("")).toEqual({ header: [], rows: [], decimalComma: false });
  expect(() => readCsvTable('a,b\n"c,1\n')).toThrow(/line 2/);
});

test("tabs and semicolons separate cells too, empty ones are kept, and commas in quotes separate nothing", () => {
  expect(readCsvTable("a\tb\tc\n1\t\t3\n").rows[0]?.cells).toEqual(["1", "", "3"]);
  expect(readCsvTable("a;b;c\n1;;3\n").rows[0]?.cells).toEqual(["1", "", "3"]);
  expect(readCsvTable('"a, x";b\n1;2\n').header).toEqual(["a, x", "b"]);
});
