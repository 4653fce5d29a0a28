import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import { ROOT } from "../build/assets.ts";
import { buildEmbed } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

const EXAMPLES = join(ROOT, "web/examples");

describe.skipIf(CHROMIUM === undefined)(inChromium("the examples of embedding"), () => {
  let browser: Browser;
  let embed: string;
  const folders: string[] = [];
  const servers: StaticServer[] = [];

  beforeAll(async () => {
    embed = await temporary();
    await buildEmbed(embed);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) await server.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  async function temporary(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "vigil-example-"));
    folders.push(folder);
    return folder;
  }

  /** The text of the page in a folder once it has analysed its image. */
  async function answerOf(folder: string): Promise<string | null> {
    const server = await serveFolder(folder, false);
    servers.push(server);
    const page = await browser.newPage();
    await page.goto(server.address);
    const answer = page.getByRole("status");
    await answer.filter({ hasNotText: "Loading" }).waitFor({ timeout: 110_000 });
    const text = await answer.textContent();
    await page.close();
    return text;
  }

  test.each(["script-tag", "worker"])("%s", async (name) => {
    const folder = await temporary();
    await cp(embed, folder, { recursive: true });
    await cp(join(EXAMPLES, name), folder, { recursive: true });
    await cp(join(ROOT, "samples/driver-mask.jpg"), join(folder, "driver-mask.jpg"));
    expect(await answerOf(folder)).toMatch(/^1 face, \d\d landmarks hidden$/);
  });

  test("vite", async () => {
    const outDir = await temporary();
    await build({
      configFile: join(EXAMPLES, "vite/vite.config.ts"),
      logLevel: "warn",
      publicDir: embed,
      build: { outDir },
    });
    expect(await answerOf(outDir)).toMatch(/^1 face, \d\d landmarks hidden$/);
  });
});
