// A rigged hand: read from its file, its fingers bent, its palm known.

import * as THREE from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";

/** Centimetres in a unit of the files. */
const UNIT = 100;
const FINGERS = ["index-finger", "middle-finger", "ring-finger", "pinky-finger"] as const;
const PHALANXES = ["phalanx-proximal", "phalanx-intermediate", "phalanx-distal"] as const;

/** A hand at rest, centimetres: fingers along −y, the thumb towards −z. */
export interface HandModel {
  readonly geometry: THREE.BufferGeometry;
  /** Places of the joints by name. */
  readonly joints: ReadonlyMap<string, THREE.Vector3>;
  readonly jointNames: readonly string[];
  /** The sign of x on the palm's side: 1 for the left hand, −1 for the right. */
  readonly palmSide: 1 | -1;
}

/** Reads a hand. @throws when the file holds no skinned mesh. */
export async function loadHand(address: string, side: "left" | "right"): Promise<HandModel> {
  const { scene } = await new GLTFLoader().loadAsync(address);
  let skinned: THREE.SkinnedMesh | undefined;
  scene.traverse((object) => {
    if (object instanceof THREE.SkinnedMesh) skinned = object;
  });
  if (skinned === undefined) throw new Error(`${address} holds no rigged hand.`);
  const geometry = skinned.geometry.clone().scale(UNIT, UNIT, UNIT);
  const { bones } = skinned.skeleton;
  return {
    geometry,
    joints: new Map(bones.map((bone) => [bone.name, bone.position.clone().multiplyScalar(UNIT)])),
    jointNames: bones.map(({ name }) => name),
    palmSide: side === "left" ? 1 : -1,
  };
}

/** The middle of the palm's surface. */
export function palmOf({ joints, palmSide }: HandModel): THREE.Vector3 {
  const at = (name: string) => joints.get(name) ?? new THREE.Vector3();
  const palm = at("wrist").clone().lerp(at("middle-finger-phalanx-proximal"), 0.62);
  palm.x += palmSide * 1.4;
  return palm;
}

/** The hand's geometry with its fingers bent: 0 straight, 1 a fist; the thumb follows by a third. */
export function bentHand(model: HandModel, curl: number): THREE.BufferGeometry {
  const { joints, palmSide } = model;
  const moves = new Map<string, THREE.Matrix4>();
  // The middle of the fist: the fingers bend about z, the thumb across the palm.
  const chain = (names: readonly string[], axis: THREE.Vector3, angles: readonly number[]) => {
    const total = new THREE.Matrix4();
    names.forEach((name, k) => {
      const pivot = joints.get(name);
      if (pivot === undefined) return;
      total.multiply(
        new THREE.Matrix4()
          .makeTranslation(pivot)
          .multiply(new THREE.Matrix4().makeRotationAxis(axis, (angles[k] ?? 0) * curl))
          .multiply(new THREE.Matrix4().makeTranslation(pivot.clone().negate())),
      );
      moves.set(name, total.clone());
    });
  };
  const across = new THREE.Vector3(0, 0, palmSide);
  FINGERS.forEach((finger, k) => {
    const names = [...PHALANXES.map((phalanx) => `${finger}-${phalanx}`), `${finger}-tip`];
    chain(names, across, [1.25 + 0.08 * k, 1.55, 0.9, 0]);
  });
  chain(
    ["thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal", "thumb-tip"],
    new THREE.Vector3(0.2, 0.5, 0.6 * palmSide).normalize(),
    [0.25, 0.3, 0.3, 0],
  );
  return skinnedGeometry(model, moves);
}

function skinnedGeometry(
  { geometry, jointNames }: HandModel,
  moves: ReadonlyMap<string, THREE.Matrix4>,
): THREE.BufferGeometry {
  const bent = new THREE.BufferGeometry();
  const from = geometry.getAttribute("position");
  const joint = geometry.getAttribute("skinIndex");
  const weight = geometry.getAttribute("skinWeight");
  const positions = new Float32Array(from.count * 3);
  const rest = new THREE.Vector3();
  const moved = new THREE.Vector3();
  const sum = new THREE.Vector3();
  for (let i = 0; i < from.count; i++) {
    rest.fromBufferAttribute(from, i);
    sum.set(0, 0, 0);
    for (let k = 0; k < 4; k++) {
      const matrix = moves.get(jointNames[joint.getComponent(i, k)] ?? "");
      moved.copy(rest);
      if (matrix !== undefined) moved.applyMatrix4(matrix);
      sum.addScaledVector(moved, weight.getComponent(i, k));
    }
    sum.toArray(positions, 3 * i);
  }
  bent.setAttribute("position", new THREE.BufferAttribute(positions, 3));
  bent.setAttribute("uv", geometry.getAttribute("uv"));
  bent.setIndex(geometry.getIndex());
  bent.computeVertexNormals();
  return bent;
}
