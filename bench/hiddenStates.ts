// Renders the images of docs/occlusion.md: drivers with the true state of each landmark.
// node dist/bench/hiddenStates.js ASSETS [NAME…]

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { loadDrawing } from "../node/canvas.ts";
import { drawLandmarks } from "../src/draw/landmarks.ts";
import type { Landmark } from "../src/result.ts";
import { annotatedLandmarks } from "../training/synthetic/annotation.ts";
import type { DriverSpec, PersonSpec } from "../training/synthetic/driverSpec.ts";
import type { RenderedDriver } from "../training/synthetic/rendered.ts";
import { openRenderer } from "../training/synthetic/renderer.ts";
import { SAMPLE_DRIVERS } from "../training/synthetic/sampleDrivers.ts";

const OUT = "docs/occlusion";
const SIDE = 300;
const ENLARGEMENT = 2;
const SHOWN = 360;
const RADIUS = 4;

/** One image. `object` has landmarks under hair that the renderer does not count: a beard hides nothing there. */
interface Case {
  readonly spec: DriverSpec;
  readonly object?: readonly number[];
}

const [light, dark, pale] = ["driver-frontal", "driver-sunglasses", "driver-mask"].map(
  (name) => SAMPLE_DRIVERS[name],
);
const LOOK = { ...light.posture, yaw: 4, pitch: 2, roll: 0 };
const CAMERA = { ...light.camera, aside: 0, above: 0, fieldOfView: 27, headAt: [0, 0.04] } as const;
const IMAGE = { ...light.image, width: SIDE, height: SIDE, passes: 6 };

/** A person as in a portrait. */
function portrait(of: DriverSpec, more: Partial<DriverSpec> = {}): DriverSpec {
  const { light: sky, cabin, worn } = light;
  const own = { posture: LOOK, camera: CAMERA, image: IMAGE, hands: [] };
  return { ...of, ...own, light: sky, cabin, worn, ...more };
}

function person(of: DriverSpec, more: Partial<PersonSpec>): DriverSpec {
  return { ...of, person: { ...of.person, ...more } };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);
const wearing = (worn: Partial<DriverSpec["worn"]>) => ({ worn: { ...light.worn, ...worn } });

const CASES: Readonly<Record<string, Case>> = {
  fringe: {
    spec: portrait(
      person(pale, { hair: { ...pale.person.hair, style: "bob01", fringe: [2.6, 4.2] } }),
    ),
  },
  beard: {
    spec: portrait(person(light, { beard: { length: 2.2, fullness: 0.9 } })),
    object: [...range(3, 14), ...range(49, 54)],
  },
  "clear-lenses": { spec: portrait(dark, wearing({ glasses: "clear" })) },
  "dark-lenses": { spec: portrait(dark, wearing({ glasses: "sun" })) },
  brim: {
    spec: portrait(light, {
      ...wearing({ hat: { kind: "cap", colour: [0.1, 0.16, 0.3] } }),
      posture: { ...LOOK, pitch: -16 },
    }),
  },
  hand: {
    spec: portrait(pale, {
      hands: [
        { at: "mouth", holds: "nothing", reach: 1, shift: [0, 0, 0], turn: 0, side: "right" },
      ],
    }),
  },
  turned: { spec: portrait(light, { posture: { ...LOOK, yaw: 52, pitch: 0 } }) },
  "make-up": { spec: portrait(person(pale, { makeUp: 1 })) },
  shadow: {
    spec: portrait(dark, {
      light: { ...dark.light, sun: { strength: 9, azimuth: 75, elevation: 25 } },
    }),
  },
  blur: { spec: portrait(light, { image: { ...IMAGE, motion: [9, 3] } }) },
  border: { spec: portrait(dark, { camera: { ...CAMERA, headAt: [0.62, 0.04] } }) },
  frames: {
    spec: portrait(light, {
      ...wearing({ glasses: "clear" }),
      posture: { ...LOOK, yaw: -34, pitch: -3 },
    }),
  },
};

const [assets, ...names] = process.argv.slice(2);
if (assets === undefined) throw new Error("Name the folder with ict/, hdri/ and props/.");
await mkdir(OUT, { recursive: true });
const { createCanvas } = await loadDrawing();
const renderer = await openRenderer({ assets, chromium: process.env["CHROMIUM"] });
try {
  for (const [name, { spec, object = [] }] of Object.entries(CASES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await writeCase(name, await renderer.render(spec), object);
  }
} finally {
  await renderer.close();
}

async function writeCase(
  name: string,
  { rgb, groundTruth }: RenderedDriver,
  object: readonly number[],
): Promise<void> {
  const size = SIDE * ENLARGEMENT;
  const canvas = createCanvas(size, size);
  const place = (value: number) => (value + 0.5) * ENLARGEMENT;
  const landmarks = annotatedLandmarks(groundTruth).map(({ x, y }, k): Landmark => {
    const { visibility } = groundTruth.landmarks[k];
    const occluded = visibility !== "visible" || object.includes(k);
    const hiddenBy = visibility === "self-occluded" ? "self" : "object";
    return { x: place(x), y: place(y), probability: 1, occluded, ...(occluded && { hiddenBy }) };
  });
  drawLandmarks(canvas.getContext("2d"), landmarks, RADIUS);
  const marked = await sharp(Buffer.from(rgb, "base64"), {
    raw: { width: SIDE, height: SIDE, channels: 3 },
  })
    .resize(size, size, { kernel: "cubic" })
    .composite([
      {
        input: canvas.data(),
        raw: { width: size, height: size, channels: 4, premultiplied: true },
      },
    ])
    .png()
    .toBuffer();
  await sharp(marked)
    .resize(SHOWN, SHOWN)
    .webp({ quality: 78 })
    .toFile(join(OUT, `${name}.webp`));
}
