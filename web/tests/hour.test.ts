import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import { watchLongVideo } from "./hour.ts";
import {
  type OpenedPage,
  openPage,
  removeFolder,
  temporaryFolder,
  waitForSample,
} from "./openedPage.ts";
import { writeVideo } from "./scripted.ts";

/** Ten minutes; `npm run bench:web -- --hour` takes an hour. */
const SECONDS = 600;
const RATE = 15;
const TIMEOUT = 1_800_000;

describe.skipIf(CHROMIUM === undefined)(inChromium("a long video"), () => {
  let opened: OpenedPage;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeVideo(join(folder, "long.webm"), SECONDS, RATE);
    opened = await openPage(PAGE, { scripted: true });
  });

  afterAll(async () => {
    await opened?.close();
    await removeFolder(folder);
  });

  test(
    "is analysed and recorded with flat memory, and every frame is closed",
    async () => {
      const { page } = opened;
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      // The browser logs frames that were collected without being closed.
      page.on("console", (message) => {
        if (/garbage collected without being closed/.test(message.text())) {
          complaints.push(message.text());
        }
      });
      await waitForSample(page);
      const { heap, frames } = await watchLongVideo(page, join(folder, "long.webm"), TIMEOUT);
      expect(frames).toBe(SECONDS * RATE);
      expect(complaints).toEqual([]);
      // A frame's objects take ten kilobytes: a leak of every tenth of 7,200 frames would exceed this.
      expect((heap.at(-1) ?? Number.NaN) - (heap[0] ?? 0)).toBeLessThan(6e6);
    },
    TIMEOUT,
  );
});
