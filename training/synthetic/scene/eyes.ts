// Textures of eyeballs (sclera, iris, pupil in polar texture space) and lashes.

import * as THREE from "three";
import { randomFrom } from "../../../src/math/random.ts";
import type { Colour } from "../driverSpec.ts";
import { css } from "./brush.ts";
import { IRIS_RADIUS } from "./eyeRig.ts";
import { type HeadModel, headPart } from "./headModel.ts";

const SIZE = 256;

/** The texture of both eyeballs. The pupil is in its middle; it is bright where the retina reflects a lamp. */
export function paintEye(
  model: HeadModel,
  iris: Colour,
  bright: boolean,
  seed: number,
): THREE.Texture {
  const random = randomFrom(seed);
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("The page has no 2-D canvas.");
  const middle = SIZE / 2;
  const radius = irisTextureRadius(model) * SIZE;
  context.fillStyle = "rgb(176 168 162)";
  context.fillRect(0, 0, SIZE, SIZE);
  const rim = context.createRadialGradient(middle, middle, radius, middle, middle, SIZE / 2);
  rim.addColorStop(0, "rgb(188 182 176 / 1)");
  rim.addColorStop(0.35, "rgb(172 150 142 / 1)");
  rim.addColorStop(1, "rgb(140 90 84 / 1)");
  context.fillStyle = rim;
  context.fillRect(0, 0, SIZE, SIZE);
  context.lineWidth = 1;
  for (let k = 0; k < 40; k++) {
    const angle = random.next() * 2 * Math.PI;
    const from = radius * random.between(1.4, 2.2);
    context.strokeStyle = `rgb(170 70 60 / ${random.between(0.05, 0.25)})`;
    context.beginPath();
    context.moveTo(middle + Math.cos(angle) * from, middle + Math.sin(angle) * from);
    const bend = angle + random.normal() * 0.12;
    context.lineTo(middle + Math.cos(bend) * from * 1.9, middle + Math.sin(bend) * from * 1.9);
    context.stroke();
  }
  const disc = (share: number, style: string, blur: number) => {
    context.filter = `blur(${blur}px)`;
    context.fillStyle = style;
    context.beginPath();
    context.arc(middle, middle, radius * share, 0, 2 * Math.PI);
    context.fill();
    context.filter = "none";
  };
  disc(1, css([iris[0] * 0.25, iris[1] * 0.25, iris[2] * 0.25]), radius * 0.06);
  disc(0.88, css(iris), radius * 0.08);
  for (let k = 0; k < 160; k++) {
    const angle = random.next() * 2 * Math.PI;
    const shade = random.between(0.4, 1.7);
    context.strokeStyle = css([iris[0] * shade, iris[1] * shade, iris[2] * shade]);
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(
      middle + Math.cos(angle) * radius * 0.4,
      middle + Math.sin(angle) * radius * 0.4,
    );
    context.lineTo(
      middle + Math.cos(angle) * radius * random.between(0.7, 0.92),
      middle + Math.sin(angle) * radius * random.between(0.7, 0.92),
    );
    context.stroke();
  }
  context.globalAlpha = 1;
  disc(random.between(0.34, 0.48), bright ? "rgb(250 250 250)" : "rgb(6 5 5)", radius * 0.04);
  return new THREE.CanvasTexture(canvas);
}

/** Radius of the iris in the texture: where the eyeball is `IRIS_RADIUS` from its axis. */
function irisTextureRadius(model: HeadModel): number {
  const { vertices, uvs } = headPart(model, "M_ScleraLeft");
  let pole = 0;
  let nearest = Number.POSITIVE_INFINITY;
  vertices.forEach((_, corner) => {
    const distance = Math.hypot(uvs[2 * corner] - 0.5, uvs[2 * corner + 1] - 0.5);
    if (distance < nearest) {
      nearest = distance;
      pole = corner;
    }
  });
  const position = (corner: number, axis: number) => model.neutral[3 * vertices[corner] + axis];
  let best = 0.2;
  let closest = Number.POSITIVE_INFINITY;
  vertices.forEach((_, corner) => {
    const off = Math.hypot(
      position(corner, 0) - position(pole, 0),
      position(corner, 1) - position(pole, 1),
    );
    const front = position(corner, 2) > position(pole, 2) - 1;
    if (front && Math.abs(off - IRIS_RADIUS) < closest) {
      closest = Math.abs(off - IRIS_RADIUS);
      best = Math.hypot(uvs[2 * corner] - 0.5, uvs[2 * corner + 1] - 0.5);
    }
  });
  return best;
}

/** Opacity of lashes: fine strokes along v, densest at the root (v = 1). */
export function paintLashes(seed: number): THREE.Texture {
  const random = randomFrom(seed);
  const canvas = new OffscreenCanvas(512, 64);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("The page has no 2-D canvas.");
  context.strokeStyle = "rgb(12 8 6)";
  context.scale(0.5, 0.5);
  for (let k = 0; k < 420; k++) {
    const x = random.next() * 1024;
    context.globalAlpha = random.between(0.4, 0.9);
    context.lineWidth = random.between(1.5, 4);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x + random.normal() * 6, 128 * random.between(0.4, 0.95));
    context.stroke();
  }
  const texture = new THREE.CanvasTexture(canvas);
  texture.wrapS = THREE.RepeatWrapping;
  return texture;
}
