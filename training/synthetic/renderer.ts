// The renderer: a headless browser with the bundled scene and the assets.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { checkAssets, findHeadModel } from "./assets.ts";
import type { DriverSpec } from "./driverSpec.ts";
import { packFaceXModel } from "./faceXModel.ts";
import type { RenderedDriver } from "./rendered.ts";

export interface RendererOptions {
  /** Folder with `ict/`, `hdri/` and `props/` (see docs/synthetic.md). */
  readonly assets: string;
  /** Chromium's executable. */
  readonly chromium?: string;
}

export interface Renderer {
  /** Renders one image. @throws {Error} with the page's message when it fails. */
  render(spec: DriverSpec): Promise<RenderedDriver>;
  close(): Promise<void>;
}

/** A reserved address: all requests to it are served from memory and from the assets folder. */
const ORIGIN = "http://renderer.invalid";

const BROWSER_ARGUMENTS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Software rendering gives the same images on every machine and needs no graphics card.
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/**
 * Starts the browser; `close` ends it.
 *
 * @throws {Error} that lists missing assets, or when Chromium cannot be started.
 */
export async function openRenderer(options: RendererOptions): Promise<Renderer> {
  const assets = resolve(options.assets);
  await checkAssets(assets);
  const model = await findHeadModel(assets);
  const packed = new Map<string, string | Uint8Array>(
    model?.kind === "obj" ? Object.entries(await packFaceXModel(model.folder)) : [],
  );
  const fileOf = async (path: string): Promise<string | Buffer | null> => {
    const made = packed.get(path.replace(/^ict\//, ""));
    if (made !== undefined) return typeof made === "string" ? made : Buffer.from(made);
    const file = normalize(join(assets, path));
    return file.startsWith(assets + sep) ? await readFile(file).catch(() => null) : null;
  };
  const script = await bundleScene();
  const browser = await chromium.launch({
    executablePath: options.chromium ?? "/usr/bin/chromium",
    args: BROWSER_ARGUMENTS,
    // The program handles Ctrl-C: it finishes images in progress first.
    handleSIGINT: false,
  });
  const page = await browser.newPage();
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") failures.push(message.text());
  });
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") {
      await route.fulfill({ contentType: "text/html", body: '<script src="/scene.js"></script>' });
    } else if (pathname === "/scene.js") {
      await route.fulfill({ contentType: "text/javascript", body: script });
    } else if (pathname.startsWith("/assets/")) {
      const body = await fileOf(decodeURIComponent(pathname.slice("/assets/".length)));
      await (body === null ? route.fulfill({ status: 404 }) : route.fulfill({ body }));
    } else {
      await route.fulfill({ status: 404 });
    }
  });
  page.setDefaultTimeout(0);
  await page.goto(`${ORIGIN}/`);
  return {
    render: async (spec) => {
      try {
        return await page.evaluate(
          (asked) =>
            (
              globalThis as unknown as {
                renderDriver(spec: DriverSpec): Promise<RenderedDriver>;
              }
            ).renderDriver(asked),
          spec,
        );
      } catch (error) {
        throw new Error(
          `The image could not be rendered: ${[String(error), ...failures].join("\n")}`,
        );
      }
    },
    close: () => browser.close(),
  };
}

/** Bundles the scene as one script. */
async function bundleScene(): Promise<string> {
  const entry = join(await packageRoot(), "training", "synthetic", "scene", "page.ts");
  const bundle = await rolldown({ input: entry, platform: "browser" });
  const { output } = await bundle.generate({ format: "iife" });
  await bundle.close();
  return output[0].code;
}

/** The folder of package.json, where the scene's sources are. */
async function packageRoot(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      createRequire(join(folder, "package.json"))("./package.json");
      return folder;
    } catch {
      if (folder === dirname(folder)) throw new Error("The package's root folder was not found.");
      folder = dirname(folder);
    }
  }
}
