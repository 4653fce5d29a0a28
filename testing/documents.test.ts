// What documents and comments name exists: linked files, files of the repository, commands and their options.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../bin/program.ts";
import { addTrainingCommands } from "../bin/trainingCommands.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = [
  ...["bench", "bin", "docs", "drives", "models", "node", "samples"],
  ...["src", "testing", "tools", "training", "web"],
];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => !/node_modules|\bdist\b/.test(name))
    .map((name) => join(folder, name)),
);
const documents = ["README.md", "CONTRIBUTING.md", ...files.filter((file) => /\.md$/.test(file))];
const sources = files.filter((file) => /\.(ts|tsx|js|css|html)$/.test(file));

test("links in documents lead to files", () => {
  const broken = documents.flatMap((document) =>
    matches(textOf(document), /\]\((?!https?:|#)([^)#\s]+)/g)
      .filter((link) => !existsSync(join(ROOT, dirname(document), link)))
      .map((link) => `${document}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("documents and comments name files of the repository that exist", () => {
  const path = new RegExp(
    `(?<![\\w/.-])(?:${FOLDERS.join("|")})/[\\w./-]*\\.(?:tsx?|md|json|onnx|webm|jpg|webp)\\b`,
    "g",
  );
  const missing = [...documents, ...sources].flatMap((file) =>
    matches(file.endsWith(".md") ? textOf(file) : commentsOf(file), path)
      .filter((named) => !existsSync(join(ROOT, named)))
      .map((named) => `${file}: ${named}`),
  );
  expect(missing).toEqual([]);
});

test("commands in documents exist and have the options that are shown", () => {
  const program = wholeProgram();
  const wrong = documents
    .filter((file) => !file.startsWith("docs/history/"))
    .flatMap((document) =>
      matches(textOf(document), /(?:^|npx |`| )vigil ([a-z][^`\n|#]*)/gm)
        .map((line) => [line, unknownWord(program, line.trim().split(/\s+/))])
        .filter(([, unknown]) => unknown !== undefined)
        .map(([line, unknown]) => `${document}: vigil ${line}: ${unknown}`),
    );
  expect(wrong).toEqual([]);
});

test("npm scripts in documents exist", () => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const named = [...documents, ...sources].flatMap((file) =>
    matches(file.endsWith(".md") ? textOf(file) : commentsOf(file), /\bnpm run ([a-z][a-z:]*)/g),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("a word that a command does not know is found", () => {
  const program = wholeProgram();
  expect(unknownWord(program, ["evaluate", "landmarks", "DIR", "--occlude", "1"])).toBeUndefined();
  expect(unknownWord(program, ["evaluate", "taste", "DIR"])).toBe("taste");
  expect(unknownWord(program, ["analyze", "a.jpg", "--taste"])).toBe("--taste");
});

function wholeProgram(): ReturnType<typeof createProgram> {
  const program = createProgram();
  addTrainingCommands(program);
  return program;
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function commentsOf(file: string): string {
  return matches(textOf(file), /(?<!:)\/\/.*$|\/\*[\s\S]*?\*\//gm).join("\n");
}

/** The first group, or the whole, of each match. */
function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([whole, group]) => group ?? whole);
}

/** The first word of a command line that is neither a command nor an option nor an argument. */
function unknownWord(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next) command = next;
    else if (/^--?[a-z]/.test(word)) {
      // Documents leave the network out where the option is the same for all: vigil train --device cuda.
      const options = [command, ...command.commands].flatMap((each) => each.options);
      if (!options.some(({ long, short }) => long === word || short === word)) return word;
    } else if (command.commands.length > 0 && !words.some((each) => each.startsWith("-"))) {
      return word;
    }
  }
  return undefined;
}
