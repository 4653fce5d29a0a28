// The Markdown cards of the shipped networks say what the cards say that programs read.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { modelsFolder } from "../../node/modelsFolder.ts";
import { cardMarkdown } from "./markdown.ts";
import { MODEL_STEMS, readCard } from "./write.ts";

describe.each([modelsFolder(), join(modelsFolder(), "open")])("the networks in %s", (folder) => {
  const shipped = MODEL_STEMS.filter((stem) => existsSync(join(folder, `${stem}.onnx`)));

  test("all have cards that can be read", async () => {
    const networks = (await readdir(folder)).filter((name) => name.endsWith(".onnx"));
    expect(networks.toSorted()).toEqual(shipped.map((stem) => `${stem}.onnx`).toSorted());
  });

  test.each(shipped)(
    "%s: the page shows the card, and the command that anyone can run",
    async (stem) => {
      const card = await readCard(folder, stem);
      expect(await readFile(join(folder, `${stem}.md`), "utf8")).toBe(cardMarkdown(card));
      expect(card.training.command).toMatch(/^npx vigil reproduce training\/recipes\/\S+\.json /);
    },
  );
});
