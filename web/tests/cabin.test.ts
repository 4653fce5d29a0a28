import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import { type OpenedPage, openPage, waitForSample } from "./openedPage.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("the cabin on the page"), () => {
  let opened: OpenedPage;

  beforeAll(async () => {
    opened = await openPage(PAGE, { scripted: true });
    await waitForSample(opened.page);
  });

  afterAll(() => opened?.close());

  const zone = (name: string) => opened.page.locator(`[data-zone="${name}"]`);
  const edges = (name: string) => zone(name).locator("rect").first().getAttribute("aria-label");

  test("the page says where the eyes look, and lights the zone once the camera's place is chosen", async () => {
    const { page } = opened;
    const card = page.getByRole("region", { name: "Where the driver looks" });
    await card.getByText(/By the eyes: /).waitFor();
    await page.locator(".cabin select").selectOption("column");
    await page.locator(".zone-lit[data-zone=road]").waitFor();
    await page.locator(".cabin-sight").waitFor();
  });

  test("zones are moved by keys and by dragging, and are kept", async () => {
    const { page } = opened;
    const before = await edges("cluster");
    await zone("cluster").locator("rect").first().focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => edges("cluster")).toContain("-31° – -15°");
    expect(before).toContain("-30° – -14°");

    const box = await zone("passenger").locator("rect").first().boundingBox();
    if (box === null) throw new Error("The zone is not shown.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const earlier = await edges("passenger");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 20, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => edges("passenger")).not.toBe(earlier);
    const moved = await edges("passenger");

    await page.reload();
    await waitForSample(page);
    expect(await edges("passenger")).toBe(moved);
    expect(await page.locator(".cabin select").inputValue()).toBe("own");
  });

  test("with the wheel on the right, left and right change places", async () => {
    const { page } = opened;
    await page.locator(".cabin select").selectOption("pillar");
    await page.getByLabel("Wheel on the right").check();
    await expect.poll(() => edges("right-mirror")).toContain("-51° – -29°");
    await page.getByLabel("Wheel on the right").uncheck();
    await expect.poll(() => edges("left-mirror")).toContain("29° – 51°");
  });
});
