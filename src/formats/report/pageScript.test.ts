import { readFile } from "node:fs/promises";
import { build } from "vite";
import { expect, test } from "vitest";

test("the report's script is the one that web/report/ builds; npm run build:report renews it", async () => {
  const built = await build({
    configFile: "web/vite.report.config.ts",
    logLevel: "silent",
    build: { write: false },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const [chunk] = "output" in bundle ? bundle.output : [];
  const code = chunk?.type === "chunk" ? chunk.code : "";
  expect(code).toContain("PAGE_SCRIPT");
  expect(await readFile("src/formats/report/pageScript.generated.ts", "utf8")).toBe(code);
});
