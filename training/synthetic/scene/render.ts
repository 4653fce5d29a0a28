// Rendering by accumulation: every pass has its own light, shadow, lens point and sub-pixel shift.

import * as THREE from "three";
import { randomFrom } from "../../../src/math/random.ts";
import type { LinearImage } from "../../imaging/lens.ts";
import type { DriverSpec } from "../driverSpec.ts";
import { jitterCamera } from "./camera.ts";
import type { LightSample } from "./daylight.ts";
import { COVER_LAYER, HEAD_LAYER, SEE_THROUGH_LAYER, SHADOW_LAYER } from "./meshes.ts";
import type { SharedUniforms } from "./surface.ts";
import type { Culled } from "./visibleTriangles.ts";

const SHADOW_SIZE = 1024;
/** Sphere around the head in which shadows are cast, centimetres. */
const SHADOW_MIDDLE = new THREE.Vector3(0, -7, -1);
const SHADOW_RADIUS = 31;

/**
 * Strength of a light's specular highlight: the sky's comes from the environment map, infrared light penetrates deeper
 * into skin.
 */
const GLINT = { sky: 0, sun: 1, lamp: 0.35 } as const;

/** Renders one pass per light sample and returns their mean. */
export type Accumulate = (
  stage: { readonly scene: THREE.Scene; readonly culled: Culled },
  camera: THREE.PerspectiveCamera,
  lights: readonly LightSample[],
  spec: DriverSpec,
) => LinearImage;

/** Creates the accumulation; render targets are reused. */
export function accumulator(renderer: THREE.WebGLRenderer, shared: SharedUniforms): Accumulate {
  const pass = target(1, 1, THREE.HalfFloatType);
  const sum = target(1, 1, THREE.FloatType);
  const shadow = target(SHADOW_SIZE, SHADOW_SIZE, THREE.FloatType, true);
  const adding = addingQuad(pass.texture);
  renderer.autoClear = false;
  return ({ scene, culled }, camera, lights, spec) => {
    const { width, height } = spec.image;
    const random = randomFrom(spec.seed);
    for (const sized of [pass, sum]) sized.setSize(width, height);
    adding.weight.value = 1 / lights.length;
    renderer.setRenderTarget(sum);
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
    lights.forEach((light, index) => {
      culled.all();
      castShadow(renderer, scene, shared, shadow, light.direction);
      culled.visibleOnly();
      shared.passSeed.value = index / lights.length;
      shared.lightDirection.value.copy(light.direction);
      shared.lightColour.value.copy(light.colour);
      shared.glint.value = GLINT[light.from];
      shared.reach.value = light.from === "lamp" ? spec.camera.distance : 0;
      const angle = 2 * Math.PI * random.next();
      const radius = Math.sqrt(random.next());
      const moved = jitterCamera(
        camera,
        spec.camera,
        [radius * Math.cos(angle), radius * Math.sin(angle)],
        [random.next() - 0.5, random.next() - 0.5],
        [width, height],
      );
      moved.layers.enable(SEE_THROUGH_LAYER);
      renderer.setRenderTarget(pass);
      renderer.setClearColor(0x000000, 1);
      renderer.clear();
      renderer.render(scene, moved);
      renderer.setRenderTarget(sum);
      renderer.render(adding.scene, adding.camera);
    });
    return { width, height, data: readRows(renderer, sum, 4) };
  };
}

/** Distances along the view axis at every pixel, rows from the top, centimetres; 1 where there is no surface. */
export interface DepthMaps {
  /** Of the head's skin. */
  readonly head: Float32Array;
  /** Of everything else that can hide a landmark. */
  readonly cover: Float32Array;
}

/** Renders depth maps of everything that can hide a landmark. */
export function depthMaps(
  renderer: THREE.WebGLRenderer,
  scene: THREE.Scene,
  camera: THREE.Camera,
  width: number,
  height: number,
): DepthMaps {
  const depth = target(width, height, THREE.FloatType);
  const viewer = camera.clone();
  const depthOf = (layer: number) => {
    viewer.layers.set(layer);
    renderDepth(renderer, scene, viewer, depth);
    return readRows(renderer, depth, 1);
  };
  const maps = { head: depthOf(HEAD_LAYER), cover: depthOf(COVER_LAYER) };
  depth.dispose();
  return maps;
}

/** 255 where the head or anything worn or held is in the image, 0 where the background is. */
export function personMask({ head, cover }: DepthMaps): Uint8Array {
  // Depth maps are 1 where there is no surface.
  return Uint8Array.from(head, (depth, i) => (depth === 1 && cover[i] === 1 ? 0 : 255));
}

