// A person's hair and beard: what grows from the skin in layers, and strips over the scalp.

import type * as THREE from "three";
import type { PersonSpec } from "../driverSpec.ts";
import { beardGrowth, type Growth, hairGeometry, hairlineTexture, scalpGrowth } from "./hair.ts";
import { fitHair } from "./hairMesh.ts";
import type { HeadModel } from "./headModel.ts";
import { BULK_LAYER, COVER_LAYER, mesh, SEE_THROUGH_LAYER, SHADOW_LAYER } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";

/** What hair grows on: a resting head's vertices and normals. */
export interface Scalp {
  readonly shared: SharedUniforms;
  readonly model: HeadModel;
  readonly resting: Float32Array;
  readonly normals: Float32Array;
}

/** Layers of hair that is seen for itself, and of that which only shades the skin below something. */
const LAYERS = 14;
const SHADE_LAYERS = 3;
/** A hat leaves cropped hair no more than this, centimetres. */
const UNDER_HAT = 0.5;

/** Hair in the head's axes. @param strips the mesh of its style, null for cropped. @param flat under a hat. */
export function hairdo(
  scalp: Scalp,
  strips: THREE.BufferGeometry | null,
  hair: PersonSpec["hair"],
  flat: boolean,
  seed: number,
): THREE.Mesh[] {
  const growth = scalpGrowth(hair.recession);
  if (strips === null) {
    const length = flat ? Math.min(UNDER_HAT, hair.length) : hair.length;
    return length > 0 ? layers(scalp, growth, { ...hair, length }, LAYERS, seed) : [];
  }
  const material = surface(scalp.shared, { tint: hair.colour, strips: 900 });
  const made = mesh(fitHair(strips, scalp.resting, flat), material);
  made.layers.enable(COVER_LAYER);
  return [...layers(scalp, growth, { ...hair, length: 0.3 }, SHADE_LAYERS, seed), made];
}

/** A beard in the head's axes: it hides nothing but the skin that it grows on. */
export function beard(scalp: Scalp, { beard: spec, hair }: PersonSpec, seed: number): THREE.Mesh[] {
  const grown = { ...hair, length: spec.length, disorder: 0.7 };
  return layers(scalp, beardGrowth(spec.fullness), grown, 8, seed).slice(0, 1);
}

/** The layers as they are drawn, then the solid that they amount to. */
function layers(
  { shared, model, resting, normals }: Scalp,
  growth: Growth,
  hair: PersonSpec["hair"],
  count: number,
  seed: number,
): THREE.Mesh[] {
  const material = surface(shared, { albedo: hairlineTexture(), tint: hair.colour, fur: 20 });
  const { fur, bulk } = hairGeometry(model, resting, normals, growth, hair, count, seed);
  const seen = mesh(fur, material, { casts: false });
  seen.layers.set(SEE_THROUGH_LAYER);
  const solid = mesh(bulk, material);
  solid.layers.set(BULK_LAYER);
  solid.layers.enable(SHADOW_LAYER);
  solid.layers.enable(COVER_LAYER);
  return [seen, solid];
}
