import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import type * as Pixels from "../worker/pixels.ts";
import { PAGE } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

/** A video frame of a synthetic image, and how it is read. */
interface Video {
  readonly colorSpace?: VideoColorSpaceInit;
  /** The shown width, which differs from the stored one in videos with non-square pixels. */
  readonly displayWidth?: number;
  readonly longestSide?: number;
}

interface Read {
  readonly width: number;
  readonly height: number;
  /** The greatest difference from what a canvas of that size shows, of 255. */
  readonly difference: number;
  /** The number of calls of `copyTo`. */
  readonly copies: number;
}

const WIDTH = 64;
const HEIGHT = 48;

describe.skipIf(CHROMIUM === undefined)(inChromium("the worker's pixels"), () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const bundle = await rolldown({ input: "web/worker/pixels.ts", platform: "browser" });
    const { output } = await bundle.generate({ format: "iife", name: "pixels" });
    await bundle.close();
    server = await serveFolder(PAGE, true);
    browser = await launchChromium();
    page = await browser.newPage();
    // Not the page itself: its Content-Security-Policy allows no script of a test.
    await page.goto(`${server.address}models/landmarks.json`);
    await page.addScriptTag({ content: output[0].code });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  function read(video: Video): Promise<Read> {
    return page.evaluate(
      async ({ width, height, colorSpace, displayWidth = width, longestSide = 1280 }) => {
        const { takePixels } = (globalThis as unknown as { pixels: typeof Pixels }).pixels;
        const planes = new Uint8Array(1.5 * width * height);
        for (let at = 0; at < planes.length; at++) {
          const [x, y] = [at % width, Math.floor(at / width)];
          planes[at] = y < height ? 20 + 3 * x + (y % 7) * 2 : 90 + ((at >> 3) % 70);
        }
        const image = new VideoFrame(planes, {
          format: "I420",
          codedWidth: width,
          codedHeight: height,
          displayWidth,
          displayHeight: height,
          timestamp: 0,
          ...(colorSpace && { colorSpace }),
        });
        const drawn = image.clone();
        let copies = 0;
        const { copyTo } = VideoFrame.prototype;
        VideoFrame.prototype.copyTo = function (...given) {
          copies++;
          return copyTo.apply(this, given);
        };
        const frame = await takePixels(image, longestSide);
        VideoFrame.prototype.copyTo = copyTo;
        const canvas = new OffscreenCanvas(frame.width, frame.height);
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context?.drawImage(drawn, 0, 0, frame.width, frame.height);
        drawn.close();
        const seen = context?.getImageData(0, 0, frame.width, frame.height).data ?? [];
        let difference = seen.length === frame.data.length ? 0 : 255;
        for (let at = 0; at < seen.length; at++) {
          difference = Math.max(difference, Math.abs((seen[at] ?? 0) - (frame.data[at] ?? 0)));
        }
        return { width: frame.width, height: frame.height, difference, copies };
      },
      { width: WIDTH, height: HEIGHT, ...video },
    );
  }

  const HD = { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false } as const;
  const OLD = {
    ...HD,
    matrix: "smpte170m",
    primaries: "smpte170m",
    transfer: "smpte170m",
  } as const;

  test.each<[string, Video]>([
    ["without a colour space", {}],
    ["of a high-definition video", { colorSpace: HD }],
    ["of a standard-definition video", { colorSpace: OLD }],
  ])("of a frame %s are copied, and are what a canvas shows", async (_, video) => {
    expect(await read(video)).toEqual({ width: WIDTH, height: HEIGHT, difference: 0, copies: 1 });
  });

  test.each<[string, Video, number, number]>([
    ["with non-square pixels", { displayWidth: 96 }, 96, HEIGHT],
    ["that must be reduced", { longestSide: 32 }, 32, 24],
  ])("of a frame %s are drawn", async (_, video, width, height) => {
    expect(await read(video)).toEqual({ width, height, difference: 0, copies: 0 });
  });
});
