// The driver: built once a person (textures, hair, clothes, what is worn), posed anew for every picture.

import * as THREE from "three";
import { mixSeed } from "../../random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { headRotation, turnHead } from "./camera.ts";
import { beltGeometry, neckbandGeometry, shirtGeometry } from "./clothing.ts";
import { eyeRig, lidWeights, turnEyes } from "./eyeRig.ts";
import { paintEye, paintLashes } from "./eyes.ts";
import { hairGeometry, hairlineTexture } from "./hair.ts";
import {
  type HeadModel,
  type HeadPart,
  headPart,
  shapeIdentity,
  smoothNormals,
  withExpression,
} from "./headModel.ts";
import {
  BULK_LAYER,
  COVER_LAYER,
  disposeMeshes,
  HEAD_LAYER,
  mesh,
  type PartMesh,
  partMesh,
  SEE_THROUGH_LAYER,
  SHADOW_LAYER,
} from "./meshes.ts";
import { paintFace } from "./skinPaint.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { type GlassesModel, glasses, type Landmarks, mask } from "./worn.ts";

/** What drivers are built from. */
export interface DriverAssets {
  readonly head: HeadModel;
  readonly glasses: GlassesModel;
}

/** The geometry of one posed driver. */
export interface PosedDriver {
  /** The 68 landmarks in car axes, centimetres. */
  readonly landmarks: readonly THREE.Vector3[];
  /** The head's own upward axis in car axes, a unit vector. */
  readonly up: THREE.Vector3;
}

/** One person with what they wear. */
export interface Driver {
  readonly group: THREE.Group;
  /** Moves the driver into a specification's posture before its camera. */
  pose(spec: DriverSpec, camera: THREE.Camera): PosedDriver;
  dispose(): void;
}

/** What of a specification a driver is built from: while this text stays, only posing is needed. */
export function driverKey({ seed, person, worn, clothes }: DriverSpec): string {
  return JSON.stringify([seed, person, worn, clothes]);
}

/** Mask cloth is fitted to the jaw in steps of this weight of `jawOpen`. */
const JAW_STEP = 0.08;

