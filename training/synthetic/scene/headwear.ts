// Hats, hoods and scarves, fitted to a head, in head axes.

import * as THREE from "three";
import type { Colour, WornSpec } from "../driverSpec.ts";
import type { Landmarks } from "./faceWear.ts";
import { COVER_LAYER, gridGeometry, mesh } from "./meshes.ts";
import { SKULL, scalpOf } from "./skull.ts";
import { type SharedUniforms, surface } from "./surface.ts";

type Hat = NonNullable<WornSpec["hat"]>;

const COLUMNS = 49;
const ROWS = 16;

/** A hat or hood. @param head all vertices of the neutral head. */
export function hat(shared: SharedUniforms, head: Float32Array, spec: Hat): THREE.Group {
  const material = clothOf(shared, spec.colour);
  const group = new THREE.Group();
  const add = (geometry: THREE.BufferGeometry) => {
    const made = mesh(geometry, material);
    made.layers.enable(COVER_LAYER);
    group.add(made);
  };
  if (spec.kind === "hood") add(hood(head));
  else add(crown(head, spec.kind));
  if (spec.kind === "cap") add(visor(head));
  return group;
}

/** Points above the skull's surface, by the angle from the front to the left and the elevation, radians. */
function overSkull(head: Float32Array, thickness: number) {
  const { radius } = scalpOf(head);
  return (turn: number, lift: number): THREE.Vector3 => {
    const level = Math.cos(lift);
    const off = new THREE.Vector3(level * Math.sin(turn), Math.sin(lift), level * Math.cos(turn));
    // The cells of the table converge at the top of the head.
    const reach = Math.max(6, radius(off)) + thickness;
    return off.multiplyScalar(reach).add(SKULL);
  };
}

/** Height of a hat's edge above the middle of the skull: high at the forehead, low at the nape. */
function edgeLift(kind: Hat["kind"], turn: number): number {
  const front = 0.5 + 0.5 * Math.cos(turn);
  return kind === "cap" ? -0.02 + 0.34 * front : -0.1 + 0.38 * front;
}

function crown(head: Float32Array, kind: "cap" | "beanie"): THREE.BufferGeometry {
  const at = overSkull(head, 0.8);
  const geometry = gridGeometry(ROWS, COLUMNS, (row, column) => {
    const turn = (column / (COLUMNS - 1)) * 2 * Math.PI - Math.PI;
    const low = edgeLift(kind, turn);
    const share = row / (ROWS - 1);
    const place = at(turn, low + (Math.PI / 2 - low) * share);
    // A beanie is higher at its top and has a folded edge; a cap is a smooth dome.
    if (kind === "beanie") {
      place.y += 1.6 * share ** 2;
      const ribs = 0.08 * Math.sin(turn * 60);
      const fold = share < 0.22 ? 0.35 : 0;
      place
        .sub(SKULL)
        .setLength(place.length() + fold + ribs)
        .add(SKULL);
    } else {
      place.y += 0.8 * share;
    }
    return place;
  });
  return geometry;
}

/** The visor of a cap: from its edge forward and slightly down. */
function visor(head: Float32Array): THREE.BufferGeometry {
  const at = overSkull(head, 0.8);
  return gridGeometry(8, 25, (row, column) => {
    const turn = ((column / 24) * 2 - 1) * 0.95;
    const edge = at(turn, edgeLift("cap", turn) + 0.03);
    const out = row / 7;
    const length = 6.8 * Math.cos(turn * 1.35) ** 0.6;
    return edge.add(
      new THREE.Vector3(0, -1.1 * out * out - 0.25 * turn * turn * out, length * out),
    );
  });
}

/** Share of the half arc over the head after which a hood hangs down beside it. */
const HOOD_SIDE = 0.62;

/** A hood: over the skull from forehead to nape, and down beside the cheeks to the collar. */
function hood(head: Float32Array): THREE.BufferGeometry {
  const { radius } = scalpOf(head);
  const onSkull = (arc: number, lean: number) => {
    const off = new THREE.Vector3(
      Math.sin(arc) * Math.cos(lean),
      Math.cos(arc) * Math.cos(lean),
      Math.sin(lean),
    );
    return off.multiplyScalar(Math.max(8.6, Math.min(13.5, radius(off))) + 1.3).add(SKULL);
  };
  return gridGeometry(ROWS + 4, 61, (row, column) => {
    const across = (column / 60) * 2 - 1;
    const side = Math.sign(across);
    const depth = row / (ROWS + 3);
    const over = Math.min(1, Math.abs(across) / HOOD_SIDE);
    const arc = side * over * 1.62;
    // From slightly before the crown's front edge to the nape.
    const lean = 0.62 - 0.3 * over - (2.05 - 0.3 * over) * depth;
    const place = onSkull(arc, Math.max(-Math.PI / 2, lean));
    // The edge stands off slightly and is rolled.
    const edge = Math.max(0, 1 - depth * 7);
    place.add(new THREE.Vector3(side * 0.5 * edge * over, 0.9 * edge * (1 - over), 0.9 * edge));
    const below = Math.max(0, (Math.abs(across) - HOOD_SIDE) / (1 - HOOD_SIDE));
    if (below > 0) {
      const back = THREE.MathUtils.smoothstep(depth, 0.1, 0.9);
      place.y += (-13.5 - place.y) * below;
      place.x +=
        side * (0.6 * Math.sin(Math.PI * below) - 1.9 * below * (1 - back) + 1.2 * below * back);
      place.z += below * (2.6 * (1 - back) - 1.2 * back);
    }
    const fold =
      0.28 * Math.sin(9 * depth + 4 * over) * Math.sin(5 * across + 2) +
      0.3 * (0.6 - Math.abs(Math.sin(7 * depth + 3 * Math.abs(across)))) * (0.3 + below);
    return place.add(
      place
        .clone()
        .sub(SKULL)
        .setLength(fold * (1 - edge)),
    );
  });
}

/** A scarf around the neck. @param radius distance of the skin from the vertical axis at `axisZ`. */
export function scarf(
  shared: SharedUniforms,
  spec: NonNullable<WornSpec["scarf"]>,
  head: Landmarks,
  radius: (turn: number, y: number) => number,
  axisZ: number,
): THREE.Mesh {
  const front = THREE.MathUtils.lerp(head(8).y - 1.2, head(33).y + 0.8, spec.height);
  const rows = 22;
  const geometry = gridGeometry(rows, COLUMNS, (row, column) => {
    const turn = (column / (COLUMNS - 1)) * 2 * Math.PI - Math.PI;
    const ahead = 0.5 + 0.5 * Math.cos(turn);
    const high = THREE.MathUtils.lerp(-2.5, front, ahead ** 0.8);
    const share = row / (rows - 1);
    const y = high + (-13.5 - high) * share;
    const fold = 0.45 * Math.sin(share * 17 + 1.6 * Math.sin(turn * 2) + turn * 0.7);
    const reach = Math.max(6.5, radius(turn, y), radius(turn, y + 1.2)) + 0.7 + 1.6 * share + fold;
    return new THREE.Vector3(Math.sin(turn) * reach, y, axisZ + Math.cos(turn) * reach);
  });
  const made = mesh(geometry, clothOf(shared, spec.colour));
  made.layers.enable(COVER_LAYER);
  return made;
}

function clothOf(shared: SharedUniforms, tint: Colour): THREE.ShaderMaterial {
  return surface(shared, { tint, roughness: 0.95, relief: [0.05, 12], ambient: 0.12 });
}
