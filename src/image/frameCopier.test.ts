import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { frameCopier } from "./frameCopier.ts";

test("work sees the pixels of the call, though the caller overwrites and transfers them", async () => {
  const { withCopy } = frameCopier();
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const sum = async ({ data: pixels }: Frame) => {
    await Promise.resolve();
    return [...pixels].reduce((a, b) => a + b, 0);
  };
  const first = withCopy({ width: 2, height: 1, channels: 3, data }, sum);
  data.fill(9);
  const second = withCopy({ width: 2, height: 1, channels: 3, data }, sum);
  structuredClone(data, { transfer: [data.buffer] });
  expect(await Promise.all([first, second])).toEqual([21, 54]);
  await expect(withCopy({ width: 2, height: 1, channels: 3, data }, sum)).rejects.toThrow(
    /got 0: its buffer is empty or was transferred/,
  );
});

test("memory is used again, a copy is not copied, and ImageData needs no conversion", async () => {
  const { withCopy } = frameCopier();
  const image = { width: 1, height: 1, data: Uint8ClampedArray.of(7, 8, 9, 255) };
  const seen: Frame[] = [];
  await withCopy(image, async (frame) => seen.push(frame));
  await withCopy(image, async (frame) => {
    seen.push(frame);
    await frameCopier().withCopy(frame, async (again) => seen.push(again));
  });
  expect(seen[0]?.channels).toBe(4);
  expect(seen[1]?.data).toBe(seen[0]?.data);
  expect(seen[2]).toBe(seen[1]);
});
