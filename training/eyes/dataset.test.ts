import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  listEyeFiles,
  parseEyeName,
  readEyePatch,
  readEyeSample,
  splitSubjects,
} from "./dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-eyes-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, shade = 100): Promise<void> {
  const create = {
    width: 30,
    height: 30,
    channels: 3 as const,
    background: `rgb(${shade},${shade},${shade})`,
  };
  await sharp({ create }).png().toFile(join(folder, name));
}

test("crops are found in order, images without labels in their names are listed apart, other files ignored", async () => {
  await mkdir(join(folder, "more"));
  await write("more/s0002_00001_0_0_1_0_0_01.png");
  await write("s0001_00001_1_1_0_2_1_02.png", 60);
  await write("holiday.png");
  await writeFile(join(folder, "s0003_00001_1_1_0_2_1_02.txt"), "");
  const { files, unnamed } = await listEyeFiles(folder);
  expect(files.map(({ subject, open }) => [subject, open])).toEqual([
    ["s0002", true],
    ["s0001", false],
  ]);
  expect(unnamed).toEqual([join(folder, "holiday.png")]);
  const { chosen, others } = splitSubjects(files, ["s0001"]);
  expect(chosen.map(({ subject }) => subject)).toEqual(["s0001"]);
  expect(others.map(({ subject }) => subject)).toEqual(["s0002"]);
  const [dark] = chosen;
  if (!dark) throw new Error("no dark crop");
  const { patch, open, seen } = await readEyeSample(dark);
  expect([open, seen, patch.grey.length]).toEqual([false, true, patch.side ** 2]);
  expect(patch.grey.every((value) => value === 60)).toBe(true);
});

test("errors name an empty or missing folder and a broken image", async () => {
  await expect(listEyeFiles(folder)).rejects.toThrow(/contains no eye crop/);
  await expect(listEyeFiles(join(folder, "none"))).rejects.toThrow(/cannot be read/);
  const path = join(folder, "s0001_00001_1_1_0_2_1_02.png");
  await writeFile(path, "no image");
  await expect(readEyePatch(path)).rejects.toThrow(path);
});

test("the eight fields of a name are parsed as labels", () => {
  expect(parseEyeName("s0036_00123_1_0_1_2_0_03")).toEqual({
    subject: "s0036",
    image: "00123",
    gender: "female",
    glasses: false,
    open: true,
    reflections: "big",
    lighting: "bad",
    sensor: 3,
  });
  expect(parseEyeName("s0001_7_0_1_0_0_1_1")).toMatchObject({
    gender: "male",
    glasses: true,
    open: false,
    reflections: "none",
    lighting: "good",
  });
});

test.each([
  "",
  "face",
  "s0036_00123_1_0_1_2_0",
  "s0036_00123_1_0_1_2_0_03_extra",
  "s0036_00123_1_0_2_2_0_03",
  "s0036_00123_1_0_1_3_0_03",
  "x0036_00123_1_0_1_2_0_03",
  "s0036_00123_1_0_1_2_0_03.webp",
  "s0036-00123-1-0-1-2-0-03",
])("“%s” carries no labels", (name) => {
  expect(parseEyeName(name)).toBeNull();
});
