// Frames drawn in a thread, by the build, and here, where the sources find no thread.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { QUARTERS, quarters } from "../../testing/videoFiles.ts";
import * as sources from "./frameDrawer.ts";

const BUILT = join(import.meta.dirname, "../../dist/node/video/frameDrawer.js");
const frame = quarters(320, 240, QUARTERS);
const marks = { faces: [exampleFace()], caption: ["attentive"] };

test.skipIf(!existsSync(BUILT))(
  "a thread draws the same images as are drawn without one, in their order",
  async () => {
    const built: typeof sources = await import(pathToFileURL(BUILT).href);
    const [inThread, here] = [built.openFrameDrawer(), sources.openFrameDrawer()];
    const captions = [["first"], ["second"], []];
    const all = await Promise.all(
      captions.map(async (caption) => {
        const wanted = { ...marks, caption };
        const image = await inThread.draw(frame, frame, wanted);
        const same = await here.draw(frame, frame, wanted);
        expect([image.width, image.height]).toEqual([640, 480]);
        expect(Buffer.compare(image.data, same.data)).toBe(0);
        return Buffer.from(image.data).toString("latin1");
      }),
    );
    expect(new Set(all).size).toBe(3);
    inThread.close();
    here.close();
  },
);

test.skipIf(!existsSync(BUILT))(
  "what cannot be drawn is an error of its frame alone; memory that is given back is drawn over",
  async () => {
    const built: typeof sources = await import(pathToFileURL(BUILT).href);
    const drawer = built.openFrameDrawer();
    const first = await drawer.draw(frame, frame, marks);
    const pixels = Buffer.from(first.data);
    const broken = { ...marks, faces: [{} as never] };
    await expect(drawer.draw(frame, frame, broken)).rejects.toThrow();
    drawer.release(first);
    const again = await drawer.draw(frame, frame, marks);
    expect(Buffer.compare(again.data, pixels)).toBe(0);
    expect(first.data).toHaveLength(0);
    drawer.close();
  },
);
