import { expect, test } from "vitest";
import { type Run, type RunStep, stepRun } from "./run.ts";

const PATIENCE = { unseen: 0.3, pause: 0 };

/** Feeds one value a tenth of a second: + holds, - does not, ? unseen. */
function feed(values: string, patience = PATIENCE): { run: Run | null; ended: RunStep["ended"][] } {
  let run: Run | null = null;
  const ended: RunStep["ended"][] = [];
  for (const [k, value] of [...values].entries()) {
    const holds = value === "+" ? true : value === "-" ? false : null;
    const previous = k === 0 ? null : (k - 1) / 10;
    const step = stepRun(
      run,
      { time: k / 10, previous, holds, confidence: 0.5, level: 2 },
      patience,
    );
    run = step.run;
    if (step.ended) ended.push(step.ended);
  }
  return { run, ended };
}

test("it begins and ends in the middle between two frames", () => {
  const [ended] = feed("--+++--").ended;
  expect(ended?.start).toBeCloseTo(0.15);
  expect(ended?.end).toBeCloseTo(0.45);
  expect(ended).toMatchObject({ frames: 3, valid: 3, confidence: 1.5, level: 6 });
});

test("what is unseen for a moment is bridged and counted as unseen, for longer it ends at the last sight", () => {
  expect(feed("-++??++").run).toMatchObject({ frames: 6, valid: 4 });
  const [ended] = feed("-++?????").ended;
  expect(ended?.end).toBeCloseTo(0.2);
  expect(ended).toMatchObject({ frames: 2, valid: 2 });
});

test("a pause is outlasted when it is short, and ends it at its beginning when it is not", () => {
  const patient = { unseen: 0.3, pause: 0.2 };
  expect(feed("-++-++", patient).run?.frames).toBe(5);
  expect(feed("-++----", patient).ended[0]?.end).toBeCloseTo(0.25);
});

test("after unseen time it ended in its middle, or when it could be seen again", () => {
  expect(feed("-++??--").ended[0]?.end).toBeCloseTo(0.35);
  const { ended } = feed("-++??--", { ...PATIENCE, end: "seen" } as typeof PATIENCE);
  expect(ended[0]?.end).toBeCloseTo(0.45);
});
