// The driver: head, hair, clothes and what is worn, assembled and posed for one picture.

import * as THREE from "three";
import { mixSeed } from "../../random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { headRotation, turnHead } from "./camera.ts";
import { beltGeometry, neckbandGeometry, shirtGeometry } from "./clothing.ts";
import { paintEye, paintLashes } from "./eyes.ts";
import { hairGeometry, hairlineTexture } from "./hair.ts";
import { type HeadModel, type HeadPart, headPart, shapeHead, smoothNormals } from "./headModel.ts";
import { BULK_LAYER, mesh, partGeometry, SEE_THROUGH_LAYER, SHADOW_LAYER } from "./meshes.ts";
import { paintFace } from "./skinPaint.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { type GlassesModel, glasses, type Landmarks, mask } from "./worn.ts";

export interface DriverScene {
  readonly group: THREE.Group;
  /** The 68 landmarks in car axes. */
  readonly landmarks: readonly THREE.Vector3[];
}

/** Builds the driver of a specification as the given camera poses it. */
export function driver(
  shared: SharedUniforms,
  model: HeadModel,
  glassesModel: GlassesModel,
  spec: DriverSpec,
  camera: THREE.Camera,
): DriverScene {
  const { person, worn, posture } = spec;
  const shaped = shapeHead(model, person.identity, posture.expression);
  const rotation = headRotation(camera, posture);
  const posed = shaped.slice();
  turnHead(posed, model.neutral, rotation);
  const normals = smoothNormals(posed, model.polygons);
  const group = new THREE.Group();
  const add = (part: string, material: THREE.Material, casts = true) => {
    const geometry = partGeometry(
      withoutShoulders(headPart(model, part), model.neutral),
      posed,
      normals,
    );
    const made = mesh(geometry, material, { casts });
    group.add(made);
    return made;
  };

  const skin = {
    roughness: person.skin.roughness,
    reflectance: 0.028,
    bleed: [0.32, 0.12, 0.07],
    relief: [0.006, 11],
    ambient: 0.12,
  } as const;
  add(
    "M_Face",
    surface(shared, { ...skin, albedo: paintFace(model, person, mixSeed(spec.seed, 1)) }),
  );
  add("M_BackHead", surface(shared, { ...skin, tint: person.skin.colour }));
  const eye = surface(shared, {
    albedo: paintEye(model, person.iris, mixSeed(spec.seed, 2)),
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
    albedo: paintLashes(mixSeed(spec.seed, 3)),
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
    const hair = hairGeometry(model, posed, normals, person.hair, mixSeed(spec.seed, 4));
    const fur = mesh(hair.fur, material, { casts: false });
    fur.layers.set(SEE_THROUGH_LAYER);
    const bulk = mesh(hair.bulk, material, { casts: false });
    bulk.layers.set(BULK_LAYER);
    bulk.layers.enable(SHADOW_LAYER);
    group.add(fur, bulk);
  }

  const cloth = surface(shared, {
    tint: spec.clothes.colour,
    roughness: 0.9,
    relief: [0.03, 10],
    ambient: 0.1,
  });
  group.add(mesh(shirtGeometry(), cloth), mesh(neckbandGeometry(), cloth));
  if (spec.clothes.belt) {
    group.add(
      mesh(
        beltGeometry(),
        surface(shared, { tint: [0.09, 0.09, 0.1], roughness: 0.6, relief: [0.02, 16] }),
      ),
    );
  }

  const local: Landmarks = (index) =>
    new THREE.Vector3().fromArray(shaped, 3 * (model.landmarks[index] as number));
  const onHead = new THREE.Group();
  if (worn.glasses !== "none") {
    const colour =
      worn.glasses === "sun" ? ([0.012, 0.012, 0.014] as const) : ([0.03, 0.025, 0.02] as const);
    onHead.add(glasses(shared, glassesModel, local, worn.glasses, colour));
  }
  if (worn.mask !== null) onHead.add(mask(shared, model, shaped, local, worn.mask));
  const pivot = new Float32Array(3);
  turnHead(pivot, new Float32Array([0, 20, 0]), rotation);
  onHead.quaternion.copy(rotation);
  onHead.position.fromArray(pivot);
  group.add(onHead);
  const landmarks = model.landmarks.map((vertex) =>
    new THREE.Vector3().fromArray(posed, 3 * vertex),
  );
  return { group, landmarks };
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
