// Eyes: eyeballs rotated around their centres, lids that close completely and follow the gaze.

import * as THREE from "three";
import { solveSymmetric } from "../../../src/math/cholesky.ts";
import type { PostureSpec } from "../driverSpec.ts";
import { addShape, type HeadModel, headPart, MODEL_PITCH } from "./headModel.ts";

/** Radius of a human iris, centimetres (11.7 mm across). */
export const IRIS_RADIUS = 0.6;
/** Gaze in degrees at which the `eyeLook…` shapes of the lids have a weight of 1. */
const LID_RANGE = { up: 30, down: 32, aside: 38 } as const;
/** Distance of the lids from the eyeball, centimetres. */
const LID_CLEARANCE = 0.035;
/** Angle between entries of an eyeball's radius table, degrees. */
const PROFILE_STEP = 5;
/** A vertex that a blink moves by more belongs to the lid, centimetres. */
const LID_MOTION = 0.06;

/** One eye of a person. */
interface Eye {
  readonly side: "L" | "R";
  readonly center: THREE.Vector3;
  readonly radius: number;
  /** Radius of the eyeball by the angle from its axis, in steps of `PROFILE_STEP`; it is larger at the cornea. */
  readonly profile: readonly number[];
  /** Vertices of the eyeball and of the lids. */
  readonly ball: readonly number[];
  readonly lids: readonly number[];
  /** The weight of the blink shape at which the lids meet. */
  readonly closing: number;
}

export type EyeRig = readonly Eye[];

/** Measures the eyes of a person on the neutral head. */
export function eyeRig(model: HeadModel, resting: Float32Array): EyeRig {
  return (["L", "R"] as const).map((side) => {
    const part = headPart(model, side === "L" ? "M_ScleraLeft" : "M_ScleraRight");
    const ball = [...new Set(part.vertices)];
    const blink = model.expressions.get(`eyeBlink_${side}`);
    if (blink === undefined)
      throw new Error(`The head model has no expression "eyeBlink_${side}".`);
    const moved = (vertex: number) =>
      blink.scale * Math.hypot(...[0, 1, 2].map((axis) => blink.values[3 * vertex + axis]));
    const face = new Set(headPart(model, "M_Face").vertices);
    const lids = [...face].filter((vertex) => moved(vertex) > LID_MOTION);
    const shut = resting.slice();
    addShape(shut, blink, 1);
    const open = lidGap(model, resting, side);
    const left = lidGap(model, shut, side);
    const closing = Math.min(1.3, Math.max(1, open / Math.max(0.1, open - left)));
    const sphere = sphereThrough(resting, ball);
    return { side, ...sphere, profile: profileOf(resting, ball, sphere), ball, lids, closing };
  });
}

/** Mean height of the opening between the lids' edges on an unrotated head, centimetres; 0 where they overlap. */
export function lidGap(model: HeadModel, positions: Float32Array, side: "L" | "R"): number {
  const [outer, outerLow, inner, innerLow] = side === "L" ? [43, 47, 44, 46] : [37, 41, 38, 40];
  const height = (index: number) => positions[3 * model.landmarks[index] + 1];
  const gap = height(outer) - height(outerLow) + height(inner) - height(innerLow);
  return Math.max(0, gap / 2);
}

/** Weights of an expression, corrected so that lids close at a blink of 1 and follow the gaze. */
export function lidWeights(
  rig: EyeRig,
  { expression, gaze }: Pick<PostureSpec, "expression" | "gaze">,
): Record<string, number> {
  const weights: Record<string, number> = { ...expression };
  for (const { side, closing } of rig) {
    const blink = expression[`eyeBlink_${side}`] ?? 0;
    weights[`eyeBlink_${side}`] = blink * closing;
    // The more the lids close, the less they follow the gaze.
    const free = 1 - Math.min(1, blink);
    const follow = (name: string, degrees: number, range: number) => {
      weights[`eyeLook${name}_${side}`] = free * Math.min(1, Math.max(0, degrees / range));
    };
    const outward = side === "L" ? gaze.yaw : -gaze.yaw;
    follow("Up", gaze.pitch, LID_RANGE.up);
    follow("Down", -gaze.pitch, LID_RANGE.down);
    follow("Out", outward, LID_RANGE.aside);
    follow("In", -outward, LID_RANGE.aside);
    weights[`eyeWide_${side}`] = free * (expression[`eyeWide_${side}`] ?? 0);
  }
  return weights;
}

