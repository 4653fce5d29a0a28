// Photographs with face boxes on disk: reads tables `file,xmin,ymin,xmax,ymax,label`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { columnsOf, decodeText, numberInCell, readCsvTable } from "../../node/csvTable.ts";
import type { Box } from "../../src/image/geometry.ts";

/** A face's box, with its label where the table has a column of labels. */
interface LabelledBox extends Box {
  readonly label?: string;
}

/** One photograph and the boxes of its labelled faces, in its own pixels. */
export interface BoxedPhotograph {
  readonly imagePath: string;
  readonly boxes: readonly LabelledBox[];
}

const COLUMNS = ["file", "xmin", "ymin", "xmax", "ymax"] as const;

/**
 * Reads a table of face boxes: a header with at least file, xmin, ymin, xmax and ymax, then one face per line. Every
 * label counts as a face. In the table the origin is the image's top left corner, as in annotation tools; in the returned
 * boxes it is the centre of the first pixel.
 *
 * @param folder the folder of the image files.
 * @returns the photographs in the order of their first lines.
 * @throws {Error} with file and line when the table cannot be read.
 */
export async function readBoxTable(tablePath: string, folder: string): Promise<BoxedPhotograph[]> {
  const bytes = await readFile(tablePath).catch((cause: unknown) => {
    throw new Error(`The table of face boxes ${tablePath} cannot be read.`, { cause });
  });
  const boxesOf = parseBoxTable(decodeText(bytes), tablePath);
  return Array.from(boxesOf, ([file, boxes]) => ({ imagePath: join(folder, file), boxes }));
}

/** Parses a table's text into the boxes of each file; error messages start with `name`. */
export function parseBoxTable(text: string, name: string): Map<string, LabelledBox[]> {
  const table = readCsvTable(text, COLUMNS);
  const at = columnsOf(table.header, COLUMNS);
  if (at === undefined) {
    const missing = COLUMNS.filter((column) => columnsOf(table.header, [column]) === undefined);
    throw new Error(`${name} has no column ${missing.join(", ")}; its first line must name them.`);
  }
  const boxesOf = new Map<string, LabelledBox[]>();
  const [labels] = columnsOf(table.header, ["label"]) ?? [];
  for (const { cells, line, text } of table.rows) {
    const [file = "", ...edges] = at.map((column) => cells[column]);
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] =
      edges.map((edge) => numberInCell(edge, table));
    const isBox = left < right && top < bottom && [left, top, right, bottom].every(Number.isFinite);
    if (file === "" || !isBox) {
      throw new Error(
        `${name}, line ${line}: expected a file name and a box with xmin < xmax and ymin < ymax, got "${text}".`,
      );
    }
    const boxes = boxesOf.get(file) ?? [];
    boxes.push({
      ...{ x: left - 0.5, y: top - 0.5, width: right - left, height: bottom - top },
      ...(labels !== undefined && { label: cells[labels] }),
    });
    boxesOf.set(file, boxes);
  }
  return boxesOf;
}
