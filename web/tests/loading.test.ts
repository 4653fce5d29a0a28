import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import { buildEmbed } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

/** What a server answers instead of a file. */
interface Instead {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: string;
}

const WEB_PAGE: Instead = { contentType: "text/html", body: "<!doctype html><html>Start</html>" };

describe.skipIf(CHROMIUM === undefined)(inChromium("loading that fails names the cause"), () => {
  let browser: Browser;
  let folder: string;
  let server: StaticServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vigil-loading-"));
    await buildEmbed(folder);
    server = await serveFolder(folder, false);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What `loadVigil` throws in a page, or "loaded". */
  async function outcome(
    file: string,
    instead: Instead,
    { csp = "", options = '{ models: "/models", runtime: "/runtime" }' } = {},
  ): Promise<string> {
    const page = await browser.newPage();
    const headers = { "Content-Security-Policy": csp };
    const body = '<!doctype html><script src="/vigil.js"></script>';
    await page.route(server.address, (route) =>
      route.fulfill({ contentType: "text/html", body, headers }),
    );
    await page.route(`**/${file}`, (route) => route.fulfill({ status: 200, ...instead }));
    await page.goto(server.address);
    const text = await page.evaluate<string>(
      `vigil.loadVigil(${options}).then(() => "loaded", (error) => String(error))`,
    );
    await page.close();
    return text.replaceAll(server.address, "/");
  }

  test.each<[string, string, Instead, RegExp]>([
    ["a card", "eyes.json", WEB_PAGE, /\/models\/eyes\.json .*web page of type text\/html.*models/],
    ["a network", "detector.onnx", WEB_PAGE, /\/models\/detector\.onnx .*web page.*"models"/],
    [
      "a network with a server's message",
      "eyes.onnx",
      { contentType: "application/json", body: '{"error":"gone"}' },
      /\/models\/eyes\.onnx is not a network.*application\/json.*gone/,
    ],
    ["an empty card", "landmarks-nano.json", { body: "" }, /landmarks-nano\.json .*empty/],
    [
      "a card that is other data",
      "landmarks-nano.json",
      { body: '{"error":"gone"}' },
      /landmarks-nano\.onnx cannot be used.*no "format".*gone/,
    ],
    [
      "a missing network",
      "eyes.onnx",
      { status: 404, body: "" },
      /\/models\/eyes\.onnx .*404.*"models"/,
    ],
    [
      "a network behind a login",
      "detector.onnx",
      { status: 401, body: "login" },
      /\/models\/detector\.onnx .*401.*whoever may see it/,
    ],
    [
      "a server's failure",
      "landmarks-nano.json",
      { status: 503, body: "" },
      /landmarks-nano\.json .*503.*try again/,
    ],
    [
      "a network of which a part came",
      "eyes.onnx",
      { contentType: "application/octet-stream", body: "\u0008\u0007\u0012" },
      /\/models\/eyes\.onnx is not the file .*incomplete download \(3 bytes\)/,
    ],
    [
      "a card of which a part came",
      "eyes.json",
      { contentType: "application/json", body: '{"format": 1,' },
      /\/models\/eyes\.json is not a model card.*application\/json/,
    ],
    [
      "the missing runtime",
      "ort-wasm-simd-threaded.wasm",
      { status: 404, body: "" },
      /404 for \/runtime\/ort-wasm-simd-threaded\.wasm.*"runtime"/,
    ],
    [
      "the runtime's script",
      "ort-wasm-simd-threaded.mjs",
      WEB_PAGE,
      /\/runtime\/ort-wasm-simd-threaded\.mjs is another file.*"runtime"/,
    ],
  ])("%s", async (_, file, instead, message) => {
    const text = await outcome(file, instead);
    expect(text).toMatch(message);
    expect(text).not.toMatch(/Unexpected token|Use "cpu"/);
  });

  test("a server that does not answer, or not over TLS, is named", async () => {
    const from = (models: string) =>
      outcome("none", WEB_PAGE, { options: `{ models: "${models}", runtime: "/runtime" }` });
    expect(await from("http://127.0.0.1:9/models")).toMatch(
      /http:\/\/127\.0\.0\.1:9\/models\/detector\.onnx could not be fetched.*cannot be reached/,
    );
    const overTls = await from(`${server.address.replace("http:", "https:")}models`);
    expect(overTls).toMatch(/https:.*detector\.onnx could not be fetched.*cannot be reached/);
  });

  test("a missing gaze network is an error unless it is left out on purpose", async () => {
    const missing = { status: 404, body: "" };
    expect(await outcome("gaze.onnx", missing)).toMatch(/\/models\/gaze\.onnx .*404/);
    const options = '{ models: "/models", runtime: "/runtime", gaze: false }';
    expect(await outcome("gaze.onnx", missing, { options })).toBe("loaded");
  });

  test("a strict Content-Security-Policy is named, with what to add", async () => {
    const strict = await outcome("none", WEB_PAGE, { csp: "script-src 'self'" });
    expect(strict).toMatch(/Content-Security-Policy.*'wasm-unsafe-eval'/);
    const offline = await outcome("none", WEB_PAGE, { csp: "connect-src 'none'" });
    expect(offline).toMatch(/detector\.onnx.*Content-Security-Policy.*connect-src/);
    const enough = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    expect(await outcome("none", WEB_PAGE, { csp: enough })).toBe("loaded");
  });
});
