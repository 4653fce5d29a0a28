// Frames a second and milliseconds of each stage of the page, in Chromium, with a film of a sample as its camera.
//
//     npm run bench:web                  with the threads that the page takes by itself
//     npm run bench:web -- --plain       without cross-origin isolation: one thread

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, waitForFaces } from "../web/tests/browser.ts";
import { serveFolder } from "../web/tests/server.ts";

/** How long the camera is watched before the panel is read, milliseconds. */
const WATCHED = 20_000;

const folder = await mkdtemp(join(tmpdir(), "vigil-bench-"));
const film = join(folder, "driver.mjpeg");
await writeFile(film, await readFile("samples/driver-frontal.jpg"));
const server = await serveFolder(
  join(process.cwd(), "dist/page"),
  !process.argv.includes("--plain"),
);
const browser = await launch([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${film}`,
]);
try {
  const context = await browser.newContext({
    locale: "en-GB",
    permissions: ["camera"],
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  await page.goto(server.address);
  await waitForFaces(page);
  await page.getByRole("button", { name: "Camera" }).click();
  await page.getByText("Live").waitFor();
  await waitForFaces(page);
  await page.getByRole("navigation").getByRole("button", { name: "Under the hood" }).click();
  await page.waitForTimeout(WATCHED);
  for (const line of await page.locator("main dl > div").allInnerTexts()) {
    console.log(line.split("\n").join(": "));
  }
} finally {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
