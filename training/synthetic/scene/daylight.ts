// Light in the cabin: an environment map through the windows, sampled as directional lights.

import * as THREE from "three";
import { HDRLoader } from "three/examples/jsm/loaders/HDRLoader.js";
import { randomFrom } from "../../../src/math/random.ts";
import type { LightSpec } from "../driverSpec.ts";

/**
 * Linear radiance over all directions: rows from straight down to straight up, columns around the vertical from
 * behind.
 */
export interface Radiance {
  readonly width: number;
  readonly height: number;
  /** RGBA floats. */
  readonly data: Float32Array;
}

/** A directional light: the direction towards it (unit vector) and its irradiance on a surface that faces it. */
export interface LightSample {
  readonly direction: THREE.Vector3;
  readonly colour: THREE.Vector3;
  /**
   * Sun and lamp have specular highlights; the sky is reflected by the environment map. The lamp's light decreases
   * with distance.
   */
  readonly from: "sky" | "sun" | "lamp";
}

/** Grid of the cabin's radiance; the edges of windows are soft at this resolution. */
const COLUMNS = 256;
const ROWS = 128;

/** Loads a Radiance `.hdr` panorama, scaled to a mean radiance of 1. */
export async function loadEnvironment(address: string): Promise<Radiance> {
  const bytes = await fetch(address).then((response) => response.arrayBuffer());
  const { width, height, data } = new HDRLoader().setDataType(THREE.FloatType).parse(bytes);
  if (width === undefined || height === undefined || data === undefined) {
    throw new Error(`${address} is not a Radiance image.`);
  }
  const scaled = Float32Array.from(data);
  let sum = 0;
  for (let i = 1; i < scaled.length; i += 4) sum += Math.min(scaled[i], 50);
  const gain = (width * height) / sum;
  const rows = new Float32Array(scaled.length);
  // The file starts with the sky, `Radiance` with the ground.
  for (let y = 0; y < height; y++) {
    const from = (height - 1 - y) * width * 4;
    for (let i = 0; i < 4 * width; i++) {
      rows[y * width * 4 + i] = Math.min(50, scaled[from + i] * gain);
    }
  }
  return { width, height, data: rows };
}

/** The unit vector of a position in a panorama, u and v in 0..1. */
export function directionAt(u: number, v: number): THREE.Vector3 {
  const longitude = (u - 0.5) * 2 * Math.PI;
  const latitude = (v - 0.5) * Math.PI;
  const level = Math.cos(latitude);
  return new THREE.Vector3(
    level * Math.sin(longitude),
    Math.sin(latitude),
    level * Math.cos(longitude),
  );
}

/** Transmission of the windows in a direction, 0..1 (car axes: z forward). */
function windowShare({ x, y, z }: THREE.Vector3): number {
  const between = (value: number, low: number, high: number, soft: number) =>
    THREE.MathUtils.smoothstep(value, low - soft, low + soft) *
    (1 - THREE.MathUtils.smoothstep(value, high - soft, high + soft));
  const elevation = Math.asin(y) / (Math.PI / 180);
  const azimuth = Math.atan2(x, z) / (Math.PI / 180);
  const windscreen = between(azimuth, -62, 42, 4) * between(elevation, -8, 38, 5);
  const driverWindow = between(azimuth, 52, 112, 4) * between(elevation, -22, 36, 5);
  const passengerWindow = between(azimuth, -118, -72, 4) * between(elevation, -6, 18, 3);
  const rear = between(Math.abs(azimuth), 120, 178, 6) * between(elevation, -4, 12, 3);
  return Math.min(1, windscreen + driverWindow + passengerWindow + 0.5 * rear);
}

/**
 * Radiance at the head: the rotated environment, in a car only through its windows and with the dim cabin between them.
 */
export function radianceAtHead(
  environment: Radiance,
  light: LightSpec,
  windowsOf: "car" | "none",
): Radiance {
  const data = new Float32Array(COLUMNS * ROWS * 4);
  const turn = light.turn / 360;
  const lining = 0.28;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const u = (column + 0.5) / COLUMNS;
      const v = (row + 0.5) / ROWS;
      const share = windowsOf === "car" ? windowShare(directionAt(u, v)) : 1;
      const outside = sampleAt(environment, u + turn, v);
      for (let c = 0; c < 3; c++) {
        data[4 * (row * COLUMNS + column) + c] =
          light.sky * (share * outside[c] + (1 - share) * lining);
      }
      data[4 * (row * COLUMNS + column) + 3] = 1;
    }
  }
  return { width: COLUMNS, height: ROWS, data };
}

