// The page's entry: loads the assets once and renders specifications on request.

import * as THREE from "three";
import { mixSeed } from "../../random.ts";
import type { DriverSpec } from "../driverSpec.ts";
import type { RenderedDriver } from "../rendered.ts";
import { cabin, outside } from "./cabin.ts";
import { driverCamera } from "./camera.ts";
import {
  cabinRadiance,
  lightSamples,
  loadEnvironment,
  type Radiance,
  radianceTexture,
} from "./daylight.ts";
import { develop, type PixelBox } from "./develop.ts";
import { driver } from "./driver.ts";
import { loadHeadModel } from "./headModel.ts";
import { accumulate, type DepthMaps, depthMaps } from "./render.ts";
import { sharedUniforms } from "./surface.ts";
import { loadGlasses } from "./worn.ts";

/** What lies this much nearer than a landmark hides it; the skin's own roundness stays below it. Centimetres. */
const DEPTH_MARGIN = 0.7;
/** The same for what is worn: cloth lies closer to the skin than the skin is round. */
const WORN_MARGIN = 0.05;

const environments = new Map<string, Promise<Radiance>>();
const renderer = new THREE.WebGLRenderer({ canvas: document.createElement("canvas") });
renderer.getContext().getExtension("EXT_float_blend");
const assets = Promise.all([
  loadHeadModel("/assets/ict"),
  loadGlasses("/assets/props/glasses/glasses.obj"),
]);

/** Renders one picture and its truth; the page's side of `Studio.render`. */
async function renderDriver(spec: DriverSpec): Promise<RenderedDriver> {
  const [model, glassesModel] = await assets;
  const environment = await environmentOf(spec.light.environment);
  const { width, height, passes } = spec.picture;
  const shared = sharedUniforms();
  const radiance = cabinRadiance(environment, spec.light);
  shared.surroundings.value = radianceTexture(radiance);
  const camera = driverCamera(spec);
  const built = driver(shared, model, glassesModel, spec, camera);
  const scene = new THREE.Scene();
  scene.add(built.group, cabin(shared, spec));
  const depths = depthMaps(renderer, scene, camera, width, height);
  const truth = built.landmarks.map((point) => locate(point, camera, depths, width, height));
  const panorama = radianceTexture(environment);
  scene.add(outside(panorama, spec.light.turn, 0.8));
  const lights = lightSamples(radiance, spec.light.sun, passes, mixSeed(spec.seed, 5));
  const picture = accumulate(renderer, scene, shared, camera, lights, spec);
  const pixels = develop(picture, spec, faceBox(truth));
  release(scene);
  panorama.dispose();
  shared.surroundings.value.dispose();
  return { width, height, rgb: base64(pixels), landmarks: truth };
}

function environmentOf(name: string): Promise<Radiance> {
  const known = environments.get(name) ?? loadEnvironment(`/assets/hdri/${name}`);
  environments.set(name, known);
  return known;
}

function locate(
  point: THREE.Vector3,
  camera: THREE.PerspectiveCamera,
  depths: DepthMaps,
  width: number,
  height: number,
): RenderedDriver["landmarks"][number] {
  const distance = -point.clone().applyMatrix4(camera.matrixWorldInverse).z;
  const projected = point.clone().project(camera);
  const x = ((projected.x + 1) / 2) * width - 0.5;
  const y = ((1 - projected.y) / 2) * height - 0.5;
  const farthest = (depth: Float32Array) => farthestAround(depth, x, y, width, height);
  const occluded =
    farthest(depths.all) < distance - DEPTH_MARGIN ||
    farthest(depths.worn) < distance - WORN_MARGIN;
  return { x, y, occluded };
}

/** The farthest depth within a pixel of a place; −∞ outside the picture. */
function farthestAround(
  depth: Float32Array,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  let farthest = Number.NEGATIVE_INFINITY;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const column = Math.round(x) + dx;
      const row = Math.round(y) + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const seen = depth[row * width + column] as number;
      // The clear value 1 lies before the camera's near plane: nothing is there.
      farthest = Math.max(farthest, seen <= 1 ? Number.POSITIVE_INFINITY : seen);
    }
  }
  return farthest;
}

function faceBox(points: RenderedDriver["landmarks"]): PixelBox {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    left: Math.floor(Math.min(...xs)),
    top: Math.floor(Math.min(...ys)),
    right: Math.ceil(Math.max(...xs)),
    bottom: Math.ceil(Math.max(...ys)),
  };
}

/** Frees geometry and textures; materials stay, so that the next picture need not compile them again. */
function release(scene: THREE.Scene): void {
  scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    (object.geometry as THREE.BufferGeometry).dispose();
    const material = object.material as THREE.ShaderMaterial;
    const albedo = material.uniforms["albedoMap"]?.value as THREE.Texture | undefined;
    if (albedo instanceof THREE.CanvasTexture) albedo.dispose();
  });
  renderer.renderLists.dispose();
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}

Object.assign(window, { renderDriver });
