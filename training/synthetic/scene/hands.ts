// Hands at the head, empty or with a telephone or a cup, and their sleeves.

import * as THREE from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import type { HandPlace, HandSpec } from "../../../drives/moment.ts";
import type { Colour } from "../driverSpec.ts";
import type { Landmarks } from "./faceWear.ts";
import { bentHand, type HandModel, palmOf } from "./handModel.ts";
import { COVER_LAYER, mesh } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";

type Triple = readonly [number, number, number];

/** Pose of a left hand in head axes; right hands are mirrored. */
interface Hold {
  readonly anchor: (head: Landmarks, left: boolean) => THREE.Vector3;
  /** Directions of the palm and of the fingers. */
  readonly palm: Triple;
  readonly fingers: Triple;
  readonly curl: number;
  /** Distance from the middle of the palm to the anchor along the fingers, centimetres. */
  readonly ahead: number;
}

const HOLDS: Readonly<Record<HandPlace, Hold>> = {
  mouth: {
    anchor: (head) => head(62),
    palm: [-0.2, 0.05, -1],
    fingers: [-0.7, 0.7, 0],
    curl: 0.16,
    ahead: 4.5,
  },
  cheek: {
    anchor: (head, left) => head(left ? 13 : 3).lerp(head(left ? 54 : 48), 0.25),
    palm: [-0.8, 0.1, -0.55],
    fingers: [0.05, 1, -0.15],
    curl: 0.22,
    ahead: 1,
  },
  eyes: {
    anchor: (head, left) => head(left ? 43 : 38).lerp(head(left ? 46 : 41), 0.5),
    palm: [-0.25, 0, -1],
    fingers: [-0.45, 0.9, 0],
    curl: 0.3,
    ahead: 6,
  },
  ear: {
    anchor: (head, left) =>
      head(left ? 16 : 0).add(new THREE.Vector3(left ? 1.6 : -1.6, -3.2, -0.8)),
    palm: [-1, 0.05, -0.1],
    fingers: [-0.05, 0.9, -0.3],
    curl: 0.28,
    ahead: 1.5,
  },
  chin: {
    anchor: (head) => head(8).add(new THREE.Vector3(0, 0.3, 0)),
    palm: [-0.1, 0.45, -0.9],
    fingers: [-0.95, 0.3, 0],
    curl: 0.75,
    ahead: 4,
  },
  brow: {
    anchor: (head, left) => head(left ? 24 : 19).add(new THREE.Vector3(0, 2.2, 0)),
    palm: [-0.1, -0.15, -1],
    fingers: [-0.85, 0.5, 0],
    curl: 0.14,
    ahead: 4.5,
  },
};
/** A cup is held upright before the mouth, with the palm at its side. */
const CUP_HOLD: Pick<Hold, "palm" | "fingers" | "curl"> = {
  palm: [-1, 0, 0.1],
  fingers: [-0.1, 0.15, 1],
  curl: 0.5,
};
/** Distance of the palm from the anchor, centimetres: the thickness of fingers or of the held object. */
const THICKNESS = { nothing: 1.2, phone: 1.6, cup: 0 } as const;
const CUP = { radius: 4, height: 11 } as const;
/** Rest position of a left hand and its elbow, in car axes. */
const LAP = new THREE.Vector3(14, -47, 26);
const ELBOW = new THREE.Vector3(27, -44, 14);

export interface HandModels {
  readonly left: HandModel;
  readonly right: HandModel;
}

/** Hands in car axes. @param onHead transform from head to car axes. @param head landmarks in head axes. */
export function handsAt(
  shared: SharedUniforms,
  models: HandModels,
  specs: readonly HandSpec[],
  head: Landmarks,
  onHead: THREE.Matrix4,
  colours: { readonly skin: Colour; readonly sleeve: Colour },
): THREE.Group {
  const group = new THREE.Group();
  for (const spec of specs) {
    if (spec.reach <= 0) continue;
    const model = models[spec.side];
    const hold = spec.holds === "cup" ? { ...HOLDS[spec.at], ...CUP_HOLD } : HOLDS[spec.at];
    const held = new THREE.Group();
    const skin = surface(shared, {
      tint: colours.skin,
      roughness: 0.55,
      reflectance: 0.022,
      bleed: [0.32, 0.12, 0.07],
      relief: [0.02, 6],
      ambient: 0.12,
      toned: true,
    });
    held.add(mesh(bentHand(model, hold.curl, 0.4 * spec.turn + spec.shift[0]), skin));
    held.add(...heldObject(shared, spec.holds, model));
    const place = placement(spec, hold, model, head, onHead);
    held.quaternion.copy(place.quaternion);
    held.position.copy(place.position);
    group.add(held, sleeve(shared, held, model, spec.side, colours));
  }
  group.traverse((object) => object.layers.enable(COVER_LAYER));
  return group;
}

