import { expect, test } from "vitest";
import { decodeText, numberInCell, readCsvTable } from "./csvTable.ts";

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

test("a comma in a header's cell does not hide the semicolons that separate cells", () => {
  expect(readCsvTable("time;speed;note, remark\n0;10;x\n").rows[0]?.cells).toEqual([
    "0",
    "10",
    "x",
  ]);
});

test("Excel's line sep= names the separator; lines keep their numbers", () => {
  const table = readCsvTable("\ufeffsep=;\r\ntime;speed\r\n1,5;20\r\n");
  expect(table.header).toEqual(["time", "speed"]);
  expect(table.rows).toEqual([{ cells: ["1,5", "20"], line: 3, text: "1,5;20" }]);
  expect(numberInCell("1,5", table)).toBe(1.5);
});

test("a needed column that is there twice is an error, another one is not", () => {
  const text = "time,speed,Speed,note,note\n0,10,20,a,b\n";
  expect(() => readCsvTable(text, ["time", "speed"])).toThrow('"speed" is there twice');
  expect(readCsvTable(text, ["time"]).rows).toHaveLength(1);
});

test("numbers are decimal numbers only", () => {
  const table = readCsvTable("a\n");
  const numbers = ["1.5", "-2", ".5", "1e3", "0x10", "Infinity", "10 km/h", "1,500", ""];
  expect(numbers.map((cell) => numberInCell(cell, table))).toEqual([
    1.5,
    -2,
    0.5,
    1000,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

test("UTF-16, as Excel's Unicode text, is decoded by its mark", () => {
  const text = "time\tspeed\r\n0\t10\r\n";
  const little = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]);
  expect(decodeText(little)).toBe(text);
  expect(decodeText(Buffer.from(little).swap16())).toBe(text);
  expect(decodeText(Buffer.from(text))).toBe(text);
});
