import { spawn, spawnSync } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { lockFolder } from "./folderLock.ts";
import { OutputError } from "./outputError.ts";

const folder = temporaryFolder();
const path = join(folder, ".vigil.lock");

function lockOf(fields: object): string {
  const holder = { schema: "vigil-lock", pid: 1, host: hostname(), process: "", id: "another" };
  return `${JSON.stringify({ ...holder, ...fields })}\n`;
}

test("a second writer is refused, and told who writes, until the first has released the folder", async () => {
  const first = await lockFolder(folder);
  const second = lockFolder(folder);
  await expect(second).rejects.toThrow(OutputError);
  await expect(second).rejects.toThrow(`(process ${process.pid}) writes into ${folder}`);
  await first.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder)).release();
});

test("a waiting writer follows as soon as the folder is released", async () => {
  const first = await lockFolder(folder);
  const second = lockFolder(folder, { wait: 30_000 });
  await first.release();
  await (await second).release();
});

test("the lock of a process that has ended is taken over, by one of many", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(path, lockOf({ pid }));
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => lockFolder(folder)));
  const locks = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(locks).toHaveLength(1);
  for (const lock of locks) await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test("what a killed process left while it took the lock is removed by the next; what a running one writes is kept", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(`${path}.${pid}.left`, lockOf({ pid }));
  await writeFile(`${path}.${process.pid}.at-work`, lockOf({ pid: process.pid }));
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([`.vigil.lock.${process.pid}.at-work`]);
  await rm(`${path}.${process.pid}.at-work`);
});

test("a damaged lock is taken over", async () => {
  await writeFile(path, "");
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "another process with the number of the one that ended does not hold its lock",
  async () => {
    const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    try {
      await writeFile(path, lockOf({ pid: other.pid, process: "an-earlier-boot/1" }));
      await (await lockFolder(folder)).release();
      await writeFile(path, lockOf({ pid: other.pid }));
      await expect(lockFolder(folder)).rejects.toThrow(`(process ${other.pid})`);
    } finally {
      other.kill();
    }
  },
);

test("the lock of another machine is kept, and the error says how to remove it", async () => {
  const text = lockOf({ pid: 7, host: "elsewhere.example" });
  await writeFile(path, text);
  await expect(lockFolder(folder)).rejects.toThrow(
    `process 7 on elsewhere.example) writes into ${folder}`,
  );
  await expect(lockFolder(folder)).rejects.toThrow(`delete ${path}`);
  expect(await readFile(path, "utf8")).toBe(text);
});
