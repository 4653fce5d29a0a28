// The browser that the page is tested in, and waiting for what the page shows.

import type { Page } from "playwright-core";

export { CHROMIUM, inChromium, launchChromium as launch } from "../../testing/chromium.ts";

/** Waits until the stage says that it shows so many faces. */
export async function waitForFaces(page: Page, words: RegExp = /One face/): Promise<void> {
  await page.getByRole("img", { name: words }).waitFor({ timeout: 180_000 });
}
