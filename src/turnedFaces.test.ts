import { expect, test } from "vitest";
import { readImageFile } from "../node/images.ts";
import { loadVigil } from "../node/models.ts";
import type { Frame } from "./image/frame.ts";

/** The image turned clockwise by quarter turns. */
function turned({ width, height, channels, data }: Frame, quarters: number): Frame {
  if (quarters === 0) return { width, height, channels, data };
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (x * height + (height - 1 - y)) * channels;
      const from = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c];
    }
  }
  return turned({ width: height, height: width, channels, data: out }, quarters - 1);
}

test("a driver upside down is reported with that roll, or not at all", async () => {
  const vigil = await loadVigil();
  const upright = await readImageFile("samples/driver-frontal.jpg");
  const [expected] = (await vigil.analyze(upright)).faces;
  for (const quarters of [1, 2, 3]) {
    const { faces } = await vigil.analyze(turned(upright, quarters));
    for (const { pose } of faces) {
      const roll = (expected?.pose.roll ?? 0) + 90 * quarters;
      const off = pose.roll - roll;
      expect(Math.abs(off - 360 * Math.round(off / 360))).toBeLessThan(15);
      expect(Math.abs(pose.yaw - (expected?.pose.yaw ?? 0))).toBeLessThan(15);
    }
    if (quarters === 2) expect(faces).toHaveLength(1);
  }
  await vigil.dispose();
});
