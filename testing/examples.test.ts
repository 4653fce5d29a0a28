// Checks the `@example` blocks of doc comments: they compile, and the values in their comments are right.
//
// In an example the exports of the package are in scope, and so are the names of `CONTEXT` and Node's file functions. A
// line `expression; // value` states the value of the expression; where the comment is a JavaScript literal the value is
// compared; `…` in a string stands for any text. An example with a comment `// RangeError: message` must end with this error.

import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const WORK = join(ROOT, "dist", "examples");
/** Names that an example does not declare are exports of its own file, of these, or of any other file. */
const ENTRIES = ["node/index.ts", "training/index.ts"];

/** Values that examples may use without declaring them: their type, and how a run gets them. */
const CONTEXT: Readonly<Record<string, readonly [type: string, value?: string]>> = {
  frame: ["Frame", 'await readImageFile("samples/driver-mask.jpg")'],
  vigil: ["Vigil", "await (globalThis.loadedVigil ??= loadVigil())"],
  runtime: ["RuntimeModule", '(await import("../../node/runtime.ts")).runtime'],
  observation: ["DriverObservation"],
  context: ["OverlayContext"],
  text: ["string"],
  graph: ["Graph"],
  loss: ["Value"],
};

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const sources = ["src", "node", "drives", "training"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith("training/cli/")),
);
/** The example of `occlude` takes an image and landmarks that are not given in it. */
const examples = sources
  .filter((file) => file !== "training/occluders/index.ts")
  .flatMap(examplesIn);

function examplesIn(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return Array.from(text.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)*)/gm), (match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    code: (match[1] ?? "").replace(/^ *\* ?/gm, ""),
  }));
}

/** Names that a file exports, re-exports included. */
function exportsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const declared = Array.from(
    text.matchAll(
      /^export (?:declare )?(?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm,
    ),
    ([, name = ""]) => name,
  );
  const listed = Array.from(text.matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, names = ""]) =>
    names.split(",").map((name) => name.trim().replace(/^type /, "")),
  ).flat();
  const all = Array.from(text.matchAll(/^export \* from "(.*)"/gm), ([, from = ""]) =>
    exportsOf(join(dirname(file), from)),
  ).flat();
  const named = listed.filter((name) => name !== "" && name !== "default");
  return [...declared, ...named, ...all];
}

/** An example as a module: imports of the names it uses, its context, and its code. */
function moduleOf(
  { file, code }: Example,
  contextAs: (type: string, value?: string) => string,
): string {
  const words = new Set(code.replace(/\/\/.*$/gm, "").match(/\b[A-Za-z_]\w*\b/g));
  const declares = (name: string): boolean =>
    new RegExp(`\\b(?:const|let|function) (?:${name}\\b|[{[][^=)\\n]*\\b${name}\\b(?! *:))`).test(
      code,
    );
  const context = Object.entries(CONTEXT)
    .filter(([name]) => words.has(name) && !declares(name))
    .map(([name, [type, value]]) => ({ name, type, value, text: contextAs(type, value) }));
  for (const { type, text } of context) {
    for (const word of [type, ...(text.match(/\b\w+\b/g) ?? [])]) words.add(word);
  }
  const imported = new Set(context.map(({ name }) => name));
  const imports = [file, ...ENTRIES, ...sources].map((from) => {
    const names = [...new Set(exportsOf(from))].filter(
      (name) => words.has(name) && !declares(name),
    );
    const fresh = names.filter((name) => !imported.has(name));
    for (const name of fresh) imported.add(name);
    const path = relative(WORK, join(ROOT, from));
    return fresh.length === 0 ? "" : `import { ${fresh.join(", ")} } from "${path}";\n`;
  });
  const files = ["readFile", "writeFile"].filter((name) => words.has(name));
  if (files.length > 0) imports.push(`import { ${files.join(", ")} } from "node:fs/promises";\n`);
  const constants = context.map(({ name, text }) => `const ${name}${text};\n`);
  return `${imports.join("")}\n${constants.join("")}\n${code}\nexport {};\n`;
}

beforeAll(() => {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
});

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

test("all examples compile", async () => {
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: {
      noEmit: true,
      incremental: false,
      tsBuildInfoFile: null,
      rootDir: "../..",
      noUnusedLocals: false,
      verbatimModuleSyntax: false,
      isolatedModules: false,
    },
    include: ["*.ts"],
    exclude: [],
  };
  writeFileSync(join(WORK, "tsconfig.json"), JSON.stringify(config));
  examples.forEach((example, k) => {
    const name = `${example.file.replaceAll("/", "-").replace(/\.ts$/, "")}-${example.line}-${k}.ts`;
    writeFileSync(
      join(WORK, name),
      moduleOf(example, (type) => ` = undefined as unknown as ${type}`),
    );
  });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const run = promisify(execFile)(process.execPath, [tsc, "-p", WORK], { cwd: ROOT });
  const errors = await run.then(
    () => "",
    (error: { stdout?: string }) => String(error.stdout),
  );
  expect(errors).toBe("");
});

/** Turns statements of an expression with a literal in the comment after it into comparisons. */
function withComparisons(code: string): string {
  return code.replace(
    /^( *)(?!const |let |await |return )([^\s/}][^\n]*);(?: \/\/ (.+)|((?:\n *\/\/ .*)+))$/gm,
    (statement, indent: string, expression: string, beside?: string, below = "") => {
      const literal = beside ?? String(below).replace(/\n *\/\/ /g, "\n");
      return isLiteral(literal) ? `${indent}compare(${expression}, ${literal});` : statement;
    },
  );
}

function isLiteral(text: string): boolean {
  try {
    new Function(`"use strict"; return (${text});`)();
    return true;
  } catch {
    return false;
  }
}

/** Examples that need files, devices or addresses which are not here, or that write files. */
const NOT_RUN = /\/dev\/|\b(?:rtsp|https?|wss?):\/\/|"(?:drive["/]|photo\.json|annotated|out\.)/;
const runnable = examples.filter(
  ({ file, code }) => /^(?:src|node)\//.test(file) && !NOT_RUN.test(code),
);

test.each(runnable.map((example) => [`${example.file}:${example.line}`, example] as const))(
  "the values in %s are right",
  async (name, example) => {
    const known = moduleOf(example, (_, value) => ` = ${value}`);
    if (known.includes(" = undefined;")) return;
    const code = withComparisons(known);
    const file = join(WORK, `run-${name.replace(/\W/g, "-")}.ts`);
    writeFileSync(
      file,
      `const { compare } = globalThis as never as Record<string, Function>;\n${code}`,
    );
    Object.assign(globalThis, {
      compare: (actual: unknown, expected: unknown) => {
        if (typeof expected === "string" && expected.includes("…")) {
          const [start = "", end = ""] = expected.split("…");
          expect(String(actual).slice(0, start.length)).toBe(start);
          if (expected.split("…").length === 2) expect(String(actual).endsWith(end)).toBe(true);
        } else {
          const isJson = typeof actual === "string" && typeof expected === "object";
          expect(isJson ? JSON.parse(actual) : actual).toEqual(expected);
        }
      },
    });
    const error = /\/\/ \w*Error: (.*)$/m.exec(example.code)?.[1];
    if (error === undefined) await import(file);
    else await expect(import(file)).rejects.toThrow(error.split("…")[0].trim());
  },
);
