import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import type * as FrameOf from "../library/frameOf.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("the pixels of a canvas"), () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const bundle = await rolldown({ input: "web/library/frameOf.ts", platform: "browser" });
    const { output } = await bundle.generate({ format: "iife", name: "pixels" });
    await bundle.close();
    browser = await launchChromium();
    page = await browser.newPage();
    await page.addScriptTag({ content: output[0].code });
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** The first pixel of two images that a canvas shows one after the other: red, then the given colour. */
  function read(willReadFrequently: boolean, color: string, longestSide?: number) {
    return page.evaluate(
      ([often, second, side]) => {
        const { frameOf } = (globalThis as unknown as { pixels: typeof FrameOf }).pixels;
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [8, 4];
        const context = canvas.getContext("2d", { willReadFrequently: often });
        const options = side === undefined ? {} : { longestSide: side };
        return ["#f00", second].map((fill) => {
          if (context === null) return null;
          context.clearRect(0, 0, 8, 4);
          context.fillStyle = fill;
          context.fillRect(0, 0, 8, 4);
          const { width, height, data } = frameOf(canvas, options);
          return { width, height, pixel: [...data.subarray(0, 4)] };
        });
      },
      [willReadFrequently, color, longestSide] as const,
    );
  }

  test.each([true, false])("are those that it shows now (kept for reading: %s)", async (often) => {
    const [size, half] = [
      { width: 8, height: 4 },
      { width: 4, height: 2 },
    ];
    const red = [255, 0, 0, 255];
    expect(await read(often, "#00f")).toEqual([
      { ...size, pixel: red },
      { ...size, pixel: [0, 0, 255, 255] },
    ]);
    // Nothing of the first image shows through a transparent one.
    expect(await read(often, "transparent", 4)).toEqual([
      { ...half, pixel: red },
      { ...half, pixel: [0, 0, 0, 0] },
    ]);
    expect((await read(often, "transparent"))[1]?.pixel).toEqual([0, 0, 0, 0]);
  });

  test("are read without a choice of its context: that stays with its owner", async () => {
    const kinds = await page.evaluate(() => {
      const { frameOf } = (globalThis as unknown as { pixels: typeof FrameOf }).pixels;
      return [document.createElement("canvas"), new OffscreenCanvas(4, 4)].map((canvas) => {
        frameOf(canvas);
        return canvas.getContext("bitmaprenderer")?.constructor.name;
      });
    });
    expect(kinds).toEqual(["ImageBitmapRenderingContext", "ImageBitmapRenderingContext"]);
  });
});
