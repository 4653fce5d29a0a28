import { readFile } from "node:fs/promises";
import { build } from "vite";
import { expect, test } from "vitest";

test("the labelling page's script is the one that web/label/ builds; npm run build:report renews it", async () => {
  const built = await build({
    configFile: "web/vite.label.config.ts",
    logLevel: "silent",
    build: { write: false },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const [chunk] = "output" in bundle ? bundle.output : [];
  const code = chunk?.type === "chunk" ? chunk.code : "";
  expect(code).toContain("PAGE_SCRIPT");
  expect(await readFile("training/labelling/pageScript.generated.ts", "utf8")).toBe(code);
});
