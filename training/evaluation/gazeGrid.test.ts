// People at a screen: order within sessions, sides, unknown gaze and files that cannot be read.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { lookingFace } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { evaluateGazeGrid, readGridLabels } from "./gazeGrid.ts";

const folder = temporaryFolder();

/** Gaze follows the brightness of the first two pixels, which tell u and v. */
const pipeline = {
  async analyze({ data }: { readonly data: Uint8Array | Uint8ClampedArray }) {
    const [u, v] = [data[0] / 200, data[3] / 200];
    if (u === 0.5 && v === 0.5) return { faces: [lookingFace({ known: false, reason: "shut" })] };
    return { faces: [lookingFace({ known: true, yaw: 9 - 20 * u, pitch: -12 * v, deviation: 3 })] };
  },
};

test("a person whose gaze follows the dots: full ranks, all sides right, one blink", async () => {
  const rows = ["file,person,session,u,v"];
  for (const u of [0, 0.5, 1]) {
    for (const v of [0, 0.5, 1]) {
      const file = `${u}-${v}.png`;
      const pixels = Uint8Array.of(...[u, u, u, v, v, v].map((value) => 200 * value));
      const raw = { width: 2, height: 1, channels: 3 } as const;
      await sharp(pixels, { raw }).png().toFile(join(folder, file));
      rows.push(`${file},somebody,1,${u},${v}`);
    }
  }
  rows.push("missing.png,somebody,1,0,0");
  await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
  const labels = await readGridLabels(folder);
  const found = await evaluateGazeGrid(folder, labels, pipeline);
  expect(found.images).toBe(9);
  expect(found.unknown).toEqual({ shut: 1 });
  expect(found.eyes_called_closed).toBeCloseTo(1 / 9, 9);
  expect(found.gaze.sideways).toBeCloseTo(1, 9);
  expect(found.gaze.updown).toBeCloseTo(1, 9);
  expect(found.gaze.outer_side_right).toBe(1);
  expect(found.head.sideways).toBeNull();
  expect(found.broken).toHaveLength(1);
});

test("labels without a column, or with words for numbers, are named", async () => {
  await writeFile(join(folder, "labels.csv"), "file,person,session,u\na.png,p,1,0\n");
  await expect(readGridLabels(folder)).rejects.toThrow(/no column "v"/);
  await writeFile(join(folder, "labels.csv"), "file,person,session,u,v\na.png,p,1,left,0\n");
  await expect(readGridLabels(folder)).rejects.toThrow(/labels.csv, line 2/);
});
