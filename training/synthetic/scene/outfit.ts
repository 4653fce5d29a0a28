// Clothes, belt, glasses, mask, hat, scarf and hands of a person, posed with the head.

import * as THREE from "three";
import { mixSeed } from "../../../src/math/random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { cacheLast } from "./cache.ts";
import { paintCloth } from "./cloth.ts";
import { beltGeometry, beltRingGeometry, collarGeometry, shirtGeometry } from "./clothing.ts";
import { type GlassesModel, glasses, mask, radiusOverSkin } from "./faceWear.ts";
import { type HandModels, handsAt } from "./hands.ts";
import { type HeadModel, withExpression } from "./headModel.ts";
import { hat, scarf } from "./headwear.ts";
import { COVER_LAYER, disposeMeshes, mesh } from "./meshes.ts";
import type { Person, PosedPerson } from "./person.ts";
import { type SharedUniforms, surface } from "./surface.ts";

export interface OutfitAssets {
  readonly head: HeadModel;
  readonly glasses: GlassesModel;
  readonly hands: HandModels;
}

/** The outfit of one person. */
export interface Outfit {
  readonly group: THREE.Group;
  /** Poses it with the person. */
  pose(spec: DriverSpec, posed: PosedPerson): void;
  dispose(): void;
}

/** The part of a specification that determines an outfit, besides the person. */
export function outfitKey({ worn, clothes }: DriverSpec): string {
  return JSON.stringify([worn, clothes]);
}

/** Weights of the mouth are rounded to this step when a mask is fitted. */
const MASK_STEP = 0.1;
/** The vertical axis of scarves, centimetres before the middle of the head. */
const NECK_AXIS = 0;

/** Builds the outfit of a specification. */
export function buildOutfit(
  shared: SharedUniforms,
  assets: OutfitAssets,
  person: Person,
  { seed, worn, clothes, person: { skin } }: DriverSpec,
): Outfit {
  const { resting, placesOf } = person;
  const group = new THREE.Group();
  const onHead = new THREE.Group();
  group.add(onHead);
  const weave = { roughness: 0.9, relief: [0.03, 10], ambient: 0.1 } as const;
  const cloth = surface(shared, { ...weave, albedo: paintCloth(clothes, mixSeed(seed, 7)) });
  const { collar = "band" } = clothes;
  const trimmed = collar === "stand" ? (clothes.accent ?? clothes.colour) : clothes.colour;
  const body = [
    mesh(shirtGeometry(), cloth),
    mesh(collarGeometry(collar), surface(shared, { ...weave, tint: trimmed })),
  ];
  if (clothes.belt) {
    const webbing = { tint: [0.06, 0.06, 0.065], roughness: 0.6, relief: [0.02, 16] } as const;
    const plastic = { tint: [0.03, 0.03, 0.03], roughness: 0.5 } as const;
    body.push(mesh(beltGeometry(), surface(shared, webbing)));
    body.push(mesh(beltRingGeometry(), surface(shared, plastic)));
  }
  for (const part of body) part.layers.enable(COVER_LAYER);
  group.add(...body);
  if (worn.glasses !== "none") {
    onHead.add(glasses(shared, assets.glasses, placesOf(resting), worn.glasses));
  }
  if (worn.hat !== null) onHead.add(hat(shared, resting, worn.hat));
  if (worn.scarf !== null) {
    const skinAt = radiusOverSkin(assets.head, resting, NECK_AXIS);
    onHead.add(scarf(shared, worn.scarf, placesOf(resting), skinAt, NECK_AXIS));
  }
  const maskOf = cacheLast<THREE.Group>((made) => {
    onHead.remove(made);
    disposeMeshes(made);
  });
  let hands = new THREE.Group();
  return {
    group,
    pose: (spec, posed) => {
      const { mask: colour } = worn;
      const mouth = mouthWeights(spec.posture.expression);
      if (colour !== null) {
        const made = maskOf(JSON.stringify(mouth), () => {
          const shaped = withExpression(assets.head, resting, mouth);
          return mask(shared, assets.head, shaped, placesOf(shaped), colour);
        });
        onHead.add(made);
      }
      group.position.copy(posed.place);
      onHead.matrixAutoUpdate = false;
      onHead.matrix.copy(posed.onHead);
      group.remove(hands);
      disposeMeshes(hands);
      const { expression } = spec.posture;
      const shaped = withExpression(assets.head, resting, expression);
      hands = handsAt(shared, assets.hands, spec.hands, placesOf(shaped), posed.onHead, {
        skin: skin.colour,
        sleeve: clothes.colour,
      });
      group.add(hands);
    },
    dispose: () => disposeMeshes(group),
  };
}

/** Rounded expression weights that shape the skin under a mask; a mask is fitted for each new set. */
function mouthWeights(expression: Readonly<Record<string, number>>): Record<string, number> {
  const weights = Object.entries(expression).filter(([name]) => /^(jaw|mouth|cheek)/.test(name));
  return Object.fromEntries(
    weights.map(([name, weight]) => [name, Math.round(weight / MASK_STEP) * MASK_STEP]),
  );
}
