// Lids and gaze on the real head model.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { hasHead, readTestHead, TEST_ASSETS } from "../../testing/testHead.ts";
import { eyeRig, lidGap, lidWeights, turnEyes } from "./scene/eyeRig.ts";
import { headPart, shapeIdentity, withExpression } from "./scene/headModel.ts";

const GAZE = { yaw: 0, pitch: 0 };
const MILLIMETRES = 10;
const name = hasHead ? "" : ` (skipped: no head model in ${TEST_ASSETS}/ict)`;

test.skipIf(!hasHead)(
  `a whole blink closes every head's lids, no blink leaves them open${name}`,
  () => {
    const model = readTestHead();
    const random = randomFrom(3);
    for (let person = 0; person < 6; person++) {
      const identity = Array.from({ length: 100 }, () => 0.8 * random.normal());
      const resting = shapeIdentity(model, identity);
      const rig = eyeRig(model, resting);
      const gapAt = (closure: number, gaze = GAZE) => {
        const expression = { eyeBlink_L: closure, eyeBlink_R: closure };
        const shaped = withExpression(model, resting, lidWeights(rig, { expression, gaze }));
        turnEyes(shaped, rig, gaze);
        return MILLIMETRES * Math.max(lidGap(model, shaped, "L"), lidGap(model, shaped, "R"));
      };
      expect(gapAt(1)).toBeLessThan(0.8);
      expect(gapAt(1, { yaw: 20, pitch: -25 })).toBeLessThan(0.8);
      expect(gapAt(0)).toBeGreaterThan(4);
      expect(gapAt(0.5)).toBeGreaterThan(gapAt(0.8));
      // The upper lids follow eyes that look down.
      expect(gapAt(0, { yaw: 0, pitch: -28 })).toBeLessThan(0.8 * gapAt(0));
    }
  },
);

test.skipIf(!hasHead)(`the pupil goes where the gaze points${name}`, () => {
  const model = readTestHead();
  const resting = shapeIdentity(model, []);
  const rig = eyeRig(model, resting);
  const { vertices, uvs } = headPart(model, "M_ScleraLeft");
  const off = (corner: number) => Math.hypot(uvs[2 * corner] - 0.5, uvs[2 * corner + 1] - 0.5);
  const pole = vertices.reduce((best, _, corner) => (off(corner) < off(best) ? corner : best), 0);
  const pupil = (gaze: typeof GAZE) => {
    const shaped = resting.slice();
    turnEyes(shaped, rig, gaze);
    return shaped.slice(3 * vertices[pole], 3 * vertices[pole] + 3);
  };
  const ahead = pupil(GAZE);
  // To the driver's left is +x, up is +y.
  expect(pupil({ yaw: 20, pitch: 0 })[0] - ahead[0]).toBeGreaterThan(0.3);
  expect(pupil({ yaw: 0, pitch: 20 })[1] - ahead[1]).toBeGreaterThan(0.3);
});
