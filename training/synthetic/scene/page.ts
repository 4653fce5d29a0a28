// Entry of the scene's page: loads the assets, caches persons, renders specifications on request.

import * as THREE from "three";
import { mixSeed } from "../../../src/math/random.ts";
import { throughLens } from "../../imaging/lens.ts";
import type { DriverSpec, LightSpec } from "../driverSpec.ts";
import type { RenderedDriver } from "../rendered.ts";
import { cabin, outside } from "./cabin.ts";
import { cacheAll, cacheLast } from "./cache.ts";
import { driverCamera } from "./camera.ts";
import {
  lightSamples,
  loadEnvironment,
  type Radiance,
  radianceAtHead,
  radianceTexture,
  SAMPLED_SKY,
} from "./daylight.ts";
import { develop, exposureGain } from "./develop.ts";
import { loadGlasses } from "./faceWear.ts";
import { driverGroundTruth } from "./groundTruth.ts";
import { loadHair } from "./hairMesh.ts";
import { loadHand } from "./handModel.ts";
import { loadHeadModel } from "./headModel.ts";
import { buildOutfit, type Outfit, type OutfitAssets, outfitKey } from "./outfit.ts";
import { buildPerson, type Person, type PersonAssets, personKey } from "./person.ts";
import { accumulator, depthMaps, personMask } from "./render.ts";
import { skyHarmonics, skyView } from "./skyLight.ts";
import { sharedUniforms } from "./surface.ts";
import { cullTriangles } from "./visibleTriangles.ts";

const renderer = new THREE.WebGLRenderer({ canvas: document.createElement("canvas") });
renderer.getContext().getExtension("EXT_float_blend");
const shared = sharedUniforms();
const accumulate = accumulator(renderer, shared);
const assets = loadAssets();

async function loadAssets(): Promise<OutfitAssets & Omit<PersonAssets, "hair">> {
  const [head, glasses, left, right] = await Promise.all([
    loadHeadModel("/assets/ict"),
    loadGlasses("/assets/props/glasses/glasses.obj"),
    loadHand("/assets/props/hands/left.glb", "left"),
    loadHand("/assets/props/hands/right.glb", "right"),
  ]);
  return { head, glasses, hands: { left, right }, skyView: skyView(renderer, head) };
}

/** Builds and poses people by specification; the last one is cached. */
function personCache() {
  const personOf = cacheLast<Person>((person) => person.dispose());
  const outfitOf = cacheLast<Outfit>((outfit) => outfit.dispose());
  return async (spec: DriverSpec, camera: THREE.Camera, radiance: Radiance) => {
    const loaded = await assets;
    const { style } = spec.person.hair;
    const hair = style === "cropped" ? null : await hairOf(style);
    const key = personKey(spec);
    const person = personOf(key, () => buildPerson(shared, { ...loaded, hair }, spec));
    const outfit = outfitOf(key + outfitKey(spec), () => buildOutfit(shared, loaded, person, spec));
    const posed = person.pose(spec, camera, radiance);
    outfit.pose(spec, posed);
    return { groups: [person.group, outfit.group], posed };
  };
}

const driverOf = personCache();
const companionOf = personCache();
const car = cabin(shared);
const lightOf = cacheLast<ReturnType<typeof lightIn>>(({ texture }) => texture.dispose());
const environmentOf = cacheAll(async (name) => {
  const radiance = await loadEnvironment(`/assets/hdri/${name}`);
  return { radiance, outside: outside(radianceTexture(radiance)) };
});
const hairOf = cacheAll<THREE.BufferGeometry>((name) => loadHair(`/assets/props/hair/${name}.obj`));

/** Offset of the lamp from the camera, centimetres. */
const LAMP_OFFSET = new THREE.Vector3(3, 2, 0);

/** Renders one image with its ground truth; called by `Renderer.render`. */
async function renderDriver(spec: DriverSpec): Promise<RenderedDriver> {
  const environment = await environmentOf(spec.light.environment);
  const { width, height, passes } = spec.image;
  const windowsOf = spec.cabin === null ? "none" : "car";
  const light = lightOf(JSON.stringify([spec.light, windowsOf]), () =>
    lightIn(environment.radiance, spec.light, windowsOf),
  );
  shared.surroundings.value = light.texture;
  shared.sky.value = light.harmonics;
  shared.infrared.value = spec.image.grey && spec.light.lamp.strength > 0 ? 1 : 0;
  const camera = driverCamera(spec);
  const { groups, posed } = await driverOf(spec, camera, light.radiance);
  const scene = new THREE.Scene();
  scene.add(...groups);
  if (spec.cabin !== null) {
    scene.add(car.group);
    car.paint(spec.cabin);
  }
  if (spec.companion !== undefined) {
    const companion = { ...spec, ...spec.companion, hands: [] };
    scene.add(...(await companionOf(companion, camera, light.radiance)).groups);
  }
  const culled = cullTriangles(scene, camera, { aperture: spec.camera.aperture, height });
  culled.visibleOnly();
  const depths = depthMaps(renderer, scene, camera, width, height);
  const groundTruth = driverGroundTruth(posed, camera, depths, spec);
  // The windows absorb some light.
  const absorbed = windowsOf === "car" ? 0.8 : 1;
  environment.outside.show(spec.light.turn, absorbed * spec.light.sky);
  scene.add(environment.outside.mesh);
  const lights = lightSamples(
    light.radiance,
    spec.light,
    camera.position.clone().add(LAMP_OFFSET).normalize(),
    passes,
    mixSeed(spec.seed, 5),
    windowsOf,
  );
  const image = accumulate({ scene, culled }, camera, lights, spec);
  const gain = exposureGain(image, spec, groundTruth.box);
  const { distortion } = spec.camera;
  const pixels = develop(throughLens(image, distortion, spec.image.motion), spec, gain);
  scene.clear();
  const mask = spec.cabin === null ? { mask: base64(personMask(depths)) } : {};
  return { width, height, rgb: base64(pixels), gain, groundTruth, ...mask };
}

function lightIn(environment: Radiance, light: LightSpec, windowsOf: "car" | "none") {
  const radiance = radianceAtHead(environment, light, windowsOf);
  const harmonics = skyHarmonics(radiance);
  for (const coefficient of harmonics) coefficient.multiplyScalar(1 - SAMPLED_SKY);
  return { radiance, harmonics, texture: radianceTexture(radiance) };
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}

Object.assign(window, { renderDriver });