/** Builds the driver of a specification. */
export function buildDriver(
  shared: SharedUniforms,
  assets: DriverAssets,
  { seed, person, worn, clothes }: DriverSpec,
): Driver {
  const model = assets.head;
  const resting = shapeIdentity(model, person.identity);
  const rig = eyeRig(model, resting);
  const group = new THREE.Group();
  const onHead = new THREE.Group();
  group.add(onHead);
  const parts: PartMesh[] = [];
  const add = (part: string, material: THREE.Material, casts = true) => {
    const made = partMesh(withoutShoulders(headPart(model, part), model.neutral), material, {
      casts,
    });
    parts.push(made);
    group.add(made.mesh);
    return made.mesh;
  };

  const skin = {
    roughness: person.skin.roughness,
    reflectance: 0.028,
    bleed: [0.32, 0.12, 0.07],
    relief: [0.006, 11],
    ambient: 0.12,
  } as const;
  const face = surface(shared, { ...skin, albedo: paintFace(model, person, mixSeed(seed, 1)) });
  add("M_Face", face).layers.enable(HEAD_LAYER);
  add("M_BackHead", surface(shared, { ...skin, tint: person.skin.colour })).layers.enable(
    HEAD_LAYER,
  );
  const eye = surface(shared, {
    albedo: paintEye(model, person.iris, mixSeed(seed, 2)),
    roughness: 0.25,
    reflectance: 0.035,
    mirror: 0.5,
    bleed: [0.2, 0.12, 0.1],
  });
  add("M_ScleraLeft", eye, false);
  add("M_ScleraRight", eye, false);
  add("M_Teeth", surface(shared, { tint: [0.62, 0.55, 0.44], roughness: 0.3 }), false);
  add("M_GumsTongue", surface(shared, { tint: [0.32, 0.09, 0.08], roughness: 0.4 }));
  const lashes = surface(shared, {
    albedo: paintLashes(mixSeed(seed, 3)),
    opacity: 0.8,
    roughness: 1,
    reflectance: 0,
  });
  add("M_EyeLashes", lashes, false).layers.set(SEE_THROUGH_LAYER);

  if (person.hair.length > 0) {
    const material = surface(shared, {
      albedo: hairlineTexture(),
      tint: person.hair.colour,
      fur: 13,
    });
    const normals = smoothNormals(resting, model.polygons);
    const hair = hairGeometry(model, resting, normals, person.hair, mixSeed(seed, 4));
    const fur = mesh(hair.fur, material, { casts: false });
    fur.layers.set(SEE_THROUGH_LAYER);
    const bulk = mesh(hair.bulk, material, { casts: false });
    bulk.layers.set(BULK_LAYER);
    bulk.layers.enable(SHADOW_LAYER);
    bulk.layers.enable(COVER_LAYER);
    onHead.add(fur, bulk);
  }

  const cloth = surface(shared, {
    tint: clothes.colour,
    roughness: 0.9,
    relief: [0.03, 10],
    ambient: 0.1,
  });
  const body = [mesh(shirtGeometry(), cloth), mesh(neckbandGeometry(), cloth)];
  if (clothes.belt) {
    const webbing = { tint: [0.09, 0.09, 0.1], roughness: 0.6, relief: [0.02, 16] } as const;
    body.push(mesh(beltGeometry(), surface(shared, webbing)));
  }
  for (const part of body) part.layers.enable(COVER_LAYER);
  group.add(...body);

  const placesOf =
    (positions: Float32Array): Landmarks =>
    (index) =>
      new THREE.Vector3().fromArray(positions, 3 * (model.landmarks[index] as number));
  if (worn.glasses !== "none") {
    onHead.add(glasses(shared, assets.glasses, placesOf(resting), worn.glasses));
  }
  const masks = new Map<number, THREE.Group>();
  const maskAt = (jaw: number, colour: readonly [number, number, number]) => {
    const step = Math.round(jaw / JAW_STEP);
    const known = masks.get(step);
    if (known !== undefined) return known;
    const shaped = withExpression(model, resting, { jawOpen: step * JAW_STEP });
    const made = mask(shared, model, shaped, placesOf(shaped), colour);
    masks.set(step, made);
    return made;
  };

  return {
    group,
    pose: ({ posture }, camera) => {
      const posed = withExpression(model, resting, lidWeights(rig, posture));
      turnEyes(posed, rig, posture.gaze);
      const rotation = headRotation(camera, posture);
      turnHead(posed, model.neutral, rotation);
      const normals = smoothNormals(posed, model.polygons);
      for (const part of parts) part.update(posed, normals);
      onHead.remove(...masks.values());
      if (worn.mask !== null) {
        onHead.add(maskAt(posture.expression["jawOpen"] ?? 0, worn.mask));
      }
      const pivot = new Float32Array(3);
      turnHead(pivot, new Float32Array([0, 20, 0]), rotation);
      onHead.quaternion.copy(rotation);
      onHead.position.fromArray(pivot);
      group.position.set(...(posture.place ?? [0, 0, 0]));
      group.updateMatrixWorld();
      const at = placesOf(posed);
      return {
        landmarks: model.landmarks.map((_, index) => at(index).add(group.position)),
        up: new THREE.Vector3(0, 1, 0).applyQuaternion(rotation),
      };
    },
    dispose: () => {
      onHead.add(...masks.values());
      disposeMeshes(group);
    },
  };
}

/** The model's bust ends in shoulders that would stick out of any shirt: the shirt brings its own. */
function withoutShoulders(part: HeadPart, neutral: Float32Array): HeadPart {
  const shoulder = (corner: number) => {
    const at = 3 * (part.vertices[corner] as number);
    return (neutral[at + 1] as number) < -10.8 && Math.abs(neutral[at] as number) > 6.6;
  };
  const kept: number[] = [];
  for (let t = 0; t < part.triangles.length; t += 3) {
    const corners = part.triangles.slice(t, t + 3);
    if (!corners.some(shoulder)) kept.push(...corners);
  }
  return { ...part, triangles: Uint32Array.from(kept) };
}
