// The length of a run, from its curves: images and hours.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCsvTable } from "../../node/csvTable.ts";

/** Images seen and hours spent, from the `curves.csv` that training writes. */
export interface RunLength {
  readonly images: number;
  readonly hours: number;
}

/**
 * Adds up a run without its interruptions.
 *
 * @param folder the run's `--out`.
 * @param batchSize images a step.
 * @throws {Error} when the folder holds no curves.
 */
export async function runLength(folder: string, batchSize: number): Promise<RunLength> {
  const path = join(folder, "curves.csv");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`${path} cannot be read: is ${folder} the --out of a training run?`, { cause });
  });
  const { header, rows } = readCsvTable(text);
  const stepColumn = header.indexOf("step");
  const speedColumn = header.indexOf("imagesPerSecond");
  let last = 0;
  let seconds = 0;
  for (const { cells } of rows) {
    const step = Number(cells[stepColumn]);
    const speed = Number(cells[speedColumn]);
    // A run resumed from an older checkpoint repeats steps; they are counted once.
    if (!(step > last) || !(speed > 0)) continue;
    seconds += ((step - last) * batchSize) / speed;
    last = step;
  }
  return { images: last * batchSize, hours: seconds / 3600 };
}
