import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { inFolder, readCheckpoint, removeCheckpoint, writeCheckpoint } from "./checkpoint.ts";

const folder = temporaryFolder();

test("data come back exactly: infinite numbers, negative zero, bytes, gaps", async () => {
  const path = join(folder, "deep/er/checkpoint");
  const data = {
    far: Number.NEGATIVE_INFINITY,
    zero: -0,
    bytes: new Uint8Array([1, 2]),
    gap: null,
  };
  await writeCheckpoint(path, data);
  const read = (await readCheckpoint(path)) as typeof data;
  expect(read.far).toBe(Number.NEGATIVE_INFINITY);
  expect(Object.is(read.zero, -0)).toBe(true);
  expect([...read.bytes]).toEqual([1, 2]);
  await removeCheckpoint(path);
  expect(await readdir(folder)).toEqual([]);
});

test("any damage makes it none, not a wrong one", async () => {
  const path = join(folder, "checkpoint");
  await writeCheckpoint(path, { frames: 700, text: "x".repeat(100) });
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    await writeFile(path, damaged);
    expect(await readCheckpoint(path)).toBeUndefined();
    await writeFile(path, whole.subarray(0, at));
    expect(await readCheckpoint(path)).toBeUndefined();
  }
  expect(await readCheckpoint(join(folder, "none"))).toBeUndefined();
});

test("videos of an archive that finish together do not take the folder from each other's checkpoints", async () => {
  const shared = join(folder, "state/checkpoints");
  const videos = Array.from({ length: 8 }, (_, video) => join(shared, `${video}.mp4`));
  await Promise.all(
    videos.map(async (path) => {
      for (let round = 0; round < 40; round++) {
        await writeCheckpoint(path, { round });
        expect(await readCheckpoint(path)).toEqual({ round });
        await removeCheckpoint(path);
      }
    }),
  );
});

test("a folder that is removed while it is made is made again, and a file in its place is an error", async () => {
  const shared = join(folder, "removed/checkpoints");
  // What Node's recursive mkdir reports when the parent goes between its steps.
  const failures = ["ENOTDIR", "ENOENT"];
  const written = await inFolder(shared, async () => {
    const code = failures.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    return readdir(shared);
  });
  expect(written).toEqual([]);

  const taken = join(folder, "taken");
  await writeFile(taken, "a file");
  await expect(writeCheckpoint(join(taken, "checkpoints/1.mp4"), {})).rejects.toThrow("ENOTDIR");
});
