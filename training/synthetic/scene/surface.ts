// The one surface shader: every mesh is lit by one directional light a pass and averaged over passes.

import * as THREE from "three";
import { randomFrom } from "../../random.ts";
import { HARMONICS } from "./skyLight.ts";

/** What all surfaces of a scene share; the renderer changes these between passes. */
export interface SharedUniforms {
  readonly [name: string]: THREE.IUniform;
  /** 0..1, spread evenly over the passes: translucency and soft shadows are dithered by it. */
  readonly passSeed: THREE.IUniform<number>;
  readonly lightDirection: THREE.IUniform<THREE.Vector3>;
  readonly lightColour: THREE.IUniform<THREE.Vector3>;
  readonly shadowMatrix: THREE.IUniform<THREE.Matrix4>;
  readonly shadowMap: THREE.IUniform<THREE.Texture | null>;
  /** 1 when the light shines as a spot of its own, 0 when its reflection is the surroundings'. */
  readonly glint: THREE.IUniform<number>;
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
  /** For strips of hair with the attribute `strand`: hairs across a strip's whole texture. */
  readonly strips?: number;
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
      ...(options.fur === undefined ? {} : { FUR: options.fur.toFixed(2) }),
      ...(options.strips === undefined ? {} : { STRIPS: options.strips.toFixed(2) }),
      ...(options.blend === true ? { BLEND: "" } : {}),
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

const VERTEX = /* glsl */ `
#ifdef FUR
in vec4 shell;
out vec4 furAt;
#endif
#if defined(FUR) || defined(STRIPS)
in vec3 strand;
out vec3 worldTangent;
#endif
#ifdef SHADED
in float skyShare;
#endif
out vec3 worldPosition;
out vec3 worldNormal;
out vec3 localPosition;
out vec2 textureUv;
// The sky's smooth irradiance over pi, and the share of the sky that is seen.
out vec4 skyLight;
uniform vec3 sky[${HARMONICS}];
void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  worldPosition = world.xyz;
  worldNormal = mat3(modelMatrix) * normal;
  vec3 n = normalize(worldNormal);
  if (dot(n, cameraPosition - worldPosition) < 0.0) n = -n;
  vec3 irradiance = sky[0] * 0.282095 + 0.488603 * (sky[1] * n.y + sky[2] * n.z + sky[3] * n.x)
    + 1.092548 * (sky[4] * n.x * n.y + sky[5] * n.y * n.z + sky[7] * n.x * n.z)
    + sky[6] * 0.315392 * (3.0 * n.z * n.z - 1.0) + sky[8] * 0.546274 * (n.x * n.x - n.y * n.y);
#ifdef SHADED
  float share = skyShare;
#else
  float share = 0.8;
#endif
  skyLight = vec4(max(irradiance, vec3(0.0)) * share / 3.14159265, share);
#if defined(FUR) || defined(STRIPS)
  worldTangent = mat3(modelMatrix) * strand;
#endif
#ifdef FUR
  furAt = shell;
#endif
  localPosition = position;
  textureUv = uv;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
in vec3 worldPosition;
in vec3 worldNormal;
in vec3 localPosition;
in vec2 textureUv;
in vec4 skyLight;
#ifdef FUR
in vec4 furAt;
#endif
#if defined(FUR) || defined(STRIPS)
in vec3 worldTangent;
#endif
out vec4 result;

uniform float passSeed;
uniform vec3 lightDirection;
uniform vec3 lightColour;
uniform float glint;
uniform float reach;
uniform vec3 sky[${HARMONICS}];
uniform mat4 shadowMatrix;
uniform sampler2D shadowMap;
uniform sampler2D surroundings;
uniform sampler2D grain;
uniform sampler2D albedoMap;
uniform vec3 tint;
uniform float opacity;
uniform float roughness;
uniform float reflectance;
uniform vec3 bleed;
uniform vec2 relief;
uniform float mirror;
uniform float ambient;

const float PI = 3.14159265;

float hash(vec3 p) {
  p = fract(p * vec3(0.1031, 0.1030, 0.0973));
  p += dot(p, p.yxz + 33.33);
  return fract((p.x + p.y) * p.z);
}
// Even noise over a pixel's neighbours (Jimenez 2014), stepped so that a pixel's passes are spread evenly too.
float dither(float shift) {
  vec2 at = gl_FragCoord.xy + shift;
  return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715))) + passSeed);
}
float lit(vec3 n, float clearance) {
  // Stepping off the surface keeps the map's own coarseness from drawing rings at the terminator.
  vec4 at = shadowMatrix * vec4(worldPosition + n * 0.12 + lightDirection * clearance, 1.0);
  float turn = 2.0 * PI * dither(7.0);
  vec2 aside = vec2(cos(turn), sin(turn)) * 1.2 / vec2(textureSize(shadowMap, 0));
  vec2 uv = at.xy * 0.5 + 0.5;
  vec2 blocker = vec2(texture(shadowMap, uv + aside).r, texture(shadowMap, uv - aside).r);
  // The clear value 1 lies before everything: nothing is there.
  vec2 dark = step(vec2(1.0001), blocker) * step(blocker, vec2(at.z));
  return 1.0 - 0.5 * (dark.x + dark.y);
}
vec3 received() {
  vec3 off = worldPosition - cameraPosition;
  return reach > 0.0 ? lightColour * min(8.0, reach * reach / dot(off, off)) : lightColour;
}
vec3 around(vec3 r, float level) {
  vec2 at = vec2(atan(r.x, r.z) / (2.0 * PI) + 0.5, asin(clamp(r.y, -1.0, 1.0)) / PI + 0.5);
  return textureLod(surroundings, at, level).rgb;
}
#if defined(FUR) || defined(STRIPS)
void main() {
#ifdef FUR
  // A strand is a cell of the scalp that thins out towards its own random length.
  vec3 cell = floor(furAt.xyz * FUR);
  float own = hash(cell);
  float tip = 0.35 + 0.65 * own;
  float height = furAt.w;
  float seen = texture(albedoMap, textureUv).a;
  seen *= height < 0.02 ? 1.0 : step(height, tip) * (1.0 - 0.75 * height / tip);
  float layer = float(int(height * 17.5)) * 5.3;
#else
  vec2 at = vec2(textureUv.x * STRIPS, textureUv.y * 3.0) / 64.0;
  float own = texture(grain, at).r;
  float clump = texture(grain, at * vec2(0.13, 0.2)).g;
  float height = 0.3 + 0.7 * clump;
  // Strips thin out towards their tips only.
  float seen = smoothstep(0.0, 0.3, 0.5 * own + 0.5 * clump + 0.8 * textureUv.y - 0.1);
  float layer = 0.0;
#endif
  if (dither(layer) >= seen) discard;
  vec3 v = normalize(cameraPosition - worldPosition);
  vec3 n = normalize(worldNormal);
  if (dot(n, v) < 0.0) n = -n;
  vec3 t = normalize(worldTangent + (own - 0.5) * 0.5 * n);
  float cosine = dot(n, lightDirection);
  float tl = dot(t, lightDirection), th = dot(t, normalize(lightDirection + v));
  float diffuse = mix(max(cosine, 0.0), sqrt(max(0.0, 1.0 - tl * tl)) * smoothstep(-0.6, 0.6, cosine), 0.5);
  vec3 gloss = (0.006 + 0.12 * tint) * pow(max(0.0, 1.0 - th * th), 30.0) * smoothstep(-0.3, 0.5, cosine);
  // Roots lie in the shade of the strands above them.
  float depth = 0.35 + 0.65 * height;
  vec3 ownTint = tint * (0.5 + own);
  vec3 colour = ownTint * diffuse / PI + gloss;
  // Of the sky too, a strand reflects a soft streak.
  float tv = dot(t, v);
  vec3 sheen = (0.004 + 0.05 * tint) * pow(max(0.0, 1.0 - tv * tv), 8.0);
  result = vec4(depth * (received() * lit(n, 0.6) * colour + (ownTint + sheen) * skyLight.rgb), 1.0);
}
#else
vec3 roughened(vec3 n) {
  vec2 at = (localPosition.xy + localPosition.z * vec2(0.71, 0.43)) * relief.y / 256.0;
  float height = relief.x * (texture(grain, at).r + 0.5 * texture(grain, at * 2.3).g);
  vec3 dx = dFdx(worldPosition), dy = dFdy(worldPosition);
  vec3 r1 = cross(dy, n), r2 = cross(n, dx);
  float det = dot(dx, r1);
  vec3 slope = sign(det) * (dFdx(height) * r1 + dFdy(height) * r2);
  return normalize(abs(det) * n - slope);
}
float schlick(float cosine) {
  // A reflectance below any real one also fades the grazing rim: 0 is quite dull.
  return reflectance + (min(1.0, 30.0 * reflectance) - reflectance) * pow(1.0 - cosine, 5.0);
}
float glossy(vec3 n, vec3 l, vec3 v) {
  float a2 = pow(max(roughness, 0.06), 4.0);
  vec3 h = normalize(l + v);
  float nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 1e-3), nh = max(dot(n, h), 0.0);
  float d = nh * nh * (a2 - 1.0) + 1.0;
  float masking = 0.5 / (mix(2.0 * nl * nv, nl + nv, sqrt(a2)) + 1e-4);
  float fresnel = schlick(max(dot(h, v), 0.0));
  return a2 / (PI * d * d) * masking * fresnel * nl;
}
void main() {
  vec4 texel = texture(albedoMap, textureUv);
  float seen = texel.a * opacity;
#ifdef BLEND
  vec3 albedo = pow(texel.rgb, vec3(2.2)) * tint * seen;
#else
  if (seen < 0.999 && dither(0.0) >= seen) discard;
  vec3 albedo = pow(texel.rgb, vec3(2.2)) * tint;
#endif
  vec3 v = normalize(cameraPosition - worldPosition);
  vec3 n = normalize(worldNormal);
  if (dot(n, v) < 0.0 && !gl_FrontFacing) n = -n;
  vec3 even = n;
  if (relief.x > 0.0) n = roughened(n);
  vec3 diffuse = max(vec3(0.0), (dot(n, lightDirection) + bleed) / (1.0 + bleed)) / (1.0 + bleed);
  vec3 colour = albedo * diffuse / PI;
  if (glint > 0.0) colour += glossy(n, lightDirection, v);
  colour *= received() * lit(even, 0.08);
  colour += albedo * (ambient * sky[0] * 0.2 + skyLight.rgb);
  if (reflectance > 0.0) {
    // The sky's reflection, from a level of the panorama as coarse as the surface is rough. Rough rims reflect
    // less than Schlick says, and what lies behind is mostly hidden by the seat.
    vec3 r = reflect(-v, mix(n, even, 0.5));
    float rim = mix(reflectance, schlick(max(dot(even, v), 0.0)), 0.3 * (1.0 - roughness));
    float open = skyLight.a * mix(0.25, 1.0, smoothstep(-0.5, 0.3, r.z));
    colour += open * rim * around(r, 2.0 + 6.0 * roughness);
  }
  if (mirror > 0.0) {
    colour += mirror * schlick(max(dot(even, v), 0.0)) * around(reflect(-v, even), 0.0);
  }
#ifdef BLEND
  result = vec4(colour, seen);
#else
  result = vec4(colour, 1.0);
#endif
}
#endif`;
