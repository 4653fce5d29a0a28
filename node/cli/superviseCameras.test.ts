import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { type SuperviseOptions, superviseCameras } from "./superviseCameras.ts";

const folder = temporaryFolder();
let scripts = 0;

/** Supervises processes that do what a script says; it has `send`, `address` and `again` (whether it ran before). */
async function run(
  addresses: readonly string[],
  body: string,
  options: Partial<SuperviseOptions> = {},
  onText: (text: string) => void = () => {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const path = join(folder, `watcher-${scripts++}.mjs`);
  await writeFile(
    path,
    `import { existsSync, writeFileSync } from "node:fs";
const send = (message) => process.send(message);
let steps = 0;
const beat = (frames) => send({ kind: "beat", frames, steps: ++steps, silence: 0, state: "attentive" });
process.on("message", ({ kind, request }) => {
  if (kind === "stop") return process.exit(130);
  const { address } = request.input;
  const mark = ${JSON.stringify(path)} + "." + address.replace(/\\W+/g, "-");
  const again = existsSync(mark);
  writeFileSync(mark, "");
  ${body}
});`,
  );
  const { output, terminal: recording } = recordingTerminal();
  const noting = (write: (text: string) => void) => (text: string) => {
    write(text);
    onText(output.out + output.err);
  };
  const terminal = { ...recording, out: noting(recording.out), err: noting(recording.err) };
  const cameras = addresses.map((name) => ({
    name,
    request: { input: { address: name }, video: false, quiet: false, secondPass: true },
  }));
  const given = { quiet: false, hangAfter: 60, statusEvery: 600, firstWait: 0.05, ...options };
  const stop = options.stop ?? new AbortController().signal;
  const code = await superviseCameras(cameras, {
    terminal,
    ...given,
    stop,
    script: pathToFileURL(path),
  });
  return { code, ...output };
}

test("a process that crashes is started again; each line has its camera's name", async () => {
  const body = `if (!again) process.kill(process.pid, "SIGKILL");
    else { send({ kind: "out", text: "0:01.000  attentive\\n0:02.000  drowsy\\n" }); beat(7); setTimeout(() => process.exit(0), 300); }`;
  const { code, out, err } = await run(["cab-1", "cab-2"], body);
  expect(code).toBe(0);
  for (const name of ["cab-1", "cab-2"]) {
    expect(out).toContain(`${name}: 0:01.000  attentive\n${name}: 0:02.000  drowsy\n`);
    expect(err).toMatch(
      new RegExp(`${name}: warning: its process ended \\(SIGKILL\\); it is started again`),
    );
    expect(err).toMatch(new RegExp(`${name}: attentive; 7 frames in .*; 1 restart`));
  }
});

test("a process that makes no progress is killed and started again; its beats are no sign of life", async () => {
  const body = `if (again) process.exit(0);
    else setInterval(() => send({ kind: "beat", frames: 0, steps: 1, silence: 0, state: null }), 50);`;
  const { code, err } = await run(["cab"], body, { hangAfter: 12 });
  expect(code).toBe(0);
  expect(err).toMatch(/did nothing for 12 s and was killed; it is started again/);
}, 120_000);

const FAILING = `const lasting = address === "bad";
    if (again) process.exit(0);
    send({ kind: "failed", message: lasting ? "There are no models." : "The disk is full.", lasting });
    setTimeout(() => process.exit(1), 100);`;

test("what another start cannot mend is given up, and the exit code tells", async () => {
  const some = await run(["bad", "passing"], FAILING);
  expect(some.err).toMatch(/bad: There are no models\. This camera is given up\./);
  expect(some.err).toMatch(/passing: warning: The disk is full; it is started again/);
  expect(some.code).toBe(1);
  expect((await run(["bad"], FAILING)).code).toBe(2);
}, 120_000);

test("the stop reaches all processes, and a wait for another start", async () => {
  const stop = new AbortController();
  const body = `if (address === "broken") process.exit(3);
    else { send({ kind: "out", text: "runs\\n" }); setInterval(() => beat(1), 50); }`;
  const onText = (text: string): void => {
    const isReady = /one: runs/.test(text) && /two: runs/.test(text) && /started again/.test(text);
    if (isReady) stop.abort();
  };
  const given = { stop: stop.signal, firstWait: 600 };
  expect((await run(["one", "two", "broken"], body, given, onText)).code).toBe(130);
}, 120_000);
