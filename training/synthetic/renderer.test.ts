// Whole renderings; they need Chromium and the folder of assets.

import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasHead, TEST_ASSETS } from "../../testing/testHead.ts";
import type { DriverInCar } from "./driverSpec.ts";
import { openRenderer, type Renderer } from "./renderer.ts";
import { SAMPLE_DRIVERS } from "./sampleDrivers.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const possible = existsSync(CHROMIUM) && hasHead;
const lacking = existsSync(CHROMIUM) ? `no assets in ${TEST_ASSETS}` : `no ${CHROMIUM}`;
/** Milliseconds: software rendering is slow on a busy machine. */
const TIMEOUT = 600_000;

const frontal = SAMPLE_DRIVERS["driver-frontal"];
const small: DriverInCar = {
  ...frontal,
  posture: { ...frontal.posture, yaw: 0, pitch: 0, roll: 0, gaze: { yaw: 0, pitch: 0 } },
  camera: { ...frontal.camera, aside: 0, above: 0, fieldOfView: 26, headAt: [0, 0] },
  image: { ...frontal.image, width: 160, height: 160, passes: 1 },
};

describe.skipIf(!possible)(`drawn drivers${possible ? "" : ` (skipped: ${lacking})`}`, () => {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await openRenderer({ assets: TEST_ASSETS, chromium: CHROMIUM });
  }, TIMEOUT);
  afterAll(() => renderer.close());

  const hidden = async (spec: DriverInCar, from: number, to: number) => {
    const { groundTruth } = await renderer.render(spec);
    return groundTruth.landmarks.slice(from, to).map(({ visibility }) => visibility);
  };
  const count = (kinds: readonly string[], kind: string) =>
    kinds.filter((one) => one === kind).length;

  test(
    "all landmarks of a bare frontal face are visible, and the same specification gives the same image",
    async () => {
      const first = await renderer.render(small);
      expect(
        count(
          first.groundTruth.landmarks.map(({ visibility }) => visibility),
          "visible",
        ),
      ).toBe(68);
      expect(first.groundTruth.eyes.left.opening).toBeGreaterThan(5);
      const { left, right } = {
        left: first.groundTruth.landmarks[36],
        right: first.groundTruth.landmarks[45],
      };
      expect((left?.x ?? 0) < (right?.x ?? 0)).toBe(true);
      expect((await renderer.render(small)).rgb).toBe(first.rgb);
    },
    TIMEOUT,
  );

  test(
    "a hand at the mouth hides the mouth, not the eyes",
    async () => {
      const hand = { at: "mouth", holds: "nothing", reach: 1, shift: [0, 0, 0], turn: 0 } as const;
      const spec: DriverInCar = { ...small, hands: [{ ...hand, side: "right" }] };
      expect(count(await hidden(spec, 48, 68), "occluded")).toBeGreaterThan(14);
      // A fingertip may reach the corner of an eye.
      expect(count(await hidden(spec, 36, 48), "occluded")).toBeLessThan(3);
      const away: DriverInCar = { ...small, hands: [{ ...hand, side: "right", reach: 0 }] };
      expect(count(await hidden(away, 48, 68), "occluded")).toBe(0);
    },
    TIMEOUT,
  );

  test(
    "a steering wheel before the mouth hides it; a companion behind hides nothing",
    async () => {
      const camera = { ...small.camera, above: -14, distance: 75, fieldOfView: 22 };
      const behind = { ...small.posture, place: [-20, -6, -84] } as const;
      const { seed, person, worn, clothes } = small;
      const spec: DriverInCar = {
        ...small,
        camera,
        companion: { seed: seed + 1, person, worn, clothes, posture: behind },
      };
      expect(count(await hidden(spec, 0, 68), "occluded")).toBe(0);
      const cabin = { ...small.cabin, wheel: { up: 8, ahead: 0, turn: 0 } };
      expect(count(await hidden({ ...spec, cabin }, 48, 68), "occluded")).toBeGreaterThan(10);
      expect(count(await hidden({ ...spec, cabin }, 36, 48), "occluded")).toBe(0);
    },
    TIMEOUT,
  );

  test(
    "a rotated head hides its far side; closed lids meet",
    async () => {
      const expression = { eyeBlink_L: 1, eyeBlink_R: 1 };
      const posture = { ...small.posture, yaw: 60, expression };
      const { groundTruth } = await renderer.render({ ...small, posture });
      const kinds = groundTruth.landmarks.map(({ visibility }) => visibility);
      // When the head is turned to the driver's left, the left side of the face is the far one.
      expect(count(kinds.slice(9, 17), "self-occluded")).toBeGreaterThan(5);
      // Hair may hide the topmost point, at the ear.
      expect(count(kinds.slice(1, 8), "visible")).toBe(7);
      // The outline is farther out than the points behind the cheek.
      const slid = groundTruth.landmarks
        .slice(9, 17)
        .filter(({ outline }) => outline !== undefined);
      expect(slid.length).toBeGreaterThan(5);
      for (const { x, outline } of slid) expect(outline?.[0]).toBeGreaterThanOrEqual(x);
      expect(groundTruth.eyes.right.opening).toBeLessThan(0.8);
      expect(groundTruth.eyes.left.opening).toBeLessThan(0.8);
    },
    TIMEOUT,
  );
});
