// Glasses, fitted to nose and ears, and masks, fitted to the skin.

import * as THREE from "three";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import type { Colour, WornSpec } from "../driverSpec.ts";
import { type HeadModel, headPart } from "./headModel.ts";
import { COVER_LAYER, gridGeometry, mesh, SEE_THROUGH_LAYER, tube } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";

/** Frame and lenses of the asset, millimetres. */
export interface GlassesModel {
  readonly frame: THREE.BufferGeometry;
  readonly lenses: THREE.BufferGeometry;
}

/** Loads the glasses. @throws when the file does not contain a frame and lenses. */
export async function loadGlasses(address: string): Promise<GlassesModel> {
  const text = await fetch(address).then((response) => response.text());
  const [frame, lenses] = new OBJLoader()
    .parse(text)
    .children.filter((child) => child instanceof THREE.Mesh)
    .map((child) => child.geometry as THREE.BufferGeometry);
  if (frame === undefined || lenses === undefined) {
    throw new Error(`${address} must contain two objects: the frame, then the lenses.`);
  }
  return { frame, lenses };
}

const LENSES = {
  clear: { tint: [0.5, 0.55, 0.55], opacity: 0.06, roughness: 0.12, reflectance: 0.05, mirror: 1 },
  tinted: {
    tint: [0.03, 0.025, 0.02],
    opacity: 0.55,
    roughness: 0.2,
    reflectance: 0.03,
    mirror: 0.5,
  },
  sun: {
    tint: [0.008, 0.008, 0.01],
    opacity: 0.97,
    roughness: 0.4,
    reflectance: 0.006,
    mirror: 0.05,
  },
} as const;

/** Glasses in head axes. */
export function glasses(
  shared: SharedUniforms,
  model: GlassesModel,
  head: Landmarks,
  kind: Exclude<WornSpec["glasses"], "none">,
): THREE.Group {
  const dark = kind === "sun";
  const tint = dark ? ([0.012, 0.012, 0.014] as const) : ([0.03, 0.025, 0.02] as const);
  const frame = mesh(model.frame, surface(shared, { tint, roughness: 0.5, mirror: 0.05 }));
  frame.layers.enable(COVER_LAYER);
  const lenses = mesh(model.lenses, surface(shared, { ...LENSES[kind], blend: true }), {
    casts: dark,
  });
  if (dark) lenses.layers.enable(COVER_LAYER);
  else lenses.layers.set(SEE_THROUGH_LAYER);
  const group = new THREE.Group();
  group.add(frame, lenses);
  const width = head(16).x - head(0).x + 0.5;
  const eyes = head(36).add(head(45)).multiplyScalar(0.5);
  const bridge = head(27);
  const scale = width / 201;
  group.scale.set(scale, scale * 0.95, scale * 0.94);
  group.position.set(bridge.x, eyes.y - 33.5 * scale, bridge.z + 0.55 - 17 * scale);
  return group;
}

/** Position of a landmark on the unrotated head. */
export type Landmarks = (index: number) => THREE.Vector3;

const MASK_ROWS = 36;
const MASK_COLUMNS = 61;
/** Half of the angle around the vertical axis that the mask spans, radians. */
const MASK_REACH = 1.22;

