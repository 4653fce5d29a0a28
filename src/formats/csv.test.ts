import { expect, test } from "vitest";
import { type CsvColumn, csvHeader, csvRow } from "./csv.ts";

test("cells are quoted only where the format asks for it", () => {
  const columns: readonly CsvColumn<string>[] = [
    { name: "plain", value: (text) => text },
    { name: "with, comma", value: (text) => `${text},${text}` },
    { name: "quote", value: (text) => `say "${text}"` },
    { name: "lines", value: (text) => `${text}\n${text}` },
    { name: "edge", value: (text) => ` ${text}` },
  ];
  expect(csvHeader(columns)).toBe('plain,"with, comma",quote,lines,edge\n');
  expect(csvRow(columns, "à")).toBe('à,"à,à","say ""à""","à\nà"," à"\n');
});

test("numbers have a point, and what is unknown is empty", () => {
  const columns = [
    1234567.5,
    -0.25,
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    false,
  ];
  const table = columns.map(
    (value, i): CsvColumn<undefined> => ({ name: `c${i}`, value: () => value }),
  );
  expect(csvRow(table, undefined)).toBe("1234567.5,-0.25,0,,,,,1,0\n");
});
