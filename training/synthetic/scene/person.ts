// A person: head, eyes and hair, built once and posed for every image.

import * as THREE from "three";
import { mixSeed } from "../../../src/math/random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { headRotation, turnHead } from "./camera.ts";
import type { Radiance } from "./daylight.ts";
import { eyeRig, irisCentres, lidWeights, turnEyes } from "./eyeRig.ts";
import { paintEye, paintLashes } from "./eyes.ts";
import type { Landmarks } from "./faceWear.ts";
import { beard, hairdo } from "./hairdo.ts";
import {
  type HeadModel,
  type HeadPart,
  headPart,
  shapeIdentity,
  smoothNormals,
  withExpression,
} from "./headModel.ts";
import {
  disposeMeshes,
  filterTriangles,
  HEAD_LAYER,
  type PartMesh,
  partMesh,
  SEE_THROUGH_LAYER,
} from "./meshes.ts";
import { paintFace } from "./skinPaint.ts";
import { type SkyView, skyShares } from "./skyLight.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { CLOSED, cullBackFaces } from "./visibleTriangles.ts";

export interface PersonAssets {
  readonly head: HeadModel;
  readonly skyView: SkyView;
  /** The hair mesh, null for cropped hair. */
  readonly hair: THREE.BufferGeometry | null;
}

/** The geometry of a posed person, in car axes (centimetres). */
export interface PosedPerson {
  /** The 68 landmarks. */
  readonly landmarks: readonly THREE.Vector3[];
  /** Centres of the left and the right iris. */
  readonly irises: readonly THREE.Vector3[];
  /** The head's upward axis, a unit vector. */
  readonly up: THREE.Vector3;
  /** Offset of the whole person. */
  readonly place: THREE.Vector3;
  /** From head axes to car axes, without the offset. */
  readonly onHead: THREE.Matrix4;
}

/** One person. */
export interface Person {
  readonly group: THREE.Group;
  /** All vertices of the neutral head, in head axes. */
  readonly resting: Float32Array;
  /** Landmarks by the vertices of a head. */
  readonly placesOf: (positions: Float32Array) => Landmarks;
  /** Poses the person by a specification. */
  pose(spec: DriverSpec, camera: THREE.Camera, radiance: Radiance): PosedPerson;
  dispose(): void;
}

/** The part of a specification that determines a person; while it stays the same, only posing is needed. */
export function personKey({ seed, person, worn, image, light }: DriverSpec): string {
  return JSON.stringify([seed, person, worn.hat !== null, textureSide(image), shining(light)]);
}

function shining({ lamp }: DriverSpec["light"]): boolean {
  return lamp.strength > 0 && lamp.pupils === "bright";
}

function textureSide({ height }: DriverSpec["image"]): number {
  return height > 400 ? 1024 : 512;
}

/** Teeth and tongue are drawn from this distance of the lips, centimetres. */
const MOUTH_OPEN = 0.12;

