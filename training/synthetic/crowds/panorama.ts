// Views into Radiance panoramas as a camera takes them: backgrounds with real places and no people.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FloatType } from "three";
import { HDRLoader } from "three/examples/jsm/loaders/HDRLoader.js";
import type { Random } from "../../../src/math/random.ts";

/** A panorama: linear RGB or RGBA floats, rows from the sky down, columns around the horizon. */
export interface Panorama {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Names of the panoramas in the folder of assets that are used. */
const PANORAMAS = ["city", "night", "apartment", "warehouse", "studio"] as const;

/** Reads the panoramas of a folder of assets. @throws {Error} that names the file that is missing or damaged. */
export async function readPanoramas(assets: string): Promise<Panorama[]> {
  return Promise.all(
    PANORAMAS.map(async (name) => {
      const path = join(assets, "hdri", `${name}.hdr`);
      const bytes = await readFile(path).catch((cause: unknown) => {
        throw new Error(`The panorama ${path} cannot be read.`, { cause });
      });
      const parsed = new HDRLoader().setDataType(FloatType).parse(Uint8Array.from(bytes).buffer);
      const { width, height, data } = parsed;
      if (width === undefined || height === undefined || data === undefined) {
        throw new Error(`${path} is not a Radiance image.`);
      }
      const pixels = Float32Array.from(data);
      return { width, height, channels: pixels.length / (width * height), data: pixels };
    }),
  );
}

/** A random view: `size` × `size` pixels of interleaved RGB. */
export function viewOf(panorama: Panorama, size: number, random: Random): Uint8Array {
  const { width, height, channels, data } = panorama;
  const yaw = random.between(0, 2 * Math.PI);
  const pitch = 0.2 * random.normal();
  const half = Math.tan((random.between(35, 85) / 2) * (Math.PI / 180));
  const [cos, sin] = [Math.cos(pitch), Math.sin(pitch)];
  const linear = new Float32Array(3 * size * size);
  let sum = 0;
  for (let y = 0, out = 0; y < size; y++) {
    for (let x = 0; x < size; x++, out += 3) {
      const right = half * ((2 * (x + 0.5)) / size - 1);
      const up = half * (1 - (2 * (y + 0.5)) / size);
      // The view rotated about the horizontal axis, then about the vertical one.
      const height3 = cos * up + sin;
      const ahead = cos - sin * up;
      const longitude = yaw + Math.atan2(right, ahead);
      const latitude = Math.atan2(height3, Math.hypot(right, ahead));
      const u = longitude / (2 * Math.PI);
      const column = Math.min(width - 1, Math.floor((u - Math.floor(u)) * width));
      const row = Math.min(height - 1, Math.floor((0.5 - latitude / Math.PI) * height));
      const at = (row * width + column) * channels;
      for (let c = 0; c < 3; c++) {
        linear[out + c] = data[at + c];
        sum += Math.min(data[at + c], 10);
      }
    }
  }
  const gain = random.between(0.1, 0.45) / Math.max(1e-4, sum / linear.length);
  return Uint8Array.from(linear, (value) => 255 * Math.min(1, gain * value) ** (1 / 2.2));
}