/** A pleated mask over nose and chin with ear loops, in head axes. */
export function mask(
  shared: SharedUniforms,
  model: HeadModel,
  positions: Float32Array,
  head: Landmarks,
  colour: Colour,
): THREE.Group {
  const top = head(28).y - 0.2;
  const bottom = head(8).y - 0.9;
  const axisZ = 1.5;
  const edge = (turn: number): [number, number] => {
    const off = Math.abs(turn) / MASK_REACH;
    return [top - (top - head(33).y - 0.4) * off ** 1.3, bottom + 4.6 * off ** 1.6];
  };
  const place = (row: number, column: number): [turn: number, y: number] => {
    const turn = ((column / (MASK_COLUMNS - 1)) * 2 - 1) * MASK_REACH;
    const [high, low] = edge(turn);
    return [turn, high + (low - high) * (row / (MASK_ROWS - 1))];
  };
  const skin = radiusOverSkin(model, positions, axisZ);
  const radii = stretch(
    Array.from({ length: MASK_ROWS * MASK_COLUMNS }, (_, k) =>
      skin(...place(Math.floor(k / MASK_COLUMNS), k % MASK_COLUMNS)),
    ),
  );
  const cloth = gridGeometry(MASK_ROWS, MASK_COLUMNS, (row, column) => {
    const [turn, y] = place(row, column);
    const down = row / (MASK_ROWS - 1);
    const inner =
      Math.min(1, 4 * Math.min(down, 1 - down)) * (1 - (Math.abs(turn) / MASK_REACH) ** 2);
    const pleat = 0.16 * inner * (((down * 4 + 0.2) % 1) - 0.5);
    const radius = radii[row * MASK_COLUMNS + column] + 0.22 + pleat;
    return new THREE.Vector3(Math.sin(turn) * radius, y, axisZ + Math.cos(turn) * radius);
  });
  const material = surface(shared, {
    tint: colour,
    roughness: 0.95,
    relief: [0.012, 14],
    bleed: [0.25, 0.25, 0.25],
    ambient: 0.12,
  });
  const group = new THREE.Group();
  const cover = mesh(cloth, material);
  cover.layers.enable(COVER_LAYER);
  group.add(cover);
  for (const side of [1, -1]) {
    const ear = new THREE.Vector3(side * (head(16).x + 1.0), 3.2, 0.4);
    const column = side > 0 ? MASK_COLUMNS - 1 : 0;
    for (const row of [0, MASK_ROWS - 1]) {
      const [turn, y] = place(row, column);
      const radius = radii[row * MASK_COLUMNS + column] + 0.25;
      const from = new THREE.Vector3(Math.sin(turn) * radius, y, axisZ + Math.cos(turn) * radius);
      const bend = from
        .clone()
        .lerp(ear, 0.5)
        .setX(side * (head(16).x + 0.7));
      group.add(mesh(tube([from, bend, ear], 0.13), material));
    }
  }
  return group;
}

/** Largest radius of the skin around a vertical axis, by angle and height; tabulated from the head's vertices. */
export function radiusOverSkin(
  model: HeadModel,
  positions: Float32Array,
  axisZ: number,
): (turn: number, y: number) => number {
  const points = new Set(
    ["M_Face", "M_BackHead"].flatMap((part) => [...headPart(model, part).vertices]),
  );
  const cells = new Map<string, number>();
  const key = (turn: number, y: number) => `${Math.round(turn * 14)},${Math.round(y * 1.6)}`;
  for (const vertex of points) {
    const x = positions[3 * vertex];
    const y = positions[3 * vertex + 1];
    const z = positions[3 * vertex + 2] - axisZ;
    const at = key(Math.atan2(x, z), y);
    cells.set(at, Math.max(cells.get(at) ?? 0, Math.hypot(x, z)));
  }
  return (turn, y) => {
    let best = 0;
    for (const dt of [-0.05, 0, 0.05]) {
      for (const dy of [-0.4, 0, 0.4])
        best = Math.max(best, cells.get(key(turn + dt, y + dy)) ?? 0);
    }
    return best > 0 ? best : 6;
  };
}

/** Stretches cloth over the radii: it never goes below them and is straight between them. */
function stretch(radii: readonly number[]): number[] {
  let now = [...radii];
  for (let pass = 0; pass < 60; pass++) {
    now = now.map((value, index) => {
      const row = Math.floor(index / MASK_COLUMNS);
      const column = index % MASK_COLUMNS;
      const near = (r: number, c: number) =>
        r < 0 || r >= MASK_ROWS || c < 0 || c >= MASK_COLUMNS ? value : now[r * MASK_COLUMNS + c];
      const mean =
        (near(row - 1, column) +
          near(row + 1, column) +
          near(row, column - 1) +
          near(row, column + 1)) /
        4;
      return Math.max(mean, radii[index] - (pass > 54 ? 0.12 : 0));
    });
  }
  return now;
}