/** A panorama as a texture that repeats around the horizon. */
export function radianceTexture({ width, height, data }: Radiance): THREE.DataTexture {
  const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.FloatType);
  texture.wrapS = THREE.RepeatWrapping;
  texture.magFilter = THREE.LinearFilter;
  // Rough surfaces read a coarser mipmap level.
  texture.generateMipmaps = true;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.needsUpdate = true;
  return texture;
}

/** Share of the sky's light that is sampled and casts shadows; the rest is smooth. */
export const SAMPLED_SKY = 0.5;

/**
 * Directional lights whose mean is the light of the sun, the lamp and the share `SAMPLED_SKY` of the panorama. Sky samples
 * are stratified over the panorama by brightness; the mean of `count` passes is the correct irradiance.
 *
 * @param lampDirection from the head towards the lamp.
 * @param windowsOf in a car the sun shines through the windows only.
 */
export function lightSamples(
  radiance: Radiance,
  { sun, lamp }: LightSpec,
  lampDirection: THREE.Vector3,
  count: number,
  seed: number,
  windowsOf: "car" | "none",
): LightSample[] {
  const { width, height, data } = radiance;
  const random = randomFrom(seed);
  const cumulative = new Float64Array(width * height);
  let total = 0;
  for (let i = 0; i < cumulative.length; i++) {
    total += luminance(data, 4 * i) * solidAngle(Math.floor(i / width), width, height);
    cumulative[i] = total;
  }
  const sunDirection = fromAngles(sun.azimuth, sun.elevation);
  const shines = windowsOf === "none" || windowShare(sunDirection) > 0.5;
  const sunShare = shines ? sun.strength : 0;
  const passesFor = (strength: number) => (strength > 0 ? Math.max(1, Math.round(count / 4)) : 0);
  const sunPasses = passesFor(sunShare);
  const lampPasses = passesFor(lamp.strength);
  const skyPasses = Math.max(1, count - sunPasses - lampPasses);
  const all = sunPasses + lampPasses + skyPasses;
  const samples: LightSample[] = [];
  for (let k = 0; k < skyPasses; k++) {
    const index = firstAbove(cumulative, ((k + random.next()) / skyPasses) * total);
    const scale = (SAMPLED_SKY * total * all) / (luminance(data, 4 * index) * skyPasses);
    const u = ((index % width) + random.next()) / width;
    const v = (Math.floor(index / width) + random.next()) / height;
    const colour = new THREE.Vector3().fromArray(data, 4 * index).multiplyScalar(scale);
    samples.push({ direction: directionAt(u, v), colour, from: "sky" });
  }
  const spots = (
    from: "sun" | "lamp",
    passes: number,
    toward: THREE.Vector3,
    spread: number,
    colour: THREE.Vector3,
  ) => {
    for (let k = 0; k < passes; k++) {
      const off = new THREE.Vector3(random.normal(), random.normal(), random.normal());
      const direction = toward.clone().addScaledVector(off, spread).normalize();
      samples.push({
        direction,
        colour: colour.clone().multiplyScalar((Math.PI * all) / passes),
        from,
      });
    }
  };
  // A disc wider than the sun's half degree, because windscreen and haze scatter light.
  const warm = new THREE.Vector3(1, 0.93, 0.82).multiplyScalar(sunShare);
  spots("sun", sunPasses, sunDirection, 0.02, warm);
  spots("lamp", lampPasses, lampDirection, 0.01, new THREE.Vector3().setScalar(lamp.strength));
  return samples;
}

function fromAngles(azimuth: number, elevation: number): THREE.Vector3 {
  return directionAt(azimuth / 360 + 0.5, elevation / 180 + 0.5);
}

function sampleAt(
  { width, height, data }: Radiance,
  u: number,
  v: number,
): [number, number, number] {
  const x = Math.floor((u - Math.floor(u)) * width);
  const y = Math.min(height - 1, Math.floor(v * height));
  const at = 4 * (y * width + x);
  return [data[at], data[at + 1], data[at + 2]];
}

function luminance(data: Float32Array, at: number): number {
  return 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2];
}

/** Solid angle of a pixel in a row of a panorama. */
export function solidAngle(row: number, width: number, height: number): number {
  const latitude = ((row + 0.5) / height - 0.5) * Math.PI;
  return ((2 * Math.PI) / width) * (Math.PI / height) * Math.cos(latitude);
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
