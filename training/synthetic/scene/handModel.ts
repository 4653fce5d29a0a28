// A rigged hand: loads it, bends its fingers, colours its skin.

import * as THREE from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";

/** Centimetres per unit of the files. */
const UNIT = 100;
const FINGERS = ["index-finger", "middle-finger", "ring-finger", "pinky-finger"] as const;
const PHALANXES = ["phalanx-proximal", "phalanx-intermediate", "phalanx-distal"] as const;

/** A hand at rest, centimetres: fingers along −y, the thumb towards −z. */
export interface HandModel {
  readonly geometry: THREE.BufferGeometry;
  /** Positions of the joints by name. */
  readonly joints: ReadonlyMap<string, THREE.Vector3>;
  readonly jointNames: readonly string[];
  /** Sign of x on the palm's side: 1 for the left hand, −1 for the right. */
  readonly palmSide: 1 | -1;
}

/** Loads a hand. @throws when the file contains no skinned mesh. */
export async function loadHand(address: string, side: "left" | "right"): Promise<HandModel> {
  const { scene } = await new GLTFLoader().loadAsync(address);
  let skinned: THREE.SkinnedMesh | undefined;
  scene.traverse((object) => {
    if (object instanceof THREE.SkinnedMesh) skinned = object;
  });
  if (skinned === undefined) throw new Error(`${address} contains no rigged hand.`);
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

/**
 * Geometry of the hand with bent fingers: `curl` 0 straight … 1 a fist; the thumb bends by a third. It has `tone`, the
 * variation of skin colour on a hand.
 *
 * @param ease any number; makes the fingers differ from each other.
 */
export function bentHand(model: HandModel, curl: number, ease: number): THREE.BufferGeometry {
  const { joints, palmSide } = model;
  const moves = new Map<string, THREE.Matrix4>();
  // Centre of the fist: fingers bend around z, the thumb across the palm.
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
    // Fingers differ slightly and are spread a little.
    const own = 1 + 0.3 * Math.sin(ease + 1.9 * k);
    const fan = 0.05 * (k - 1.2) * (1 + Math.sin(2.3 * ease)) * (1 - Math.min(1, curl));
    const axis = across
      .clone()
      .add(new THREE.Vector3(palmSide * fan * 2, 0, 0))
      .normalize();
    chain(names, axis, [(1.25 + 0.08 * k) * own, 1.55 * own, 0.9 * own, 0]);
  });
  chain(
    ["thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal", "thumb-tip"],
    new THREE.Vector3(0.2, 0.5, 0.6 * palmSide).normalize(),
    [0.25, 0.3, 0.3, 0],
  );
  const bent = skinnedGeometry(model, moves);
  bent.setAttribute("tone", new THREE.BufferAttribute(handTones(model), 3));
  return bent;
}

/** Colour factors of each vertex: redder knuckles and fingertips, paler palm and nails. */
function handTones({ geometry, joints, palmSide }: HandModel): Float32Array {
  const position = geometry.getAttribute("position");
  const normal = geometry.getAttribute("normal");
  const out = new Float32Array(position.count * 3);
  const place = new THREE.Vector3();
  const spots = [...joints].map(([name, at]) => ({
    at,
    tip: name.endsWith("tip"),
    knuckle: name.includes("phalanx"),
  }));
  for (let i = 0; i < position.count; i++) {
    place.fromBufferAttribute(position, i);
    const facing = palmSide * normal.getX(i);
    const palm = THREE.MathUtils.smoothstep(facing, -0.1, 0.6);
    const back = THREE.MathUtils.smoothstep(-facing, 0.1, 0.7);
    let red = 0.25 * palm;
    let nail = 0;
    for (const { at, tip, knuckle } of spots) {
      const near = Math.max(0, 1 - place.distanceTo(at) / 1.2);
      if (tip) {
        red = Math.max(red, 0.7 * near * (1 - back));
        nail = Math.max(nail, near * back);
      } else if (knuckle) red = Math.max(red, near * (0.3 + 0.7 * back));
    }
    const mottled = 1 + 0.07 * Math.sin(2.1 * place.y + 1.3 * place.z) * Math.sin(1.7 * place.z);
    const light = mottled * (0.9 + 0.15 * palm + 0.25 * Math.min(1, 2 * nail));
    out.set([light * (1 + 0.06 * red), light * (1 - 0.16 * red), light * (1 - 0.2 * red)], 3 * i);
  }
  return out;
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
  bent.setIndex(geometry.getIndex()?.clone() ?? null);
  bent.computeVertexNormals();
  return bent;
}
