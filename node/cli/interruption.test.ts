import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const module = new URL("../../dist/node/cli/interruption.js", import.meta.url);
const canRun = existsSync(module) && process.platform !== "win32";

/** Runs a program that listens and then runs `body`; `onLine` gets what it prints. */
function program(
  body: string,
  onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<{ readonly lines: string[]; readonly signal: string | null }> {
  const code = `import { listenForInterruption } from ${JSON.stringify(module.href)};
    const { signal, done } = listenForInterruption();
    const say = (text) => process.stdout.write(text + "\\n");
    const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    const wait = setInterval(() => {}, 1000);
    say("ready");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ${body}
    clearInterval(wait);
    done();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, npm_command: "exec" },
  });
  const lines: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trim().split("\n")) {
      lines.push(line);
      onLine(line, (signal) => child.kill(signal));
    }
  });
  return new Promise((resolve) => child.once("close", (_, signal) => resolve({ lines, signal })));
}

test.skipIf(!canRun)(
  "a second Ctrl-C ends a process that a native call blocks for ever",
  async () => {
    const body = 'await pause(600); setTimeout(() => say("blocked")); setTimeout(block);';
    const { signal } = await program(`${body} await pause(10_000);`, (line, kill) => {
      if (line === "ready" || line === "blocked") kill("SIGINT");
    });
    expect(signal).toBe("SIGINT");
  },
);

test.skipIf(!canRun)(
  "a signal that npx or timeout passes on a second time does not keep files from being closed",
  async () => {
    const again = 'process.kill(process.pid, "SIGTERM");';
    const body = `${again} await pause(500); say("closed");`;
    const { lines } = await program(body, (line, kill) => {
      if (line === "ready") kill("SIGTERM");
    });
    expect(lines).toEqual(["ready", "closed"]);
  },
);

test.skipIf(!canRun)("a terminal that closes twice still gets complete files", async () => {
  const body = 'await pause(600); say("stopping"); await pause(300); say("closed");';
  const { lines, signal } = await program(body, (line, kill) => {
    if (line === "ready" || line === "stopping") kill("SIGHUP");
  });
  expect(lines).toEqual(["ready", "stopping", "closed"]);
  expect(signal).toBe("SIGHUP");
});
