// The one surface shader: every mesh is lit by one directional light a pass and averaged over passes.

import * as THREE from "three";
import { randomFrom } from "../../../src/math/random.ts";
import { FRAGMENT, HARMONICS, VERTEX } from "./surfaceShader.ts";

/** What all surfaces of a scene share; the renderer changes these between passes. */
export interface SharedUniforms {
  readonly [name: string]: THREE.IUniform;
  /** 0..1, spread evenly over the passes: translucency and soft shadows are dithered by it. */
  readonly passSeed: THREE.IUniform<number>;
  readonly lightDirection: THREE.IUniform<THREE.Vector3>;
  readonly lightColour: THREE.IUniform<THREE.Vector3>;
  readonly shadowMatrix: THREE.IUniform<THREE.Matrix4>;
  readonly shadowMap: THREE.IUniform<THREE.Texture | null>;
  /** How strongly the light shines as a spot of its own: 0 when its reflection is the surroundings'. */
  readonly glint: THREE.IUniform<number>;
  /** 1 where the image is taken by an infrared lamp's light, else 0. */
  readonly infrared: THREE.IUniform<number>;
  /** For a lamp beside the camera, the distance (centimetres) at which it shines as said; 0 for far lights. */
  readonly reach: THREE.IUniform<number>;
  /** Irradiance of the smooth part of the sky, as spherical harmonics. */
  readonly sky: THREE.IUniform<THREE.Vector3[]>;
  readonly surroundings: THREE.IUniform<THREE.Texture | null>;
  readonly grain: THREE.IUniform<THREE.Texture>;
}

export interface SurfaceOptions {
  readonly albedo?: THREE.Texture;
  /** Linear RGB that multiplies the texture. */
  readonly tint?: readonly [number, number, number];
  readonly opacity?: number;
  readonly roughness?: number;
  /** Reflectance at normal incidence: 0.028 skin, 0.04 plastics. */
  readonly reflectance?: number;
  /** How far light bleeds past the terminator, by colour: skin's is large in red. */
  readonly bleed?: readonly [number, number, number];
  /** Height of the noise relief in centimetres, and its frequency in 1/cm. */
  readonly relief?: readonly [number, number];
  /** Strength of sharp reflections of the surroundings, 0..1. */
  readonly mirror?: number;
  /** Light from all around that bounced off the cabin, where the sky's mean is 1. */
  readonly ambient?: number;
  /** True for geometry with an attribute `skyShare`: the share 0..1 of the sky's light that reaches each vertex. */
  readonly shaded?: boolean;
  /** For layers of fur, lit along its strands (attributes `strand`, and `shell`: root and height 0..1): strands a centimetre. */
  readonly fur?: number;
  /** For strips of hair (attributes `strand`, and `rim`: centimetres to the strip's end): hairs across the whole texture. */
  readonly strips?: number;
  /** True for ribbons with the attributes `strand` and `wisp` (wisps.ts). */
  readonly wisps?: boolean;
  /** True for geometry with an attribute `tone`: linear RGB by which each vertex multiplies the colour. */
  readonly toned?: boolean;
  /** True where no shadow falls: the map of shadows reaches about the driver only. */
  readonly open?: boolean;
  /** True to blend translucency over what lies behind, for things with nothing translucent behind them. */
  readonly blend?: boolean;
}

/** What shines off a translucent surface does so whatever its opacity. */
const BLENDED = {
  transparent: true,
  depthWrite: false,
  blending: THREE.CustomBlending,
  blendSrc: THREE.OneFactor,
  blendDst: THREE.OneMinusSrcAlphaFactor,
} as const;

const WHITE = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
WHITE.needsUpdate = true;

/** Smooth noise that tiles: reliefs read it, since computed noise costs software rendering too much. */
const GRAIN = (() => {
  const size = 256;
  const random = randomFrom(1);
  const data = Uint8Array.from({ length: size * size * 4 }, () => random.below(256));
  const texture = new THREE.DataTexture(data, size, size);
  texture.wrapS = THREE.RepeatWrapping;
  texture.wrapT = THREE.RepeatWrapping;
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  return texture;
})();

/** The uniforms of one scene. */
export function sharedUniforms(): SharedUniforms {
  return {
    passSeed: { value: 0 },
    lightDirection: { value: new THREE.Vector3(0, 0, 1) },
    lightColour: { value: new THREE.Vector3(1, 1, 1) },
    shadowMatrix: { value: new THREE.Matrix4() },
    shadowMap: { value: null },
    glint: { value: 0 },
    infrared: { value: 0 },
    reach: { value: 0 },
    sky: { value: Array.from({ length: HARMONICS }, () => new THREE.Vector3()) },
    surroundings: { value: null },
    grain: { value: GRAIN },
  };
}

/** Makes a material. Textures hold sRGB colour and opacity; translucency is dithered over the passes. */
export function surface(shared: SharedUniforms, options: SurfaceOptions): THREE.ShaderMaterial {
  const tint = options.tint ?? [1, 1, 1];
  const bleed = options.bleed ?? [0, 0, 0];
  const relief = options.relief ?? [0, 1];
  const material = new THREE.ShaderMaterial({
    glslVersion: THREE.GLSL3,
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    side: THREE.DoubleSide,
    defines: {
      ...(options.fur === undefined ? {} : { HAIR: "", FUR: options.fur.toFixed(2) }),
      ...(options.strips === undefined ? {} : { HAIR: "", STRIPS: options.strips.toFixed(2) }),
      ...(options.wisps === true ? { HAIR: "", WISPS: "" } : {}),
      ...(options.blend === true ? { BLEND: "" } : {}),
      ...(options.toned === true ? { TONED: "" } : {}),
      ...(options.open === true ? { OPEN: "" } : {}),
      ...(options.shaded === true ? { SHADED: "" } : {}),
    },
    ...(options.blend === true ? BLENDED : {}),
    uniforms: {
      albedoMap: { value: options.albedo ?? WHITE },
      tint: { value: new THREE.Vector3(...tint) },
      opacity: { value: options.opacity ?? 1 },
      roughness: { value: options.roughness ?? 0.7 },
      reflectance: { value: options.reflectance ?? 0.04 },
      bleed: { value: new THREE.Vector3(...bleed) },
      relief: { value: new THREE.Vector2(...relief) },
      mirror: { value: options.mirror ?? 0 },
      ambient: { value: options.ambient ?? 0 },
    },
  });
  // Assigned after construction: the constructor would clone the shared values.
  Object.assign(material.uniforms, shared);
  return material;
}
