// Cloth as a texture: weave, stripes, checks, a zip or buttons, a print on the chest.

import * as THREE from "three";
import { type Random, randomFrom } from "../../../src/math/random.ts";
import type { Colour, DriverSpec } from "../driverSpec.ts";
import { css } from "./brush.ts";

const SIZE = 256;
/** Column of the shirt's front. */
const FRONT = SIZE / 2;

/** The texture of a shirt: u runs around the body, v down it. */
export function paintCloth(clothes: DriverSpec["clothes"], seed: number): THREE.Texture {
  const random = randomFrom(seed);
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("The page has no 2-D canvas.");
  const { colour, accent = colour, pattern = "plain", closure = "none" } = clothes;
  context.fillStyle = css(colour);
  context.fillRect(0, 0, SIZE, SIZE);
  const band = (across: boolean, at: number, width: number, tone: Colour, alpha: number) => {
    context.globalAlpha = alpha;
    context.fillStyle = css(tone);
    if (across) context.fillRect(0, at, SIZE, width);
    else context.fillRect(at, 0, width, SIZE);
  };
  if (pattern === "stripes" || pattern === "checks") {
    const pitch = random.between(7, 22);
    const width = pitch * random.between(0.2, 0.55);
    const shift = random.next() * pitch;
    for (let at = -shift; at < SIZE; at += pitch) {
      band(true, at, width, accent, 0.85);
      if (pattern === "checks") band(false, at, 0.7 * width, accent, 0.55);
    }
  }
  if (pattern === "yoke") band(true, 0, random.between(40, 90), accent, 1);
  if (pattern === "print") print(context, accent, random);
  if (closure !== "none") {
    const dark: Colour = [0.4 * colour[0], 0.4 * colour[1], 0.4 * colour[2]];
    const pale: Colour = closure === "zip" ? [0.35, 0.35, 0.36] : [0.6, 0.58, 0.55];
    band(false, FRONT - 3, 6, dark, 0.35);
    band(false, FRONT - 3, 1, dark, 0.9);
    band(false, FRONT + 2, 1, dark, 0.9);
    if (closure === "zip") band(false, FRONT - 1, 2, pale, 0.8);
    context.fillStyle = css(pale);
    for (let y = 30; closure === "buttons" && y < SIZE; y += 26) {
      context.globalAlpha = 0.9;
      context.fillRect(FRONT - 1, y, 2, 3);
    }
  }
  weave(context, random);
  const texture = new THREE.CanvasTexture(canvas);
  texture.flipY = false;
  return texture;
}

/** A few bars and blocks: names and badges from a distance. */
function print(context: OffscreenCanvasRenderingContext2D, accent: Colour, random: Random): void {
  context.fillStyle = css(accent);
  context.globalAlpha = 0.9;
  const [x, y] = [FRONT + random.between(-24, 4), random.between(70, 95)];
  for (let row = 0; row < 1 + random.below(3); row++) {
    for (let at = 0; at < 26; at += random.between(2, 6)) {
      context.fillRect(x + at, y + 14 * row, random.between(1, 3), random.between(6, 11));
    }
  }
}

/** Uneven yarn and faded patches. */
function weave(context: OffscreenCanvasRenderingContext2D, random: Random): void {
  for (let k = 0; k < 900; k++) {
    context.globalAlpha = random.between(0.02, 0.09);
    context.fillStyle = random.chance(0.5) ? "#000" : "#fff";
    const [x, y] = [random.next() * SIZE, random.next() * SIZE];
    if (k % 3 === 0) context.fillRect(x, y, random.between(5, 26), random.between(4, 20));
    else context.fillRect(x, y, random.between(1, 3), random.between(2, 9));
  }
  context.globalAlpha = 1;
}
