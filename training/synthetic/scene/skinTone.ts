// Pixels of bare skin: blotches, redness and pores from smooth noise.

import type { Random } from "../../../src/math/random.ts";
import type { PersonSpec } from "../driverSpec.ts";

/** RGBA pixels, 8-bit sRGB, of a square of skin about `centimetres` wide. */
export function skinPixels(
  side: number,
  centimetres: number,
  skin: PersonSpec["skin"],
  random: Random,
): Uint8ClampedArray<ArrayBuffer> {
  const field = (wavelength: number) => noiseField(side, (side / centimetres) * wavelength, random);
  // Wavelengths in centimetres: patches of the face, blotches, grain, pores.
  const [patches, blotches, grain] = [field(4.5), field(1.3), field(0.4)];
  const [redness, tan, pores] = [field(2.2), field(6), field(0.12)];
  const strength = 0.5 + skin.unevenness;
  const spots = freckles(side, Math.round(240 * skin.unevenness ** 2), random);
  const pixels = new Uint8ClampedArray(side * side * 4);
  const [r, g, b] = skin.colour;
  for (let i = 0; i < side * side; i++) {
    const at = (values: Float32Array) => values[i];
    const shade =
      1 +
      strength * (0.025 * at(patches) + 0.02 * at(blotches) + 0.025 * at(grain) + 0.025 * at(tan)) +
      0.045 * at(pores);
    const red = strength * (0.022 * at(redness) + 0.016 * at(blotches) + 0.02 * at(grain));
    const dark = 1 - at(spots);
    pixels[4 * i] = coded(r * shade * (1 + 0.25 * red) * (0.55 + 0.45 * dark));
    pixels[4 * i + 1] = coded(g * shade * (1 - red) * (0.4 + 0.6 * dark));
    pixels[4 * i + 2] = coded(b * shade * (1 - 0.9 * red) * (0.35 + 0.65 * dark));
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** Linear 0..1 to 8 bits, with the gamma that the shader inverts. */
function coded(value: number): number {
  return 255 * Math.max(0, value) ** (1 / 2.2);
}

/** Smooth noise of about unit deviation, interpolated from a random grid with the given spacing in pixels. */
function noiseField(side: number, spacing: number, random: Random): Float32Array {
  const count = Math.max(2, Math.ceil(side / Math.max(1, spacing)) + 2);
  const lattice = Float32Array.from({ length: count * count }, () => random.normal());
  const out = new Float32Array(side * side);
  const step = (count - 2) / side;
  const ease = (t: number) => t * t * (3 - 2 * t);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y * step);
    const fy = ease(y * step - row);
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x * step);
      const fx = ease(x * step - column);
      const at = row * count + column;
      const above = lattice[at] * (1 - fx) + lattice[at + 1] * fx;
      const below = lattice[at + count] * (1 - fx) + lattice[at + count + 1] * fx;
      out[y * side + x] = 1.4 * (above * (1 - fy) + below * fy);
    }
  }
  return out;
}

/** Darkening of each pixel by freckles and moles, 0..1. */
function freckles(side: number, count: number, random: Random): Float32Array {
  const out = new Float32Array(side * side);
  for (let k = 0; k < count; k++) {
    const [cx, cy] = [random.next() * side, random.next() * side];
    const radius = (side / 1024) * random.between(1.5, 4);
    const depth = random.between(0.12, 0.45);
    const reach = Math.ceil(radius);
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [x, y] = [Math.round(cx + dx), Math.round(cy + dy)];
        if (x < 0 || y < 0 || x >= side || y >= side) continue;
        const off = Math.hypot(x - cx, y - cy) / radius;
        if (off < 1) out[y * side + x] = Math.max(out[y * side + x], depth * (1 - off));
      }
    }
  }
  return out;
}