/** Builds the person of a specification. */
export function buildPerson(
  shared: SharedUniforms,
  assets: PersonAssets,
  { seed, person, worn, image, light }: DriverSpec,
): Person {
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
    reflectance: 0.022,
    bleed: [0.32, 0.12, 0.07],
    relief: [0.006, 11],
    ambient: 0.12,
    shaded: true,
  } as const;
  const face = surface(shared, {
    ...skin,
    albedo: paintFace(model, person, textureSide(image), mixSeed(seed, 1)),
  });
  const back = surface(shared, { ...skin, tint: person.skin.colour });
  const head = [add("M_Face", face), add("M_BackHead", back)];
  for (const part of head) part.layers.enable(HEAD_LAYER);
  const eye = surface(shared, {
    albedo: paintEye(model, person.iris, shining(light), mixSeed(seed, 2)),
    roughness: 0.25,
    reflectance: 0.035,
    mirror: 0.5,
    bleed: [0.2, 0.12, 0.1],
    shaded: true,
  });
  for (const part of ["M_ScleraLeft", "M_ScleraRight"])
    cullBackFaces(add(part, eye, false), CLOSED);
  // Sky visibility is tabulated for a closed mouth, so its inside is lit from all around.
  const inside = { shaded: true, ambient: 0.16 } as const;
  const teeth = { tint: [0.5, 0.44, 0.36], roughness: 0.3, ...inside } as const;
  const gums = { tint: [0.36, 0.11, 0.1], roughness: 0.4, ...inside } as const;
  const mouth = [
    add("M_Teeth", surface(shared, teeth), false),
    add("M_GumsTongue", surface(shared, gums), false),
  ];
  const lashes = surface(shared, {
    albedo: paintLashes(mixSeed(seed, 3)),
    opacity: 0.8,
    roughness: 1,
    reflectance: 0,
    blend: true,
  });
  add("M_EyeLashes", lashes, false).layers.set(SEE_THROUGH_LAYER);

  const normals = smoothNormals(resting, model.polygons);
  const grow = { shared, model, resting, normals };
  onHead.add(...hairdo(grow, assets.hair, person.hair, worn.hat !== null, mixSeed(seed, 4)));
  if (person.beard.length > 0) {
    onHead.add(...beard(grow, person, mixSeed(seed, 6)));
  }

  const placesOf =
    (positions: Float32Array): Landmarks =>
    (index) =>
      new THREE.Vector3().fromArray(positions, 3 * model.landmarks[index]);
  const at = (positions: Float32Array, index: number) => placesOf(positions)(index);
  return {
    group,
    resting,
    placesOf,
    pose: ({ posture }, camera, radiance) => {
      const posed = withExpression(model, resting, lidWeights(rig, posture));
      turnEyes(posed, rig, posture.gaze);
      const apart = at(posed, 62).y - at(posed, 66).y > MOUTH_OPEN;
      for (const part of mouth) part.visible = apart;
      // The back of the mouth is the inner side of the head's skin.
      for (const part of head) cullBackFaces(part, apart ? undefined : CLOSED);
      const rotation = headRotation(camera, posture);
      turnHead(posed, model.neutral, rotation);
      tuckNeck(posed, model.neutral);
      const normals = smoothNormals(posed, model.polygons);
      const shares = skyShares(assets.skyView, radiance, rotation);
      for (const part of parts) part.update(posed, normals, shares);
      const [pivot, ...irises] = onTurnedHead(
        [new THREE.Vector3(), ...irisCentres(rig, posture.gaze)],
        rotation,
      );
      onHead.quaternion.copy(rotation);
      onHead.position.copy(pivot);
      onHead.updateMatrix();
      group.position.set(...(posture.place ?? [0, 0, 0]));
      return {
        landmarks: model.landmarks.map((_, index) => at(posed, index).add(group.position)),
        irises: irises.map((iris) => iris.add(group.position)),
        place: group.position,
        up: new THREE.Vector3(0, 1, 0).applyQuaternion(rotation),
        onHead: onHead.matrix,
      };
    },
    dispose: () => disposeMeshes(group),
  };
}

/** Points fixed to the skull after the head's rotation. */
function onTurnedHead(
  points: readonly [THREE.Vector3, ...THREE.Vector3[]],
  rotation: THREE.Quaternion,
): [THREE.Vector3, ...THREE.Vector3[]] {
  const turned = points.map((point) => {
    const at = Float32Array.from(point.toArray());
    turnHead(at, new Float32Array([0, 20, 0]), rotation);
    return new THREE.Vector3().fromArray(at);
  });
  return turned as [THREE.Vector3, ...THREE.Vector3[]];
}

/** Narrows the neck inside the shirt, so that wide necks do not intersect the cloth. In place. */
function tuckNeck(positions: Float32Array, neutral: Float32Array): void {
  for (let i = 0; i < positions.length; i += 3) {
    const over = neutral[i + 1] + 0.36 * (neutral[i + 2] + 3.2) + 10.6;
    if (over > 0.2) continue;
    const share = 1 - 0.25 * Math.min(1, (0.2 - over) / 1.2);
    positions[i] = share * positions[i];
    positions[i + 2] = share * (positions[i + 2] + 1.2) - 1.2;
  }
}

/** Height on the mean head below which the shirt covers the body (slightly lower in front), centimetres. */
const CHEST = -13;

/** Removes the model's shoulders and chest, which would intersect the shirt. */
function withoutShoulders(part: HeadPart, neutral: Float32Array): HeadPart {
  const shoulder = (corner: number) => {
    const at = 3 * part.vertices[corner];
    const y = neutral[at + 1];
    return (
      (y < -10.8 && Math.abs(neutral[at]) > 6.6) || y < CHEST - 0.28 * Math.max(0, neutral[at + 2])
    );
  };
  const kept = filterTriangles(part.triangles, (triangle) => !triangle.some(shoulder));
  return { ...part, triangles: Uint32Array.from(kept) };
}
