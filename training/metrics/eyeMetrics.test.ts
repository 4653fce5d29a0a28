import { expect, test } from "vitest";
import { eyeReport, reportsBy } from "./eyeMetrics.ts";

const eye = (closed: boolean, probability: number | null) => ({ closed, probability });

test("figures of a small set, counted by hand", () => {
  const report = eyeReport([
    eye(true, 0.9),
    eye(true, 0.8),
    eye(true, 0.3),
    eye(false, 0.6),
    eye(false, 0.1),
    eye(false, 0.1),
    eye(false, null),
  ]);
  expect(report).toMatchObject({ eyes: 7, closed: 3, unreported: 1 });
  expect(report.accuracy_percent).toBeCloseTo((100 * 4) / 6, 9);
  expect(report.closed_precision).toBeCloseTo(2 / 3, 9);
  expect(report.closed_recall).toBeCloseTo(2 / 3, 9);
  // Of nine pairs one is the wrong way round.
  expect(report.auc).toBeCloseTo(8 / 9, 9);
});

test("equal probabilities separate nothing", () => {
  expect(eyeReport([eye(true, 0.5), eye(false, 0.5), eye(false, 0.5)]).auc).toBe(0.5);
});

test("probabilities that come true are calibrated, boastful ones are not", () => {
  const eyes = (probability: number) => [
    ...Array.from({ length: 80 }, () => eye(true, probability)),
    ...Array.from({ length: 20 }, () => eye(false, probability)),
  ];
  expect(eyeReport(eyes(0.8)).expected_calibration_error).toBeCloseTo(0, 9);
  expect(eyeReport(eyes(0.99)).expected_calibration_error).toBeCloseTo(0.19, 9);
});

test("what cannot be counted is null, not zero", () => {
  expect(eyeReport([])).toMatchObject({ eyes: 0, accuracy_percent: null, auc: null });
  expect(eyeReport([eye(true, null)])).toMatchObject({ unreported: 1, accuracy_percent: null });
  expect(eyeReport([eye(false, 0.2)])).toMatchObject({
    closed_precision: null,
    closed_recall: null,
  });
});

test("groups are reported one by one", () => {
  const eyes = [
    { ...eye(true, 0.9), glasses: true },
    { ...eye(true, 0.2), glasses: false },
  ];
  const groups = reportsBy(eyes, ({ glasses }) => (glasses ? "glasses" : "bare"));
  expect(Object.keys(groups)).toEqual(["bare", "glasses"]);
  expect(groups["glasses"]?.accuracy_percent).toBe(100);
  expect(groups["bare"]?.accuracy_percent).toBe(0);
});
