// GLSL source of the surface shader; surface.ts documents the options of a material.

/** Coefficients of the sky's spherical harmonics, bands 0 to 2. */
export const HARMONICS = 9;

export const VERTEX = /* glsl */ `
#ifdef FUR
in vec4 shell;
out vec4 furAt;
#endif
#ifdef TONED
in vec3 tone;
out vec3 ownTone;
#endif
#ifdef HAIR
in vec3 strand;
out vec3 worldTangent;
#endif
#ifdef STRIPS
in float rim;
out float inside;
#endif
#ifdef RIBBONS
in vec3 ribbon;
out vec2 ribbonAt;
#endif
#ifdef SHADED
in float skyShare;
#endif
out vec3 worldPosition;
out vec3 worldNormal;
out vec3 localPosition;
out vec2 textureUv;
// Smooth irradiance of the sky over pi, and sky visibility.
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
#ifdef HAIR
  worldTangent = mat3(modelMatrix) * strand;
#endif
#ifdef FUR
  furAt = shell;
#endif
#ifdef TONED
  ownTone = tone;
#endif
#ifdef STRIPS
  inside = rim;
#endif
#ifdef RIBBONS
  world.xyz += normalize(cross(worldTangent, cameraPosition - world.xyz)) * ribbon.x;
  ribbonAt = ribbon.yz;
#endif
  localPosition = position;
  textureUv = uv;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

export const FRAGMENT = /* glsl */ `
precision highp float;
in vec3 worldPosition;
in vec3 worldNormal;
in vec3 localPosition;
in vec2 textureUv;
in vec4 skyLight;
#ifdef FUR
in vec4 furAt;
#endif
#ifdef TONED
in vec3 ownTone;
#endif
#ifdef HAIR
in vec3 worldTangent;
#endif
#ifdef STRIPS
in float inside;
#endif
#ifdef RIBBONS
in vec2 ribbonAt;
#endif
out vec4 result;

uniform float passSeed;
uniform vec3 lightDirection;
uniform vec3 lightColour;
uniform float glint;
uniform float infrared;
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

