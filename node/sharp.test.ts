import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const { href } = new URL("../dist/node/index.js", import.meta.url);

const sample = fileURLToPath(new URL("../samples/driver-mask.jpg", import.meta.url));

test.runIf(process.platform === "linux")(
  "the threads that process images exist from the start, so that none ends when the next image comes",
  async () => {
    const script = `import { readdirSync, readFileSync } from "node:fs";
      const { readImageFile } = await import(${JSON.stringify(href)});
      await readImageFile(${JSON.stringify(sample)});
      const names = readdirSync("/proc/self/task").map((id) => readFileSync("/proc/self/task/" + id + "/comm", "utf8"));
      console.log(names.filter((name) => name.startsWith("libvips")).length);`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, VIPS_MAX_THREADS: undefined },
    });
    expect(Number((await run).stdout)).toBeGreaterThanOrEqual(8);
  },
  60_000,
);
