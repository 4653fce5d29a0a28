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
  });
});

test("an empty text has no header, and an unfinished quote is an error with its line", () => {
  expect(readCsvTable("")).toEqual({ header: [], rows: [] });
  expect(() => readCsvTable('a,b\n"c,1\n')).toThrow(/line 2/);
});
