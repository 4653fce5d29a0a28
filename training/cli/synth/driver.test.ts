import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseGroundTruth } from "../../../drives/groundTruthFile.ts";
import { openVideo } from "../../../node/video/openVideo.ts";
import { fakeRenderers } from "../../../testing/fakeRenderers.ts";
import { readAll } from "../../../testing/videoFiles.ts";
import { parseFrameGroundTruths } from "../../synthetic/drive/frameGroundTruth.ts";
import { type SynthDriverRequest, synthDriver } from "./driver.ts";

const REQUEST: SynthDriverRequest = {
  out: "nowhere",
  workers: 1,
  chromium: "/usr/bin/chromium",
  video: false,
};

function terminal() {
  const lines: string[] = [];
  return { lines, out: (text: string) => lines.push(text), err: () => {}, interactive: false };
}

test("--list names the scenarios with their length and title", async () => {
  const { lines, ...to } = terminal();
  expect(await synthDriver({ ...REQUEST, list: true }, to)).toBe(0);
  expect(lines.join("")).toMatch(/^microsleep +40 s {2}\S/m);
});

test("a missing script, an unknown one and missing assets are named", async () => {
  const { lines: _, ...to } = terminal();
  await expect(synthDriver(REQUEST, to)).rejects.toThrow(/--script/);
  await expect(synthDriver({ ...REQUEST, script: "nosuch" }, to)).rejects.toThrow(
    /no file nosuch.*The scenarios are: .*microsleep/,
  );
  await expect(synthDriver({ ...REQUEST, script: "microsleep", passes: 999 }, to)).rejects.toThrow(
    /image\.passes/,
  );
  await expect(synthDriver({ ...REQUEST, script: "microsleep" }, to)).rejects.toThrow(/--assets/);
});

test("a script becomes a video of its frames with the ground truth of frames and events beside it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-synth-"));
  try {
    const script = {
      schema: "vigil-driver-script",
      version: 1,
      title: "A blink",
      seconds: 2,
      frames: { rate: 10, dropped: 0.2 },
      image: { width: 64, height: 64 },
      actions: [{ do: "blink", at: 1 }],
    };
    await writeFile(join(folder, "blink.json"), JSON.stringify(script));
    const { lines, ...to } = terminal();
    const request = {
      ...REQUEST,
      script: join(folder, "blink.json"),
      out: join(folder, "out"),
      video: true,
      open: fakeRenderers().open,
    };
    expect(await synthDriver(request, to)).toBe(0);
    expect(lines.join("")).toContain(join(folder, "out", "blink.webm"));
    const read = (name: string) => readFile(join(folder, "out", name), "utf8");
    const truths = parseFrameGroundTruths(await read("blink.truth.jsonl"));
    const frames = await readAll(await openVideo(join(folder, "out", "blink.webm")));
    expect(truths.length).toBeLessThan(20);
    expect(frames.map(({ timestamp }) => timestamp.toFixed(2))).toEqual(
      truths.map(({ timestamp }) => timestamp.toFixed(2)),
    );
    const { video, events } = parseGroundTruth(await read("blink.truth.json"));
    expect(video).toBe("blink.webm");
    expect(events.map(({ kind }) => kind)).toContain("blink");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
