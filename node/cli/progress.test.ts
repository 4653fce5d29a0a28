import { expect, test, vi } from "vitest";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { startProgress } from "./progress.ts";

test("on an interactive terminal no line is lost to the progress bar", () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    }),
  );
  const terminals = [process.stdout, process.stderr].map((stream) => {
    const before = stream.isTTY;
    stream.isTTY = true;
    return () => {
      stream.isTTY = before;
    };
  });
  try {
    const sink = { out: () => {}, err: () => {}, interactive: true };
    const progress = startProgress(sink, 2, "images", { quiet: false });
    progress.line("first line");
    progress.advance();
    progress.warn("something odd");
    progress.line("last line");
    progress.advance();
    progress.finish();
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const restore of terminals) restore();
  }
  const text = written.join("");
  for (const line of ["first line\n", "warning: something odd\n", "last line\n"]) {
    expect(text).toContain(line);
  }
});

test("in a pipe there are plain lines and no bar; quiet leaves warnings only", () => {
  const run = (quiet: boolean): [string, string] => {
    const { output, terminal } = recordingTerminal();
    const progress = startProgress(terminal, 1, "images", { quiet });
    progress.line("a line");
    progress.warn("something odd");
    progress.advance();
    progress.finish();
    return [output.out, output.err];
  };
  expect(run(false)).toEqual(["a line\n", "warning: something odd\n"]);
  expect(run(true)).toEqual(["", "warning: something odd\n"]);
});