/** The rotation of an eyeball to the gaze. */
function eyeTurn(gaze: PostureSpec["gaze"]): THREE.Quaternion {
  return new THREE.Quaternion().setFromEuler(
    new THREE.Euler(
      -THREE.MathUtils.degToRad(gaze.pitch + MODEL_PITCH),
      THREE.MathUtils.degToRad(gaze.yaw),
      0,
      "YXZ",
    ),
  );
}

/** Centres of the irises' discs on an unrotated head, centimetres: left, right. */
export function irisCentres(rig: EyeRig, gaze: PostureSpec["gaze"]): THREE.Vector3[] {
  const axis = AHEAD.clone().applyQuaternion(eyeTurn(gaze));
  return rig.map(({ center, radius }) =>
    center.clone().addScaledVector(axis, Math.sqrt(radius ** 2 - IRIS_RADIUS ** 2)),
  );
}

/** Rotates the eyeballs of a head to the gaze and moves the lids off them, in place. */
export function turnEyes(positions: Float32Array, rig: EyeRig, gaze: PostureSpec["gaze"]): void {
  const turn = eyeTurn(gaze);
  const point = new THREE.Vector3();
  const axis = AHEAD.clone().applyQuaternion(turn);
  for (const { center, profile, ball, lids } of rig) {
    for (const vertex of ball) {
      point
        .fromArray(positions, 3 * vertex)
        .sub(center)
        .applyQuaternion(turn)
        .add(center);
      point.toArray(positions, 3 * vertex);
    }
    for (const vertex of lids) {
      point.fromArray(positions, 3 * vertex).sub(center);
      const least = radiusAt(profile, point.angleTo(axis)) + LID_CLEARANCE;
      if (point.length() >= least) continue;
      point
        .setLength(least)
        .add(center)
        .toArray(positions, 3 * vertex);
    }
  }
}

/** Gaze of the neutral head. */
const AHEAD = new THREE.Vector3(0, 0, 1);

/** Measures the radius of an eyeball by the angle from its axis. */
function profileOf(
  resting: Float32Array,
  ball: readonly number[],
  { center, radius }: { readonly center: THREE.Vector3; readonly radius: number },
): number[] {
  const profile = new Array<number>(Math.ceil(180 / PROFILE_STEP) + 3).fill(radius);
  const point = new THREE.Vector3();
  for (const vertex of ball) {
    point.fromArray(resting, 3 * vertex).sub(center);
    const at = THREE.MathUtils.radToDeg(point.angleTo(AHEAD)) / PROFILE_STEP;
    // A vertex also counts for neighbouring angles, so that edges between lid vertices clear it too.
    for (let index = Math.max(0, Math.floor(at) - 1); index <= Math.floor(at) + 2; index++) {
      profile[index] = Math.max(profile[index], point.length());
    }
  }
  return profile;
}

function radiusAt(profile: readonly number[], radians: number): number {
  const at = THREE.MathUtils.radToDeg(radians) / PROFILE_STEP;
  const index = Math.floor(at);
  return THREE.MathUtils.lerp(profile[index], profile[index + 1], at - index);
}

/** The sphere through points, by least squares of |p|² = 2 c·p + (r² − |c|²). */
function sphereThrough(
  positions: Float32Array,
  vertices: readonly number[],
): { readonly center: THREE.Vector3; readonly radius: number } {
  const normal = new Float64Array(16);
  const right = new Float64Array(4);
  for (const vertex of vertices) {
    const p = [0, 1, 2].map((axis) => positions[3 * vertex + axis]);
    const row = [...p.map((value) => 2 * value), 1];
    const square = p.reduce((sum, value) => sum + value * value, 0);
    row.forEach((a, i) => {
      right[i] = right[i] + a * square;
      row.forEach((b, j) => {
        normal[4 * i + j] = normal[4 * i + j] + a * b;
      });
    });
  }
  const solved = solveSymmetric(normal, right);
  if (solved === null) throw new Error("The head model's eyeball is not a sphere.");
  const [x = 0, y = 0, z = 0, rest = 0] = solved;
  return {
    center: new THREE.Vector3(x, y, z),
    radius: Math.sqrt(rest + x * x + y * y + z * z),
  };
}
