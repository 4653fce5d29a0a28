import { expect, test } from "vitest";
import { inOrder } from "./inOrder.ts";

const never = new AbortController().signal;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("results are taken in order, however long each takes, and no more than allowed run or wait", async () => {
  const items = [30, 1, 20, 1, 1, 10, 1];
  const taken: number[] = [];
  let running = 0;
  let most = 0;
  let waiting = 0;
  let mostWaiting = 0;
  const options = { jobs: 3, ahead: 4, stop: never };
  await inOrder(
    items,
    options,
    async (ms) => {
      most = Math.max(most, ++running);
      mostWaiting = Math.max(mostWaiting, ++waiting);
      await pause(ms);
      running--;
      return ms;
    },
    async (ms) => {
      waiting--;
      taken.push(ms);
    },
  );
  expect(taken).toEqual(items);
  expect(most).toBe(3);
  expect(mostWaiting).toBeLessThanOrEqual(4);
});

test("after a failure nothing begins, and what has begun is waited for", async () => {
  const begun: number[] = [];
  let ended = 0;
  const run = async (k: number): Promise<number> => {
    begun.push(k);
    await pause(k === 1 ? 1 : 20);
    ended++;
    if (k === 1) throw new Error("disk full");
    return k;
  };
  const all = inOrder([0, 1, 2, 3, 4], { jobs: 2, ahead: 9, stop: never }, run, async () => {});
  await expect(all).rejects.toThrow("disk full");
  expect(begun).toEqual([0, 1]);
  expect(ended).toBe(2);
});

test("a stop begins nothing more and takes what has begun", async () => {
  const stop = new AbortController();
  const taken: number[] = [];
  const run = async (k: number): Promise<number> => {
    if (k === 1) stop.abort();
    await pause(1);
    return k;
  };
  await inOrder([0, 1, 2, 3], { jobs: 2, ahead: 9, stop: stop.signal }, run, async (k) => {
    taken.push(k);
  });
  expect(taken).toEqual([0, 1]);
});
