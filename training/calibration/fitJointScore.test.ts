import { expect, test } from "vitest";
import { jointScore } from "../../src/landmarks/jointScore.ts";
import { randomFrom } from "../../src/math/random.ts";
import { fitJointScore, type ProposedBox } from "./fitJointScore.ts";

/** Scores of faces lie around +1, of patterns around −1 log-odds, with a spread that lets them overlap. */
function boxes(count: number, seed: number, annotated = true): ProposedBox[] {
  const random = randomFrom(seed);
  const score = (face: boolean) => 1 / (1 + Math.exp(-((face ? 1 : -1) + 1.5 * random.normal())));
  return Array.from({ length: count }, (_, k) => {
    const face = k % 3 === 0;
    return { detectorScore: score(face), refinedScore: score(face), face, annotated };
  });
}

test("both scores together separate faces better than any threshold on one of them", () => {
  const fit = fitJointScore(boxes(3000, 1));
  if (fit === undefined) throw new Error("There is something to fit.");
  // Both know as much: they count alike, by 2 · mean / variance of the log-odds.
  expect(fit.settings.detector).toBeCloseTo(2 / 1.5 ** 2, 0.5);
  expect(fit.settings.refined).toBeCloseTo(2 / 1.5 ** 2, 0.5);
  const fresh = boxes(3000, 2);
  const right = (called: (box: ProposedBox) => boolean) =>
    fresh.filter((box) => called(box) === box.face).length / fresh.length;
  const joint = right(
    ({ detectorScore, refinedScore }) =>
      jointScore(detectorScore, refinedScore, fit.settings) >= 0.5,
  );
  for (let threshold = 0.05; threshold < 1; threshold += 0.05) {
    expect(joint).toBeGreaterThan(right(({ detectorScore }) => detectorScore >= threshold));
  }
  // Recall counts more than precision: the threshold lies below even odds, and finds nearly all.
  expect(fit.threshold).toBeLessThan(0.5);
  expect(fit.recall).toBeGreaterThan(0.9);
});

test("the threshold is read from fully annotated images alone", () => {
  const elsewhere = boxes(300, 3, false).filter(({ face }) => face);
  const fit = fitJointScore([...boxes(300, 4), ...elsewhere]);
  const found = boxes(300, 4).filter(
    ({ detectorScore, refinedScore }) =>
      fit !== undefined && jointScore(detectorScore, refinedScore, fit.settings) >= fit.threshold,
  );
  expect(fit?.boxes).toBe(300 + elsewhere.length);
  expect(fit?.recall).toBeCloseTo(found.filter(({ face }) => face).length / 100, 12);
  expect(fit?.precision).toBeCloseTo(found.filter(({ face }) => face).length / found.length, 12);
});

test("without faces or false positives there is no joint score", () => {
  const faces = boxes(30, 5).filter(({ face }) => face);
  expect(fitJointScore(faces)).toBeUndefined();
  expect(fitJointScore([])).toBeUndefined();
  const against = boxes(300, 6).map((box) => ({ ...box, face: !box.face }));
  expect(fitJointScore(against)).toBeUndefined();
});
