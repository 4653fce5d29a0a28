// Hair and beard of a person: layers of fur, strips over the scalp, and ribbons on both.

import type * as THREE from "three";
import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import type { PersonSpec } from "../driverSpec.ts";
import { beardGrowth, type Growth, hairGeometry, hairlineTexture, scalpGrowth } from "./hair.ts";
import { fitHair } from "./hairMesh.ts";
import { type Coat, hairRibbonGeometry, type RibbonOptions } from "./hairRibbons.ts";
import type { HeadModel } from "./headModel.ts";
import { COVER_LAYER, mesh, SEE_THROUGH_LAYER, SHADOW_LAYER, SOLID_LAYER } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { cullBackFaces } from "./visibleTriangles.ts";

/** Vertices and normals of the neutral head that hair grows on. */
export interface Scalp {
  readonly shared: SharedUniforms;
  readonly model: HeadModel;
  readonly resting: Float32Array;
  readonly normals: Float32Array;
}

/** Layers of visible hair, of hair below a hat or mesh, and of beards. */
const LAYERS = 9;
const SHADE_LAYERS = 3;
const BEARD_LAYERS = 6;
/** Largest length of cropped hair under a hat, centimetres. */
const UNDER_HAT = 0.5;

/** Hair in head axes. @param strips the hair mesh, null for cropped hair. @param flat under a hat. */
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
    const over = furRibbons(scalp.shared, seen, grown, flat ? 300 : 1300, mixSeed(seed, 1));
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
    ribbons(scalp.shared, stripCoat(fitted), hair.colour, look, mixSeed(seed, 1)),
  ];
}

/** A beard in head axes; it does not hide landmarks. */
export function beard(scalp: Scalp, { beard: spec, hair }: PersonSpec, seed: number): THREE.Mesh[] {
  // Beards are slightly lighter and redder than the hair of the head.
  const [r, g, b] = hair.colour;
  const colour = [1.35 * r + 0.008, 1.2 * g + 0.004, 1.1 * b + 0.003] as const;
  const grown = { ...hair, colour, length: spec.length, disorder: 0.7 };
  const [seen] = layers(scalp, beardGrowth(spec.fullness), grown, BEARD_LAYERS, seed);
  return [seen, furRibbons(scalp.shared, seen, grown, 900, mixSeed(seed, 1))];
}

/** Ribbons over fur, of about its length. */
function furRibbons(
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
  return ribbons(shared, furCoat(fur.geometry), hair.colour, look, seed);
}

/** Height of the roots of ribbons, as a share of the fur's height. */
const ROOTS = 0.5;

/** The coat of ribbons over fur. */
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

/** The coat of ribbons over strips, whose `strand` points to the roots. */
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

function ribbons(
  shared: SharedUniforms,
  coat: Coat,
  tint: PersonSpec["hair"]["colour"],
  look: RibbonOptions,
  seed: number,
): THREE.Mesh {
  const geometry = hairRibbonGeometry(coat, look, randomFrom(seed));
  const made = mesh(geometry, surface(shared, { tint, ribbons: true }), { casts: false });
  made.layers.set(SEE_THROUGH_LAYER);
  return made;
}

/** Smallest radius of a surface with fur, that of the jaw, centimetres. */
const ROUNDNESS = 5;

/** Meshes of the drawn layers and of their solid. */
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
  // Longer fur on the far side is visible further beyond the head's outline.
  cullBackFaces(seen, -Math.sqrt(1 - (ROUNDNESS / (ROUNDNESS + hair.length)) ** 2));
  const solid = mesh(bulk, material);
  solid.layers.set(SOLID_LAYER);
  solid.layers.enable(SHADOW_LAYER);
  solid.layers.enable(COVER_LAYER);
  return [seen, solid];
}
