// Random textures of occluders: gradients, stripes, checks, weave, blotches, grain, and patches of photographs.

import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { Frame } from "../../src/image/frame.ts";
import { warpRgb } from "../../src/image/warp.ts";
import type { Random } from "../../src/math/random.ts";
import { css, mix, type Rgb, randomColor, shade } from "./color.ts";
import type { FillStyle, Sketch } from "./sketch.ts";

const TEXTURE_SIZE = 64;
const PATCH_SIZE = 96;

/** A linear gradient between two colours, over the square [−1, 1]² of face coordinates. */
export function gradientFill(sketch: Sketch, from: Rgb, to: Rgb): FillStyle {
  const { context, random } = sketch;
  const angle = random.between(0, 2 * Math.PI);
  const x = Math.cos(angle) * 0.6;
  const y = Math.sin(angle) * 0.6;
  const gradient = context.createLinearGradient(-x, -y, x, y);
  gradient.addColorStop(0, css(from));
  gradient.addColorStop(1, css(to));
  return gradient;
}

/** A repeating cloth texture around a base colour; `scale` is the size of its tile in face units. */
export function clothFill(sketch: Sketch, base: Rgb, scale: number): FillStyle {
  const { random } = sketch;
  const other = random.chance(0.5) ? shade(base, random.between(0.6, 1.3)) : randomColor(random);
  const textures = [stripes, checks, weave, blotches, grain];
  const texture = textures[random.below(textures.length)];
  return tile(sketch, texture(random, base, other), scale, TEXTURE_SIZE);
}

/** Knitted or woven cloth around a base colour. */
export function weaveFill(sketch: Sketch, base: Rgb, scale: number): FillStyle {
  const { random } = sketch;
  return tile(
    sketch,
    weave(random, base, shade(base, random.between(0.55, 0.8))),
    scale,
    TEXTURE_SIZE,
  );
}

/** A random patch of another photograph, randomly rotated, that covers `scale` face units. */
export function photographFill(sketch: Sketch, photograph: Frame, scale: number): FillStyle {
  const { random } = sketch;
  // Small enough to be sampled without averaging, which would be slow.
  const shorter = Math.min(photograph.width, photograph.height, PATCH_SIZE);
  const side = shorter * random.between(0.6, 1.45);
  const angle = random.between(0, 2 * Math.PI);
  const a = (Math.cos(angle) * PATCH_SIZE) / side;
  const b = (Math.sin(angle) * PATCH_SIZE) / side;
  const x = random.between(side / 2, Math.max(photograph.width - side / 2, side / 2 + 1));
  const y = random.between(side / 2, Math.max(photograph.height - side / 2, side / 2 + 1));
  const middle = PATCH_SIZE / 2;
  const rgb = warpRgb(
    photograph,
    { a, b, c: middle - a * x - b * y, d: -b, e: a, f: middle + b * x - a * y },
    PATCH_SIZE,
    PATCH_SIZE,
  );
  return tile(sketch, (i, channel) => rgb[i * 3 + channel], scale, PATCH_SIZE);
}

/** The value of a texture at pixel i of its tile (row by row) and a channel. */
type Texel = (i: number, channel: 0 | 1 | 2) => number;
type Texture = (random: Random, base: Rgb, other: Rgb) => Texel;

const stripes: Texture = (random, base, other) => {
  const count = 1 + random.below(8);
  const slant = random.below(3);
  const share = random.between(0.2, 0.7);
  return (i, channel) => {
    const x = i % TEXTURE_SIZE;
    const y = Math.floor(i / TEXTURE_SIZE);
    const phase = ((x * count + y * slant) / TEXTURE_SIZE) % 1;
    return phase < share ? base[channel] : other[channel];
  };
};

const checks: Texture = (random, base, other) => {
  const count = 2 * (1 + random.below(5));
  const half = mix(base, other, 0.5);
  return (i, channel) => {
    const x = Math.floor(((i % TEXTURE_SIZE) * count) / TEXTURE_SIZE) & 1;
    const y = Math.floor((Math.floor(i / TEXTURE_SIZE) * count) / TEXTURE_SIZE) & 1;
    return (x + y === 2 ? other : x + y === 1 ? half : base)[channel];
  };
};

const weave: Texture = (random, base, other) => {
  const step = 4 * (1 + random.below(2));
  return (i, channel) => {
    const x = i % TEXTURE_SIZE;
    const y = Math.floor(i / TEXTURE_SIZE);
    const over = ((Math.floor(x / step) + Math.floor(y / step)) & 1) === 0;
    const along = over ? x % step : y % step;
    const round = 1 - Math.abs((2 * along) / (step - 1) - 1);
    return other[channel] + (base[channel] - other[channel]) * (0.35 + 0.65 * round);
  };
};

const blotches: Texture = (random, base, other) => {
  const waves = Array.from({ length: 5 }, () => ({
    x: random.below(5) - 2,
    y: random.below(5) - 2,
    phase: random.between(0, 2 * Math.PI),
  }));
  const hardness = random.between(0.5, 4);
  return (i, channel) => {
    const x = ((i % TEXTURE_SIZE) / TEXTURE_SIZE) * 2 * Math.PI;
    const y = (Math.floor(i / TEXTURE_SIZE) / TEXTURE_SIZE) * 2 * Math.PI;
    let value = 0;
    for (const wave of waves) value += Math.sin(wave.x * x + wave.y * y + wave.phase);
    const share = Math.max(0, Math.min(1, 0.5 + (value * hardness) / 5));
    return base[channel] + (other[channel] - base[channel]) * share;
  };
};

const grain: Texture = (random, base) => {
  const strength = random.between(0.1, 0.5);
  const noise = Float32Array.from({ length: TEXTURE_SIZE * TEXTURE_SIZE }, () => random.next());
  return (i, channel) => base[channel] * (1 + strength * (noise[i] - 0.5) * 2);
};

/** One canvas per tile size, reused because patterns copy their source. */
const scratch = new Map<number, Canvas>();

function tile(sketch: Sketch, texel: Texel, scale: number, size: number): FillStyle {
  let canvas = scratch.get(size);
  if (canvas === undefined) {
    canvas = createCanvas(size, size);
    scratch.set(size, canvas);
  }
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(size, size);
  const { data } = pixels;
  for (let i = 0; i < size * size; i++) {
    data[4 * i] = texel(i, 0);
    data[4 * i + 1] = texel(i, 1);
    data[4 * i + 2] = texel(i, 2);
    data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  const pattern = sketch.context.createPattern(canvas, "repeat");
  if (pattern === null) throw new Error("The canvas could not create a pattern from a texture.");
  const angle = sketch.random.between(-0.5, 0.5);
  const step = scale / size;
  const a = Math.cos(angle) * step;
  const b = Math.sin(angle) * step;
  pattern.setTransform({ a, b, c: -b, d: a, e: -scale / 2, f: -scale / 2 });
  return pattern;
}
