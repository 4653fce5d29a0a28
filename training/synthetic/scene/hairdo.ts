// A person's hair and beard: what grows from the skin in layers, and strips over the scalp.

import type * as THREE from "three";
import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import type { PersonSpec } from "../driverSpec.ts";
import { beardGrowth, type Growth, hairGeometry, hairlineTexture, scalpGrowth } from "./hair.ts";
import { fitHair } from "./hairMesh.ts";
import type { HeadModel } from "./headModel.ts";
import { BULK_LAYER, COVER_LAYER, mesh, SEE_THROUGH_LAYER, SHADOW_LAYER } from "./meshes.ts";
import { facesOut } from "./seenTriangles.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { type Coat, type WispLook, wispGeometry } from "./wisps.ts";

/** What hair grows on: a resting head's vertices and normals. */
export interface Scalp {
  readonly shared: SharedUniforms;
  readonly model: HeadModel;
  readonly resting: Float32Array;
  readonly normals: Float32Array;
}

/** Layers of hair that is seen for itself, and of that which only shades the skin below something. */
const LAYERS = 9;
const SHADE_LAYERS = 3;
const BEARD_LAYERS = 6;
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
    if (length <= 0) return [];
    const grown = { ...hair, length };
    const [seen, solid] = layers(scalp, growth, grown, LAYERS, seed);
    const over = furWisps(scalp.shared, seen, grown, flat ? 300 : 1300, mixSeed(seed, 1));
    return [seen, solid, over];
  }
  const material = surface(scalp.shared, { tint: hair.colour, strips: 520 });
  const fitted = fitHair(strips, scalp.resting, flat, hair.fringe);
  const made = mesh(fitted, material);
  made.layers.enable(COVER_LAYER);
  const look = {
    count: flat ? 300 : 1200,
    length: 2.8,
    width: 0.11,
    disorder: 0.1 + 0.4 * hair.disorder,
    lift: 0.2,
  };
  return [
    ...layers(scalp, growth, { ...hair, length: 0.3 }, SHADE_LAYERS, seed),
    made,
    wisps(scalp.shared, stripCoat(fitted), hair.colour, look, mixSeed(seed, 1)),
  ];
}

/** A beard in the head's axes: it hides nothing but the skin that it grows on. */
export function beard(scalp: Scalp, { beard: spec, hair }: PersonSpec, seed: number): THREE.Mesh[] {
  // Beards are a little lighter and redder than the head's hair.
  const [r, g, b] = hair.colour;
  const colour = [1.35 * r + 0.008, 1.2 * g + 0.004, 1.1 * b + 0.003] as const;
  const grown = { ...hair, colour, length: spec.length, disorder: 0.7 };
  const [seen] = layers(scalp, beardGrowth(spec.fullness), grown, BEARD_LAYERS, seed);
  return [seen, furWisps(scalp.shared, seen, grown, 900, mixSeed(seed, 1))];
}

/** Ribbons over fur, about as long as it. */
function furWisps(
  shared: SharedUniforms,
  fur: THREE.Mesh,
  hair: Pick<PersonSpec["hair"], "colour" | "length" | "disorder">,
  count: number,
  seed: number,
): THREE.Mesh {
  const look = {
    count,
    length: 0.25 + 0.9 * hair.length,
    width: 0.09,
    disorder: 0.25 + 0.5 * hair.disorder,
    lift: 0.6,
  };
  return wisps(shared, furCoat(fur.geometry), hair.colour, look, seed);
}

/** Roots of wisps lie at this share of the fur's height. */
const ROOTS = 0.5;

/** The middle of fur. */
function furCoat(fur: THREE.BufferGeometry): Coat {
  const triangles = fur.getIndex()?.array ?? [];
  const shell = fur.getAttribute("shell");
  const growth = fur.getAttribute("uv");
  const from = triangles.findIndex((corner) => shell.getW(corner) >= ROOTS);
  const to = triangles.findIndex(
    (corner, k) => k > from && shell.getW(corner) > shell.getW(triangles[from] ?? 0),
  );
  return {
    position: fur.getAttribute("position").array,
    normal: fur.getAttribute("normal").array,
    strand: fur.getAttribute("strand").array,
    density: (vertex) => growth.getX(vertex) ** 2,
    triangles: triangles.slice(from, to),
  };
}

/** Strips of hair; their `strand` runs up to the roots. */
function stripCoat(strips: THREE.BufferGeometry): Coat {
  const strand = strips.getAttribute("strand").array;
  return {
    position: strips.getAttribute("position").array,
    normal: strips.getAttribute("normal").array,
    strand: Float32Array.from(strand, (value) => -value),
    density: () => 1,
    triangles: strips.getIndex()?.array ?? [],
  };
}

function wisps(
  shared: SharedUniforms,
  coat: Coat,
  tint: PersonSpec["hair"]["colour"],
  look: WispLook,
  seed: number,
): THREE.Mesh {
  const geometry = wispGeometry(coat, look, randomFrom(seed));
  const made = mesh(geometry, surface(shared, { tint, wisps: true }), { casts: false });
  made.layers.set(SEE_THROUGH_LAYER);
  return made;
}

/** The least radius of what fur grows on, the jaw's, centimetres. */
const ROUNDNESS = 5;

/** The layers as they are drawn, then the solid that they amount to. */
function layers(
  { shared, model, resting, normals }: Scalp,
  growth: Growth,
  hair: PersonSpec["hair"],
  count: number,
  seed: number,
): [seen: THREE.Mesh, solid: THREE.Mesh] {
  const material = surface(shared, { albedo: hairlineTexture(), tint: hair.colour, fur: 20 });
  const { fur, bulk } = hairGeometry(model, resting, normals, growth, hair, count, seed);
  const seen = mesh(fur, material, { casts: false });
  seen.layers.set(SEE_THROUGH_LAYER);
  // Fur that stands off the far side is seen past the head's outline, the farther the longer it is.
  facesOut(seen, -Math.sqrt(1 - (ROUNDNESS / (ROUNDNESS + hair.length)) ** 2));
  const solid = mesh(bulk, material);
  solid.layers.set(BULK_LAYER);
  solid.layers.enable(SHADOW_LAYER);
  solid.layers.enable(COVER_LAYER);
  return [seen, solid];
}
