import { expect, test } from "vitest";
import { type EndedEpisode, type Episode, type Tolerance, updateEpisode } from "./episode.ts";

const TOLERANCE: Tolerance = { unseen: 0.3, pause: 0 };

/** Feeds one frame a tenth of a second: + the sign is there, - it is not, ? unseen. */
function feed(
  frames: string,
  tolerance = TOLERANCE,
): { episode: Episode | null; ended: EndedEpisode[] } {
  let episode: Episode | null = null;
  const ended: EndedEpisode[] = [];
  for (const [k, value] of [...frames].entries()) {
    const holds = value === "+" ? true : value === "-" ? false : null;
    const previous = k === 0 ? null : (k - 1) / 10;
    const update = updateEpisode(
      episode,
      { time: k / 10, previous, holds, confidence: 0.5, level: 2 },
      tolerance,
    );
    episode = update.episode;
    if (update.ended) ended.push(update.ended);
  }
  return { episode, ended };
}

test("an episode begins and ends in the middle between two frames", () => {
  const [ended] = feed("--+++--").ended;
  expect(ended?.start).toBeCloseTo(0.15);
  expect(ended?.end).toBeCloseTo(0.45);
  expect(ended).toMatchObject({ frames: 3, valid: 3, confidence: 1.5, level: 6 });
});

test("a moment without sight is bridged and counted as unseen; after a longer one the episode ended at the last sight", () => {
  expect(feed("-++??++").episode).toMatchObject({ frames: 6, valid: 4 });
  const [ended] = feed("-++?????").ended;
  expect(ended?.end).toBeCloseTo(0.2);
  expect(ended).toMatchObject({ frames: 2, valid: 2 });
});

test("a short pause is outlasted; a long one ends the episode at the start of the pause", () => {
  const tolerance = { unseen: 0.3, pause: 0.2 };
  expect(feed("-++-++", tolerance).episode?.frames).toBe(5);
  expect(feed("-++----", tolerance).ended[0]?.end).toBeCloseTo(0.25);
});

test("an episode that ceased while unseen ended in the middle of that time, or when sight returned", () => {
  expect(feed("-++??--").ended[0]?.end).toBeCloseTo(0.35);
  const { ended } = feed("-++??--", { ...TOLERANCE, end: "seen" });
  expect(ended[0]?.end).toBeCloseTo(0.45);
});
