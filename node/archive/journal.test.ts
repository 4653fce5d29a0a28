import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { type JournalEntry, openJournal } from "./journal.ts";

const folder = temporaryFolder();

function entryOf(path: string, state: JournalEntry["state"] = "done"): JournalEntry {
  const stamp = { bytes: 1, modified: 2, changed: 3, inode: 4 };
  return { path, stem: path, stamp, content: "c", settings: "s", state, outputs: [] };
}

test("entries are found after a kill; the last one of an input counts", async () => {
  const path = join(folder, "kept/journal");
  const killed = await openJournal(path);
  await killed.add(entryOf("a.mp4", "failed"));
  await killed.add(entryOf("b.mp4"));
  await killed.add(entryOf("a.mp4"), { durable: true });
  const next = await openJournal(path);
  expect(next.get("a.mp4")).toEqual(entryOf("a.mp4"));
  expect(next.entries()).toHaveLength(2);
});

test("a torn line is lost alone, also when lines follow it, and so is a damaged one", async () => {
  const path = join(folder, "torn");
  const killed = await openJournal(path);
  await killed.add(entryOf("a.mp4"));
  await killed.add(entryOf("b.mp4"));
  const { length } = await readFile(path);
  await truncate(path, length - 10);
  const second = await openJournal(path);
  expect(second.get("a.mp4")).toBeDefined();
  expect(second.get("b.mp4")).toBeUndefined();
  await second.add(entryOf("c.mp4"));
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('"a.mp4"', '"A.mp4"'));
  await appendFile(path, "\0\0\0\0");
  const third = await openJournal(path);
  expect(third.entries().map((entry) => entry.path)).toEqual(["c.mp4"]);
});

test("a closed journal has one line an input, in the order of the inputs", async () => {
  const path = join(folder, "closed");
  const journal = await openJournal(path);
  for (const name of ["b.mp4", "gone.mp4", "a.mp4", "b.mp4"]) await journal.add(entryOf(name));
  await journal.close(["a.mp4", "b.mp4"]);
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(4);
  const names = lines.slice(1).map((line) => (JSON.parse(line.slice(17)) as JournalEntry).path);
  expect(names).toEqual(["a.mp4", "b.mp4", "gone.mp4"]);
});
