import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const { href } = new URL("../../dist/node/cli/blockWatch.js", import.meta.url);

/** Runs a program on the built file, and returns what it has written to standard error. */
async function errorsOf(program: string): Promise<string> {
  const script = `import { watchBlocking } from ${JSON.stringify(href)};
    const block = (seconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000 * seconds);
    const idle = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    const end = watchBlocking("cab");
    ${program}
    await end();`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  return (await run).stderr;
}

test("a native call that does not return is reported while it lasts, by another thread", async () => {
  const errors = await errorsOf("await idle(1); block(9);");
  expect(errors).toMatch(/^warning: cab: no new image for \d s: the process does not respond\.\n/);
}, 60_000);

test("a process that runs reports nothing, however long the thread watches", async () => {
  expect(await errorsOf("await idle(8);")).toBe("");
}, 60_000);
