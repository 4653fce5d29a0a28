// `vigil synth looks` with fake renderers.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeRenderers } from "../../../testing/fakeRenderers.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { synthLooks } from "./looks.ts";

const REQUEST = { workers: 1, chromium: "none", video: false, quiet: true };

test("drives of one person share their first frames, and each has its own ground truth", async () => {
  const out = await mkdtemp(join(tmpdir(), "vigil-looks-"));
  try {
    const { requests, open } = fakeRenderers();
    const { terminal } = recordingTerminal();
    const only = "clear-day-mirror";
    expect(await synthLooks({ ...REQUEST, out, only, open }, terminal)).toBe(0);
    const files = await readdir(out);
    expect(files.filter((name) => name.endsWith(".truth.json"))).toHaveLength(2);
    const truth = await readFile(join(out, `${only}-owl-long.truth.jsonl`), "utf8");
    const frames = truth.trim().split("\n").length;
    expect(frames).toBeGreaterThan(200);
    // Of the second drive only the look is rendered: less than a third of its frames.
    expect(requests.length - frames).toBeLessThan(frames / 3);
    expect(requests.length - frames).toBeGreaterThan(30);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

test("--list names the drives; a name that no drive has is refused", async () => {
  const { output, terminal } = recordingTerminal();
  const request = { ...REQUEST, out: "nowhere", list: true };
  expect(await synthLooks({ ...request, only: "infrared-lap" }, terminal)).toBe(0);
  expect(output.out.split("\n").filter(Boolean)).toHaveLength(4);
  await expect(synthLooks({ ...request, only: "sunny" }, terminal)).rejects.toThrow(/--list/);
});