float hash(ivec3 cell) {
  return texelFetch(grain, (cell.xy + cell.z * ivec2(37, 101)) & 255, 0).b;
}
// Noise for each pixel, spread evenly over the passes.
float dither(float shift) {
  ivec2 at = ivec2(gl_FragCoord.xy) + ivec2(int(17.0 * shift), int(41.0 * shift));
  return fract(texelFetch(grain, at & 255, 0).a + passSeed);
}
float lit(vec3 n, float clearance) {
#ifdef OPEN
  return 1.0;
#endif
  // The offset from the surface avoids rings at the terminator, which the coarse map would cause.
  vec4 at = shadowMatrix * vec4(worldPosition + n * 0.12 + lightDirection * clearance, 1.0);
  float turn = 2.0 * PI * dither(7.0);
  vec2 aside = vec2(cos(turn), sin(turn)) * 1.2 / vec2(textureSize(shadowMap, 0));
  vec2 uv = at.xy * 0.5 + 0.5;
  vec2 blocker = vec2(texture(shadowMap, uv + aside).r, texture(shadowMap, uv - aside).r);
  // The clear value 1 means that there is no surface.
  vec2 dark = step(vec2(1.0001), blocker) * step(blocker, vec2(at.z));
  return 1.0 - 0.5 * (dark.x + dark.y);
}
vec3 received() {
  vec3 off = worldPosition - cameraPosition;
  return reach > 0.0 ? lightColour * min(8.0, reach * reach / dot(off, off)) : lightColour;
}
// Dyes, melanin and blood absorb little near infrared: dark colours become grey.
vec3 underLamp(vec3 albedo) {
  return mix(albedo, 0.72 * sqrt(albedo), infrared);
}
vec3 around(vec3 r, float level) {
  vec2 at = vec2(atan(r.x, r.z) / (2.0 * PI) + 0.5, asin(clamp(r.y, -1.0, 1.0)) / PI + 0.5);
  return textureLod(surroundings, at, level).rgb;
}
#ifdef HAIR
void main() {
#if defined(FUR)
  // A strand is a cell of the scalp with a random length; towards the hairline fewer cells have one.
  ivec3 cell = ivec3(floor(furAt.xyz * FUR));
  float own = hash(cell);
  float lock = texture(grain, (furAt.xy + furAt.z * vec2(0.7, 0.4)) * 2.2 / 256.0).r;
  float tip = 0.2 + 0.45 * own + 0.35 * lock;
  float height = furAt.w;
  float grown = texture(albedoMap, textureUv).a;
  float seen = height < 0.02 ? 0.75 * grown * grown * grown : step(hash(cell.zxy + 5), grown * grown);
  seen *= height < 0.02 ? 1.0 : step(height, tip) * (1.0 - 0.75 * height / tip);
  float layer = float(int(height * 17.5)) * 5.3;
  own = 0.5 * own + 0.5 * lock;
#elif defined(STRIPS)
  // Locks, clumps and hairs across the strip, each slightly wavy along it.
  vec2 at = vec2(textureUv.x + 0.006 * sin(textureUv.y * 40.0), textureUv.y) / 256.0;
  float lock = texture(grain, at * vec2(0.11 * STRIPS, 9.0)).r;
  float clump = texture(grain, at * vec2(0.33 * STRIPS, 7.0)).g;
  float hair = texture(grain, at * vec2(STRIPS, 12.0)).b;
  float own = 0.42 * lock + 0.42 * clump + 0.16 * hair;
  float height = smoothstep(0.15, 0.8, 0.5 * lock + 0.5 * clump);
  // Strips have ragged ends, lock by lock.
  float seen = smoothstep(0.0, 0.3, inside - 2.2 * lock * clump - 0.3 * hair + 0.1);
  float layer = 0.0;
#else
  float own = ribbonAt.y;
  float height = 0.4 + 0.6 * own;
  float seen = 1.0;
  float layer = 0.0;
#endif
  if (dither(layer) >= seen) discard;
  vec3 v = normalize(cameraPosition - worldPosition);
  vec3 n = normalize(worldNormal);
  if (dot(n, v) < 0.0) n = -n;
  vec3 t = normalize(worldTangent + (own - 0.5) * 0.6 * n);
  float cosine = dot(n, lightDirection);
  float tl = dot(t, lightDirection), th = dot(t, normalize(lightDirection + v));
  float diffuse = mix(max(cosine, 0.0), sqrt(max(0.0, 1.0 - tl * tl)) * smoothstep(-0.6, 0.6, cosine), 0.5);
  vec3 gloss = (0.01 + 0.08 * tint) * own * pow(max(0.0, 1.0 - th * th), 30.0) * smoothstep(-0.3, 0.5, cosine);
  // Roots are in the shade of the strands above.
  float depth = 0.25 + 0.75 * height;
  vec3 ownTint = underLamp(tint) * (0.4 + 1.2 * own);
  vec3 colour = ownTint * diffuse / PI + gloss;
  // Strands also have a soft highlight of the sky.
  float tv = dot(t, v);
  vec3 sheen = (0.005 + 0.03 * tint) * own * pow(max(0.0, 1.0 - tv * tv), 8.0);
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
  // A reflectance near 0 also removes the reflection at grazing angles.
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
  vec3 albedo = pow(texel.rgb, vec3(2.2)) * tint;
#ifdef TONED
  albedo *= ownTone;
#endif
  albedo = underLamp(albedo);
#endif
  vec3 v = normalize(cameraPosition - worldPosition);
  vec3 n = normalize(worldNormal);
  if (dot(n, v) < 0.0 && !gl_FrontFacing) n = -n;
  vec3 even = n;
  if (relief.x > 0.0) n = roughened(n);
  vec3 diffuse = max(vec3(0.0), (dot(n, lightDirection) + bleed) / (1.0 + bleed)) / (1.0 + bleed);
  vec3 colour = albedo * diffuse / PI;
  if (glint > 0.0) colour += glint * glossy(n, lightDirection, v);
  colour *= received() * lit(even, 0.08);
  colour += albedo * (ambient * sky[0] * 0.2 + skyLight.rgb);
  if (reflectance > 0.0) {
    // Reflection of the sky, from a mipmap level by roughness. Rough surfaces reflect less at grazing angles than by
    // Schlick's formula, and the seat hides most of what is behind.
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
