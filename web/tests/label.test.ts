// Labelling in a browser: keys, clicks, undo, saving, going on later, the second pass; and what lies on disk afterwards.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import { type LabelServer, serveLabels } from "../../training/labelling/labelServer.ts";
import { openLabelSession } from "../../training/labelling/labelSession.ts";
import { listLandmarkPairs, readLandmarkSample } from "../../training/landmarks/dataset.ts";

const points = MEAN_SHAPE.map(([x, y]) => ({ x: 60 + 30 * x, y: 60 + 30 * y }));

describe.skipIf(CHROMIUM === undefined)(inChromium("the labelling page"), () => {
  let folder = "";
  let browser: Browser;
  let server: LabelServer;
  let page: Page;

  /** Serves the folder anew, as after a restart of the command. */
  async function serve(second: number): Promise<void> {
    await server?.close();
    server = await serveLabels(
      await openLabelSession(await listLandmarkPairs(folder), { second }),
      0,
    );
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    await page.goto(server.url);
  }

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const heading = () => page.getByRole("heading");
  const flagsOf = async (name: string): Promise<(boolean | null)[]> =>
    JSON.parse(await readFile(join(folder, `${name}.occ.json`), "utf8"));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vigil-label-"));
    for (const name of ["a", "b"]) {
      const create = { width: 120, height: 120, channels: 3 as const, background: "#987" };
      await sharp({ create })
        .png()
        .toFile(join(folder, `${name}.png`));
      await writeFile(join(folder, `${name}.pts`), formatPts(points));
    }
    browser = await launchChromium();
    await serve(0.5);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true });
  });

  test("keys label regions, undo takes one back, and training reads what is saved", async () => {
    await heading().getByText("a.png").waitFor();
    // Right brow behind an object, left brow unknown, nose behind the face; then the nose is undone.
    await press("4", "o", "u", "s", "z");
    await page.getByText("changed, not saved").waitFor();
    await press("Enter");
    await heading().getByText("b.png").waitFor();
    const flags = await flagsOf("a");
    expect(flags.slice(17, 22)).toEqual(Array(5).fill(true));
    expect(flags.slice(22, 27)).toEqual(Array(5).fill(null));
    expect(flags.slice(27, 36)).toEqual(Array(9).fill(false));
    const pair = (await listLandmarkPairs(folder)).find(({ imagePath }) =>
      imagePath.endsWith("a.png"),
    );
    if (pair === undefined) throw new Error("The photograph is there.");
    const sample = await readLandmarkSample(pair);
    expect(sample.occluded?.indexOf(true)).toBe(17);
    expect(sample.unknown?.indexOf(true)).toBe(22);
  });

  test("after a restart it goes on with the first photograph without labels, and a click changes one landmark", async () => {
    await serve(0.5);
    await heading().getByText("b.png").waitFor();
    // The landmarks' centre is the canvas's: chin and brows span it vertically, so landmark 33 lies near the centre.
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
    const extent = Math.max(...[xs, ys].map((values) => Math.max(...values) - Math.min(...values)));
    const box = await page.locator("canvas").boundingBox();
    if (box === null) throw new Error("The canvas is there.");
    const scale = Math.min(box.width, box.height) / (1.8 * extent);
    await page.mouse.click(
      box.x + box.width / 2 + (points[33].x - middle(xs)) * scale,
      box.y + box.height / 2 + (points[33].y - middle(ys)) * scale,
    );
    await page.getByText("1 object").waitFor();
    await press("Enter");
    await page.getByText("Second pass").waitFor();
    expect((await flagsOf("b")).flatMap((flag, k) => (flag ? k : []))).toEqual([33]);
  });

  test("the second pass starts from nothing and ends with the agreement of both", async () => {
    const flags = [await flagsOf("a"), await flagsOf("b")];
    await press("Enter");
    await page.getByText("How the two passes agree").waitFor();
    await page.getByRole("cell", { name: "rightBrow" }).waitFor();
    // The first pass stays as it was.
    expect([await flagsOf("a"), await flagsOf("b")]).toEqual(flags);
  });

  test("other machines' pages get nothing", async () => {
    const refused = await fetch(`${server.url}tasks`, {
      headers: { Origin: "http://evil.example" },
    });
    expect(refused.status).toBe(403);
    const wrong = await fetch(`${server.url}view/0`, { method: "PUT", body: '{"states":[]}' });
    expect(wrong.status).toBe(400);
    expect((await fetch(`${server.url}view/9`)).status).toBe(404);
  });
});
