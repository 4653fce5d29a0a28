// Labelled moments: photographs and videos, two halves, unknown gaze, and files that cannot be read.

import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { lookingFace } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { evaluateGazeMoments, readGazeMoments } from "./gazeMoments.ts";

const folder = temporaryFolder();

/** Yaw follows the image's first pixel: 100 is straight ahead, 0 unknown. Videos are wider than photographs here. */
const pipeline = {
  async analyze({
    data,
    width,
  }: {
    readonly data: Uint8Array | Uint8ClampedArray;
    readonly width: number;
  }) {
    if (width > 100)
      return { faces: [lookingFace({ known: true, yaw: -20, pitch: 0, deviation: 3 })] };
    if (data[0] === 0) return { faces: [lookingFace({ known: false, reason: "shut" })] };
    return { faces: [lookingFace({ known: true, yaw: data[0] - 100, pitch: 0, deviation: 3 })] };
  },
};

async function photograph(name: string, brightness: number): Promise<void> {
  const side = 32;
  const raw = { width: side, height: side, channels: 3 } as const;
  await sharp(new Uint8Array(side * side * 3).fill(brightness), { raw })
    .png()
    .toFile(join(folder, `${name}.png`));
  const points = Array.from({ length: 68 }, (_, k) => `${3 + (k % 9) * 3} ${3 + (k >> 3) * 3}`);
  const text = `version: 1\nn_points: 68\n{\n${points.join("\n")}\n}\n`;
  await writeFile(join(folder, `${name}.pts`), text);
}

test("limits come from one half of the people, figures from the other; videos are read at their times", async () => {
  await cp("samples/driver-clip.webm", join(folder, "clip.webm"));
  const looks = { ahead: 102, left: 125, right: 78, other: 121, shut: 0 };
  for (const [name, brightness] of Object.entries(looks)) await photograph(name, brightness);
  const moment = (file: string, half: string, sideways: string, more: object = {}) => ({
    file,
    person: file,
    half,
    chosen: "random",
    sideways,
    ...more,
  });
  const text = JSON.stringify({
    schema: "vigil-gaze-moments",
    version: 1,
    about: "test",
    moments: [
      moment("ahead.png", "tune", "centre", { second: { sideways: "left" } }),
      moment("left.png", "tune", "left", { second: { sideways: "left" } }),
      moment("right.png", "tune", "right"),
      moment("other.png", "report", "right"),
      moment("shut.png", "report", "left"),
      moment("clip.webm", "report", "right", { time: 0.25 }),
      moment("missing.png", "report", "left"),
      moment("clip.webm", "report", "right", { time: 999 }),
    ],
  });
  await writeFile(join(folder, "labels.json"), text);
  const moments = await readGazeMoments(join(folder, "labels.json"));
  const found = await evaluateGazeMoments(folder, moments, pipeline);
  expect(found.moments).toBe(6);
  expect(found.unknown).toEqual({ shut: 1 });
  expect(found.groups.tune.sideways).toMatchObject({ looks: 3, right: 1, opposite: 0 });
  expect(found.groups.report.sideways).toMatchObject({
    looks: 3,
    unknown: 1,
    right: 0.5,
    opposite: 0.5,
  });
  expect(found.groups["report, videos"].sideways).toMatchObject({ looks: 1, right: 1 });
  expect(found.agreement.sideways).toEqual({ twice: 2, same: 1, opposite: 0 });
  expect(found.broken.map(({ message }) => message)).toEqual([
    expect.stringContaining("clip.webm ends before the labelled time 999 s"),
    expect.stringContaining("missing.png"),
  ]);
});

test("a file with an unknown class is refused by its name", async () => {
  const path = join(folder, "wrong.json");
  const wrong = { file: "a.png", person: "a", half: "tune", chosen: "random", sideways: "north" };
  await writeFile(
    path,
    JSON.stringify({ schema: "vigil-gaze-moments", version: 1, about: "", moments: [wrong] }),
  );
  await expect(readGazeMoments(path)).rejects.toThrow(/wrong\.json cannot be used.*sideways/s);
});
