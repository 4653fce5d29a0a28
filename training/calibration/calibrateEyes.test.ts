import { expect, test } from "vitest";
import { probabilityOf } from "../../src/eyes/predictEyes.ts";
import { type Random, randomFrom } from "../../src/math/random.ts";
import { fitEyeCalibration } from "./calibrateEyes.ts";

/** A case whose truth follows logistic(slope · logit + intercept). */
function drawn(random: Random, slope: number, intercept: number) {
  const logit = 4 * random.normal();
  const truth = random.chance(1 / (1 + Math.exp(-(slope * logit + intercept))));
  return { logit, truth };
}

test("probabilities come out as they were drawn, whatever the network's own scale", () => {
  const random = randomFrom(11);
  const cases = Array.from({ length: 4000 }, () => {
    const open = drawn(random, 0.5, 0);
    const seen = drawn(random, 1.5, 0);
    return {
      sample: { open: open.truth, seen: seen.truth },
      logits: { open: open.logit, seen: seen.logit },
    };
  });
  const fit = fitEyeCalibration(
    cases.map(({ sample }) => sample),
    cases.map(({ logits }) => logits),
  );
  expect(fit.open.slope).toBeCloseTo(0.5, 1);
  expect(fit.open.intercept).toBeCloseTo(0, 0);
  expect(fit.seen.slope).toBeCloseTo(1.5, 0);
  expect(fit.figures["held_out_calibration_error"]).toBeLessThan(0.03);
  const kept = cases.filter(({ sample }) => sample.seen);
  const lost = kept.filter(({ logits }) => probabilityOf(logits.seen, fit.seen) < fit.leastSeen);
  expect(lost.length / kept.length).toBeLessThanOrEqual(0.005);
});

test("what is not known counts for neither question; how many of each class there are does not matter", () => {
  const random = randomFrom(12);
  // Nine open eyes for each closed one, drawn so that both are equally far from logit 1.
  const cases = Array.from({ length: 3000 }, (_, i) => {
    const open = i % 10 !== 0;
    return {
      sample: {
        open: i % 7 === 0 ? null : open,
        seen: i % 2 === 0 ? true : i % 3 === 0 ? false : null,
      },
      logits: { open: 1 + (open ? 1 : -1) + random.normal(), seen: i % 2 === 0 ? 2 : -2 },
    };
  });
  const { open, figures } = fitEyeCalibration(
    cases.map(({ sample }) => sample),
    cases.map(({ logits }) => logits),
  );
  expect(probabilityOf(1, open)).toBeCloseTo(0.5, 1);
  expect(figures["held_out_eyes"]).toBe(cases.filter(({ sample }) => sample.open !== null).length);
});
