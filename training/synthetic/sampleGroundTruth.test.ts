import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { expect, test } from "vitest";
import { SAMPLE_DRIVERS } from "./sampleDrivers.ts";
import { parseSampleGroundTruth } from "./sampleGroundTruth.ts";

const samples = Object.entries(SAMPLE_DRIVERS);
const groundTruthOf = async (name: string) =>
  parseSampleGroundTruth(await readFile(`samples/${name}.truth.json`, "utf8"));

test.each(samples)("the ground truth of %s belongs to its image", async (name, spec) => {
  const groundTruth = await groundTruthOf(name);
  const { width, height } = await sharp(`samples/${groundTruth.image}`).metadata();
  expect([width, height]).toEqual([groundTruth.width, groundTruth.height]);
  expect(groundTruth.pose.yaw).toBe(spec.posture.yaw);
  for (const [x, y] of groundTruth.landmarks) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(groundTruth.width);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(groundTruth.height);
  }
});

test("glasses and masks hide the landmarks that they cover and no others", async () => {
  const hidden = async (name: string) => {
    const { landmarks } = await groundTruthOf(name);
    return (from: number, to: number) =>
      landmarks.slice(from, to).filter(([, , occluded]) => occluded === 1).length;
  };
  const frontal = await hidden("driver-frontal");
  expect(frontal(17, 68)).toBe(0);
  const sunglasses = await hidden("driver-sunglasses");
  expect(sunglasses(36, 48)).toBe(12);
  expect(sunglasses(48, 68)).toBe(0);
  const mask = await hidden("driver-mask");
  expect(mask(48, 68)).toBe(20);
  expect(mask(36, 48)).toBe(0);
  const turned = await hidden("driver-turned");
  // Hair hides the topmost point, at the ear.
  expect(turned(1, 8)).toBe(0);
  expect(turned(9, 17)).toBeGreaterThan(2);
});