/** Position of a hand: at its place on the head, or on an arc from the lap to there. */
function placement(
  spec: HandSpec,
  hold: Hold,
  model: HandModel,
  head: Landmarks,
  onHead: THREE.Matrix4,
): { readonly position: THREE.Vector3; readonly quaternion: THREE.Quaternion } {
  const left = spec.side === "left";
  const mirror = left ? 1 : -1;
  const towards = ([x, y, z]: Triple) => new THREE.Vector3(mirror * x, y, z).normalize();
  const palm = towards(hold.palm);
  const fingers = towards(hold.fingers);
  fingers.applyAxisAngle(palm, mirror * THREE.MathUtils.degToRad(spec.turn));
  const target = hold.anchor(head, left).add(new THREE.Vector3(...spec.shift));
  if (spec.holds === "cup") {
    // The rim of the cup is at the lips, its middle before and below them; the palm is at its side.
    target.add(new THREE.Vector3(0, -0.35 * CUP.height, CUP.radius + 1.2));
    target.addScaledVector(palm, -CUP.radius - 0.3);
  } else {
    target.addScaledVector(palm, -THICKNESS[spec.holds]).addScaledVector(fingers, -hold.ahead);
  }
  const turned = handRotation(model, palm, fingers);
  const there = new THREE.Matrix4().compose(
    target.sub(palmOf(model).applyQuaternion(turned)),
    turned,
    new THREE.Vector3(1, 1, 1),
  );
  const position = new THREE.Vector3();
  const quaternion = new THREE.Quaternion();
  there.premultiply(onHead).decompose(position, quaternion, new THREE.Vector3());
  const resting = handRotation(
    model,
    new THREE.Vector3(0, -1, 0.1).normalize(),
    new THREE.Vector3(-0.4 * mirror, 0, 1).normalize(),
  );
  const share = THREE.MathUtils.smoothstep(spec.reach, 0, 1);
  const lap = new THREE.Vector3(mirror * LAP.x, LAP.y, LAP.z);
  position.lerpVectors(lap, position, share);
  // The path is in front of the body.
  position.z += 9 * Math.sin(Math.PI * share);
  return { position, quaternion: resting.slerp(quaternion, share) };
}

/** The rotation that points palm and fingers in the given directions. */
function handRotation(
  { palmSide }: HandModel,
  palm: THREE.Vector3,
  fingers: THREE.Vector3,
): THREE.Quaternion {
  const x = palm.clone().multiplyScalar(palmSide);
  const y = fingers.clone().addScaledVector(palm, -fingers.dot(palm)).normalize().negate();
  const z = new THREE.Vector3().crossVectors(x, y);
  return new THREE.Quaternion().setFromRotationMatrix(new THREE.Matrix4().makeBasis(x, y, z));
}

/** The held object, in hand axes. */
function heldObject(
  shared: SharedUniforms,
  holds: HandSpec["holds"],
  model: HandModel,
): THREE.Mesh[] {
  const palm = palmOf(model);
  if (holds === "phone") {
    const made = mesh(
      new RoundedBoxGeometry(0.9, 15, 7.2, 2, 0.4),
      surface(shared, { tint: [0.012, 0.012, 0.014], roughness: 0.25, mirror: 0.4 }),
    );
    made.position.copy(palm).add(new THREE.Vector3(model.palmSide * 0.7, -1, -0.5));
    made.rotation.x = 0.25 * model.palmSide;
    return [made];
  }
  if (holds === "cup") {
    const made = mesh(
      new THREE.CylinderGeometry(CUP.radius - 0.5, CUP.radius, CUP.height, 28),
      surface(shared, { tint: [0.55, 0.5, 0.44], roughness: 0.8, ambient: 0.1 }),
    );
    made.position.copy(palm).add(new THREE.Vector3(model.palmSide * (CUP.radius + 0.3), -0.5, 0));
    // The cup's axis is the direction of the thumb.
    made.rotation.x = Math.PI / 2;
    return [made];
  }
  return [];
}

function sleeve(
  shared: SharedUniforms,
  hand: THREE.Group,
  model: HandModel,
  side: HandSpec["side"],
  colours: { readonly skin: Colour; readonly sleeve: Colour },
): THREE.Group {
  const mirror = side === "left" ? 1 : -1;
  const place = (name: string) =>
    (model.joints.get(name) ?? new THREE.Vector3())
      .clone()
      .applyQuaternion(hand.quaternion)
      .add(hand.position);
  const wrist = place("wrist");
  const along = wrist.clone().sub(place("middle-finger-phalanx-proximal")).normalize();
  const elbow = new THREE.Vector3(mirror * ELBOW.x, ELBOW.y, ELBOW.z);
  const bend = wrist.clone().addScaledVector(along, 6).lerp(elbow, 0.12);
  const curve = new THREE.CatmullRomCurve3([wrist, bend, wrist.clone().lerp(elbow, 0.6), elbow]);
  const group = new THREE.Group();
  const limb = (from: number, to: number, radius: (at: number) => number, colour: Colour) => {
    const geometry = new THREE.TubeGeometry(new PartOf(curve, from, to), 14, 1, 14);
    const frames = geometry.getAttribute("position");
    const centre = new THREE.Vector3();
    const off = new THREE.Vector3();
    for (let i = 0; i < frames.count; i++) {
      const at = from + ((to - from) * Math.floor(i / 15)) / 14;
      curve.getPointAt(at, centre);
      off.fromBufferAttribute(frames, i).sub(centre).setLength(radius(at)).add(centre);
      frames.setXYZ(i, off.x, off.y, off.z);
    }
    geometry.computeVertexNormals();
    const material = surface(shared, {
      tint: colour,
      roughness: 0.8,
      relief: [0.03, 8],
      ambient: 0.1,
    });
    group.add(mesh(geometry, material));
  };
  limb(0, 0.3, (at) => 2.6 + 4 * at, colours.skin);
  limb(0.2, 1, (at) => 3.9 + 2.2 * at, colours.sleeve);
  return group;
}

/** A part of another curve. */
class PartOf extends THREE.Curve<THREE.Vector3> {
  readonly #whole: THREE.Curve<THREE.Vector3>;
  readonly #from: number;
  readonly #to: number;

  constructor(whole: THREE.Curve<THREE.Vector3>, from: number, to: number) {
    super();
    this.#whole = whole;
    this.#from = from;
    this.#to = to;
  }

  override getPoint(t: number, into = new THREE.Vector3()): THREE.Vector3 {
    return this.#whole.getPointAt(this.#from + (this.#to - this.#from) * t, into);
  }
}
