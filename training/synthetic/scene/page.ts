// The page's entry: loads the assets once, keeps what belongs to a person, renders specifications on request.

import * as THREE from "three";
import { mixSeed } from "../../random.ts";
import type { DriverSpec, LightSpec } from "../driverSpec.ts";
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
import { develop, exposureGain } from "./develop.ts";
import { buildDriver, type Driver, driverKey } from "./driver.ts";
import { loadHeadModel } from "./headModel.ts";
import { disposeMeshes } from "./meshes.ts";
import { accumulator, depthMaps } from "./render.ts";
import { sharedUniforms } from "./surface.ts";
import { driverTruth } from "./truth.ts";
import { loadGlasses } from "./worn.ts";

const renderer = new THREE.WebGLRenderer({ canvas: document.createElement("canvas") });
renderer.getContext().getExtension("EXT_float_blend");
const shared = sharedUniforms();
const accumulate = accumulator(renderer, shared);
const assets = Promise.all([
  loadHeadModel("/assets/ict"),
  loadGlasses("/assets/props/glasses/glasses.obj"),
]);

/** Keeps the last value made for a key, and gives it back while the key stays. */
function keepLast<Value>(release: (value: Value) => void) {
  let kept: { readonly key: string; readonly value: Value } | undefined;
  return (key: string, make: () => Value): Value => {
    if (kept?.key === key) return kept.value;
    if (kept !== undefined) release(kept.value);
    kept = { key, value: make() };
    return kept.value;
  };
}

const driverOf = keepLast<Driver>((driver) => driver.dispose());
const cabinOf = keepLast<THREE.Group>(disposeMeshes);
const lightOf = keepLast<ReturnType<typeof lightIn>>(({ texture }) => texture.dispose());
const outsideOf = keepLast<THREE.Mesh>(disposeMeshes);
const environments = new Map<string, Promise<Radiance>>();

/** Renders one picture and its truth; the page's side of `Studio.render`. */
async function renderDriver(spec: DriverSpec): Promise<RenderedDriver> {
  const [head, glasses] = await assets;
  const environment = await environmentOf(spec.light.environment);
  const { width, height, passes } = spec.picture;
  const light = lightOf(JSON.stringify(spec.light), () => lightIn(environment, spec.light));
  shared.surroundings.value = light.texture;
  const camera = driverCamera(spec);
  const driver = driverOf(driverKey(spec), () => buildDriver(shared, { head, glasses }, spec));
  const scene = new THREE.Scene();
  scene.add(
    driver.group,
    cabinOf(JSON.stringify(spec.cabin), () => cabin(shared, spec)),
  );
  const posed = driver.pose(spec, camera);
  const depths = depthMaps(renderer, scene, camera, width, height);
  const truth = driverTruth(posed, camera, depths, spec);
  const { environment: name, turn } = spec.light;
  scene.add(outsideOf(`${name} ${turn}`, () => outside(radianceTexture(environment), turn, 0.8)));
  const lights = lightSamples(light.radiance, spec.light.sun, passes, mixSeed(spec.seed, 5));
  const picture = accumulate(scene, camera, lights, spec);
  const gain = exposureGain(picture, spec, truth.box);
  const pixels = develop(picture, spec, gain);
  scene.clear();
  return { width, height, rgb: base64(pixels), gain, truth };
}

function lightIn(environment: Radiance, light: LightSpec) {
  const radiance = cabinRadiance(environment, light);
  return { radiance, texture: radianceTexture(radiance) };
}

function environmentOf(name: string): Promise<Radiance> {
  const known = environments.get(name) ?? loadEnvironment(`/assets/hdri/${name}`);
  environments.set(name, known);
  return known;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}

Object.assign(window, { renderDriver });
