import { expect, test, vi } from "vitest";
import { startReport } from "./report.ts";

test("with a person watching, no line is lost to the progress bar", () => {
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
    const report = startReport(sink, 2, "images", { quiet: false });
    report.line("first line");
    report.advance();
    report.warn("something odd");
    report.line("last line");
    report.advance();
    report.finish();
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const restore of terminals) restore();
  }
  const text = written.join("");
  for (const line of ["first line\n", "warning: something odd\n", "last line\n"]) {
    expect(text).toContain(line);
  }
});

test("in a pipe there are plain lines and no bar; quiet leaves only warnings", () => {
  const run = (quiet: boolean): [string, string] => {
    let out = "";
    let err = "";
    const terminal = {
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
      interactive: false,
    };
    const report = startReport(terminal, 1, "images", { quiet });
    report.line("a line");
    report.warn("something odd");
    report.advance();
    report.finish();
    return [out, err];
  };
  expect(run(false)).toEqual(["a line\n", "warning: something odd\n"]);
  expect(run(true)).toEqual(["", "warning: something odd\n"]);
});
