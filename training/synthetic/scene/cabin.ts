// The cabin: seats, doors, pillars and roof as rounded boxes, and a steering wheel. The windows are gaps.

import * as THREE from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import { mergeGeometries, mergeVertices } from "three/examples/jsm/utils/BufferGeometryUtils.js";
import type { CabinSpec, Colour } from "../driverSpec.ts";
import { mesh } from "./meshes.ts";
import { type SharedUniforms, surface } from "./surface.ts";
import { CLOSED, cullBackFaces } from "./visibleTriangles.ts";
import { steeringWheel } from "./wheel.ts";

type Triple = readonly [number, number, number];

/** Render order: the background comes after driver and car, so that hidden pixels are not shaded. */
const BEHIND = 1;
const FARTHEST = 2;

/** A cabin whose colours and wheel can be changed. */
export interface Cabin {
  readonly group: THREE.Group;
  paint(colours: CabinSpec): void;
}

/** The cabin in car axes: the driver's head at the origin, x to the driver's left, z forward, centimetres. */
export function cabin(shared: SharedUniforms): Cabin {
  const trim = surface(shared, {
    roughness: 0.75,
    relief: [0.02, 9],
    ambient: 0.22,
  });
  const dark = surface(shared, { tint: [0.03, 0.03, 0.032], roughness: 0.6, ambient: 0.2 });
  const lining = surface(shared, {
    roughness: 0.9,
    relief: [0.02, 12],
    ambient: 0.45,
    open: true,
  });
  const seat = surface(shared, {
    roughness: 0.85,
    relief: [0.05, 7],
    ambient: 0.12,
  });
  // Parts are merged by material and kind, because every mesh costs a draw call in every pass.
  const solids = new Map<
    string,
    { material: THREE.Material; casts: boolean; parts: THREE.BufferGeometry[] }
  >();
  const box = (
    material: THREE.Material,
    size: Triple,
    at: Triple,
    radius: number,
    { casts = false, tilt = 0, lean = 0 } = {},
  ) => {
    const key = `${material.id} ${casts}`;
    const solid = solids.get(key) ?? { material, casts, parts: [] };
    solids.set(key, solid);
    const turned = new THREE.Matrix4().makeRotationFromEuler(new THREE.Euler(tilt, 0, lean));
    solid.parts.push(roundedBox(size, radius).applyMatrix4(turned.setPosition(...at)));
  };
  for (const x of [0, -68]) {
    box(seat, [50, 64, 13], [x, -46, -22], 6, { casts: x === 0, tilt: -0.12 });
    box(seat, [11, 60, 17], [x - 22, -46, -20], 5, { tilt: -0.12 });
    box(seat, [11, 60, 17], [x + 22, -46, -20], 5, { tilt: -0.12 });
    box(seat, [26, 19, 10], [x, 3, -20], 4.5, { casts: x === 0 });
    box(dark, [1.3, 14, 1.3], [x - 6, -11, -21], 0.6);
    box(dark, [1.3, 14, 1.3], [x + 6, -11, -21], 0.6);
  }
  // Rear bench, its head restraints and the shelf behind.
  box(seat, [136, 56, 16], [-34, -42, -108], 6);
  for (const x of [-80, -34, 12]) box(seat, [24, 15, 8], [x, -8, -110], 3.5);
  box(dark, [150, 4, 50], [-34, -22, -138], 1);
  for (const side of [1, -1]) {
    const x = side > 0 ? 50 : -118;
    box(trim, [7, 50, 230], [x, -44, -40], 2);
    box(dark, [3, 3, 230], [x - side * 2, -18.5, -40], 1);
    box(trim, [6, 62, 15], [x - side, 6, -34], 2.5, { lean: side * 0.1 });
    box(trim, [6, 60, 24], [x - side * 3, 6, -122], 3, { lean: side * 0.14 });
    box(trim, [6, 8, 240], [x - side * 6, 27, -40], 3);
    box(dark, [5, 60, 3], [x, 4, -76], 1);
  }
  box(lining, [170, 3, 200], [-34, 30, -70], 1);
  box(trim, [150, 8, 6], [-34, 25, -152], 2.5);
  // On the roof: the lamp between the seats, handles over the doors. Nothing is thinner than a centimetre, because
  // narrow triangles would leave bright dots in the image.
  box(dark, [15, 2.4, 11], [-34, 28, -6], 1.1);
  box(trim, [5, 1.2, 3], [-34, 26.8, -6], 0.5);
  for (const x of [42, -110]) {
    box(trim, [1.8, 1.8, 17], [x, 21.5, -12], 0.8);
    for (const z of [-19.5, -4.5]) box(trim, [2.2, 4.5, 2], [x, 23, z], 0.9);
  }
  const wheel = steeringWheel(shared);
  const group = new THREE.Group();
  group.add(wheel.mesh);
  for (const { material, casts, parts } of solids.values()) {
    const made = mesh(mergeGeometries(parts), material, { casts });
    cullBackFaces(made, CLOSED);
    made.renderOrder = BEHIND;
    group.add(made);
  }
  return {
    group,
    paint: (colours) => {
      for (const [material, colour] of [
        [trim, colours.trim],
        [seat, colours.seat],
        [lining, colours.trim.map((value) => 0.24 + 0.55 * value) as unknown as Colour],
      ] as const) {
        const tint = material.uniforms["tint"] as THREE.IUniform<THREE.Vector3>;
        tint.value.set(...colour);
      }
      wheel.place(colours.wheel);
    },
  };
}

/** A rounded box with few vertices, since each one costs time in software rendering. */
function roundedBox(size: Triple, radius: number): THREE.BufferGeometry {
  return mergeVertices(new RoundedBoxGeometry(...size, 2, radius));
}

/** The surroundings of the car. */
export interface Outside {
  readonly mesh: THREE.Mesh;
  /** Sets its rotation around the vertical axis, degrees, and its brightness. */
  show(turn: number, brightness: number): void;
}

/** The environment map on a large sphere. */
export function outside(environment: THREE.Texture): Outside {
  const material = new THREE.ShaderMaterial({
    glslVersion: THREE.GLSL3,
    side: THREE.BackSide,
    depthWrite: false,
    uniforms: {
      environment: { value: environment },
      turn: { value: 0 },
      brightness: { value: 1 },
    },
    vertexShader: /* glsl */ `
      out vec3 towards;
      void main() { towards = position; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`,
    fragmentShader: /* glsl */ `
      in vec3 towards;
      out vec4 result;
      uniform sampler2D environment;
      uniform float turn;
      uniform float brightness;
      void main() {
        vec3 d = normalize(towards);
        vec2 uv = vec2(atan(d.x, d.z) / 6.2831853 + 0.5 + turn, asin(clamp(d.y, -1.0, 1.0)) / 3.14159265 + 0.5);
        result = vec4(textureLod(environment, uv, 0.0).rgb * brightness, 1.0);
      }`,
  });
  const sphere = mesh(new THREE.SphereGeometry(2000, 32, 24), material, { casts: false });
  sphere.renderOrder = FARTHEST;
  return {
    mesh: sphere,
    show: (turn, brightness) => {
      Object.assign(material.uniforms["turn"] ?? {}, { value: turn / 360 });
      Object.assign(material.uniforms["brightness"] ?? {}, { value: brightness });
    },
  };
}
