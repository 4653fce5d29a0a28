// The material of all meshes: one directional light per pass, averaged over passes.

import * as THREE from "three";
import { randomFrom } from "../../../src/math/random.ts";
import { FRAGMENT, HARMONICS, VERTEX } from "./surfaceShader.ts";

/** Uniforms of all surfaces in a scene; the renderer changes them between passes. */
export interface SharedUniforms {
  readonly [name: string]: THREE.IUniform;
  /** 0..1, spread evenly over the passes: dithers translucency and soft shadows. */
  readonly passSeed: THREE.IUniform<number>;
  readonly lightDirection: THREE.IUniform<THREE.Vector3>;
  readonly lightColour: THREE.IUniform<THREE.Vector3>;
  readonly shadowMatrix: THREE.IUniform<THREE.Matrix4>;
  readonly shadowMap: THREE.IUniform<THREE.Texture | null>;
  /** Strength of the light's specular highlight; 0 where the environment map contains it. */
  readonly glint: THREE.IUniform<number>;
  /** 1 for an image in the light of an infrared lamp, else 0. */
  readonly infrared: THREE.IUniform<number>;
  /** Distance (centimetres) at which a lamp beside the camera has its nominal brightness; 0 for distant lights. */
  readonly reach: THREE.IUniform<number>;
  /** Irradiance of the smooth part of the sky, as spherical harmonics. */
  readonly sky: THREE.IUniform<THREE.Vector3[]>;
  readonly surroundings: THREE.IUniform<THREE.Texture | null>;
  readonly grain: THREE.IUniform<THREE.Texture>;
}

export interface SurfaceOptions {
  readonly albedo?: THREE.Texture;
  /** Linear RGB factor on the texture. */
  readonly tint?: readonly [number, number, number];
  readonly opacity?: number;
  readonly roughness?: number;
  /** Reflectance at normal incidence: 0.028 skin, 0.04 plastics. */
  readonly reflectance?: number;
  /** Subsurface scattering past the terminator, by colour: large in red for skin. */
  readonly bleed?: readonly [number, number, number];
  /** Height of the bump map in centimetres, and its frequency in 1/cm. */
  readonly relief?: readonly [number, number];
  /** Strength of sharp reflections of the environment, 0..1. */
  readonly mirror?: number;
  /** Indirect light from the cabin, relative to the mean of the sky. */
  readonly ambient?: number;
  /** True for geometry with the attribute `skyShare`: sky visibility of each vertex, 0..1. */
  readonly shaded?: boolean;
  /** For layers of fur (attributes `strand`, and `shell`: root and height 0..1): strands per centimetre. */
  readonly fur?: number;
  /** For strips of hair (attributes `strand`, and `rim`: centimetres to the strip's end): hairs across the texture. */
  readonly strips?: number;
  /** True for hair ribbons (hairRibbons.ts) with the attributes `strand` and `ribbon`. */
  readonly ribbons?: boolean;
  /** True for geometry with the attribute `tone`: a linear RGB factor of each vertex. */
  readonly toned?: boolean;
  /** True for surfaces without shadows: the shadow map covers only the driver. */
  readonly open?: boolean;
  /** True to blend translucency instead of dithering it, for objects without translucent ones behind them. */
  readonly blend?: boolean;
}

/** Reflections of a translucent surface do not depend on its opacity. */
const BLENDED = {
  transparent: true,
  depthWrite: false,
  blending: THREE.CustomBlending,
  blendSrc: THREE.OneFactor,
  blendDst: THREE.OneMinusSrcAlphaFactor,
} as const;

const WHITE = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
WHITE.needsUpdate = true;

/** A tiling noise texture, because computing noise is slow in software rendering. */
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

/** Creates the uniforms of a scene. */
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

/** Creates a material. Textures contain sRGB colour and opacity; translucency is dithered over the passes. */
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
      ...(options.ribbons === true ? { HAIR: "", RIBBONS: "" } : {}),
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
  // Assigned after construction, because the constructor would clone the shared values.
  Object.assign(material.uniforms, shared);
  return material;
}