function castShadow(
  renderer: THREE.WebGLRenderer,
  scene: THREE.Scene,
  shared: SharedUniforms,
  shadow: THREE.WebGLRenderTarget,
  direction: THREE.Vector3,
): void {
  const light = parallelCamera(direction, SHADOW_MIDDLE, SHADOW_RADIUS);
  light.camera.layers.set(SHADOW_LAYER);
  renderDepth(renderer, scene, light.camera, shadow);
  shared.shadowMatrix.value.copy(light.matrix);
  shared.shadowMap.value = shadow.texture;
}

/**
 * A depth map from a direction (rows from the top, 1 where there is no surface), and the matrix from points to its
 * coordinates.
 */
export function depthFrom(
  renderer: THREE.WebGLRenderer,
  scene: THREE.Scene,
  direction: THREE.Vector3,
  options: {
    readonly middle: THREE.Vector3;
    readonly radius: number;
    readonly size: number;
    readonly layer: number;
  },
): { readonly depth: Float32Array; readonly matrix: THREE.Matrix4 } {
  const { camera, matrix } = parallelCamera(direction, options.middle, options.radius);
  camera.layers.set(options.layer);
  const into = target(options.size, options.size, THREE.FloatType);
  renderDepth(renderer, scene, camera, into);
  const depth = readRows(renderer, into, 1);
  into.dispose();
  return { depth, matrix };
}

/** An orthographic camera; the matrix maps x and y to −1..1 and z to the distance along the view. */
function parallelCamera(direction: THREE.Vector3, middle: THREE.Vector3, r: number) {
  const camera = new THREE.OrthographicCamera(-r, r, r, -r, 1, 400);
  camera.position.copy(middle).addScaledVector(direction, 200);
  if (Math.abs(direction.y) > 0.99) camera.up.set(0, 0, 1);
  camera.lookAt(middle);
  camera.updateMatrixWorld();
  const matrix = new THREE.Matrix4()
    .makeScale(1 / r, 1 / r, -1)
    .multiply(new THREE.Matrix4().copy(camera.matrixWorld).invert());
  return { camera, matrix };
}

const DEPTH_MATERIAL = new THREE.ShaderMaterial({
  glslVersion: THREE.GLSL3,
  side: THREE.DoubleSide,
  vertexShader: `out float depth;
    void main() {
      vec4 view = modelViewMatrix * vec4(position, 1.0);
      depth = -view.z;
      gl_Position = projectionMatrix * view;
    }`,
  fragmentShader:
    "in float depth; out vec4 result; void main() { result = vec4(depth, 0.0, 0.0, 1.0); }",
});

function renderDepth(
  renderer: THREE.WebGLRenderer,
  scene: THREE.Scene,
  camera: THREE.Camera,
  into: THREE.WebGLRenderTarget,
): void {
  scene.overrideMaterial = DEPTH_MATERIAL;
  renderer.setRenderTarget(into);
  renderer.setClearColor(0xffffff, 1);
  renderer.clear();
  renderer.render(scene, camera);
  scene.overrideMaterial = null;
}

function target(
  width: number,
  height: number,
  type: THREE.TextureDataType,
  single = false,
): THREE.WebGLRenderTarget {
  return new THREE.WebGLRenderTarget(width, height, {
    type,
    format: single ? THREE.RedFormat : THREE.RGBAFormat,
    minFilter: THREE.NearestFilter,
    magFilter: THREE.NearestFilter,
  });
}

function addingQuad(texture: THREE.Texture) {
  const weight = { value: 1 };
  const material = new THREE.ShaderMaterial({
    glslVersion: THREE.GLSL3,
    uniforms: { image: { value: texture }, weight },
    blending: THREE.CustomBlending,
    blendSrc: THREE.OneFactor,
    blendDst: THREE.OneFactor,
    depthTest: false,
    depthWrite: false,
    vertexShader: "void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }",
    // Limited, because a single very bright sample would leave a bright dot.
    fragmentShader: `out vec4 result; uniform sampler2D image; uniform float weight;
      void main() { result = vec4(min(texelFetch(image, ivec2(gl_FragCoord.xy), 0).rgb, 60.0) * weight, weight); }`,
  });
  const geometry = new THREE.PlaneGeometry(2, 2);
  const quad = new THREE.Mesh(geometry, material);
  quad.frustumCulled = false;
  const scene = new THREE.Scene();
  scene.add(quad);
  return { scene, camera: new THREE.Camera(), weight };
}

/** Reads the first channels of a target, interleaved, rows from the top. */
function readRows(
  renderer: THREE.WebGLRenderer,
  from: THREE.WebGLRenderTarget,
  channels: 1 | 4,
): Float32Array {
  const { width, height } = from;
  const read = new Float32Array(width * height * 4);
  renderer.readRenderTargetPixels(from, 0, 0, width, height, read);
  const rows = new Float32Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = read.subarray((height - 1 - y) * width * 4, (height - y) * width * 4);
    const into = y * width * channels;
    if (channels === 4) rows.set(row, into);
    else for (let x = 0; x < width; x++) rows[into + x] = row[4 * x];
  }
  return rows;
}
