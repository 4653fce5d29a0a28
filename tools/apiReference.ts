// Writes docs/api.md: the exports of each entry point of the package, with their doc comments.
//
// Run by `npm run docs:api`. The declarations are found with Rolldown's parser, which the build has already; TypeScript
// 7 has no interface for programs, and TypeDoc would need a second TypeScript.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAst } from "rolldown/parseAst";

const ENTRIES = [
  ["vigil", "src/index.ts"],
  ["vigil/node", "node/index.ts"],
  ["vigil/web", "web/library/index.ts"],
  ["vigil/training", "training/index.ts"],
] as const;

/** A declaration: its doc comment without the stars, and its text without the body. */
interface Declaration {
  readonly name: string;
  readonly kind: "function" | "class" | "constant" | "type";
  readonly doc: string;
  readonly code: string;
}

type Node = ReturnType<typeof parseAst>["body"][number];

/** The declarations that a file exports, those of other files that it re-exports included. */
function declarationsOf(file: string): Declaration[] {
  const text = readFileSync(file, "utf8");
  return parseAst(text, { lang: "ts" }, file).body.flatMap((node): Declaration[] => {
    if (node.type === "ExportAllDeclaration") {
      // What `vigil/node` repeats of `vigil` stands under `vigil`.
      return [];
    }
    if (node.type !== "ExportNamedDeclaration") return [];
    if (node.source) {
      const from = declarationsOf(join(dirname(file), node.source.value));
      const names = node.specifiers.map(({ exported }) =>
        "name" in exported ? exported.name : exported.value,
      );
      return from.filter(({ name }) => names.includes(name));
    }
    return declared(text, node);
  });
}

function declared(
  text: string,
  node: Extract<Node, { type: "ExportNamedDeclaration" }>,
): Declaration[] {
  const { declaration } = node;
  if (!declaration) return [];
  const doc = docBefore(text, node.start);
  const code = (end: number): string => text.slice(declaration.start, end).trim();
  switch (declaration.type) {
    case "FunctionDeclaration": {
      const end = declaration.body?.start ?? declaration.end;
      return [{ name: declaration.id?.name ?? "", kind: "function", doc, code: `${code(end)};` }];
    }
    case "ClassDeclaration": {
      const name = declaration.id?.name ?? "";
      return [{ name, kind: "class", doc, code: code(declaration.end) }];
    }
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [{ name: declaration.id.name, kind: "type", doc, code: code(declaration.end) }];
    case "VariableDeclaration":
      return declaration.declarations.flatMap(({ id }) =>
        id.type === "Identifier"
          ? [{ name: id.name, kind: "constant" as const, doc, code: constant(text, declaration) }]
          : [],
      );
    default:
      return [];
  }
}

/** A constant's text. Objects with functions are shown by their signatures, schemas by their name. */
function constant(text: string, node: Extract<Node, { type: "VariableDeclaration" }>): string {
  const whole = text.slice(node.start, node.end);
  if (whole.split("\n").length <= 12 && !/=>|z\./.test(whole)) return whole;
  const [{ init }] = node.declarations;
  const head = whole.slice(0, whole.search(/ = /));
  if (init?.type !== "ObjectExpression") return `${head};`;
  const members = init.properties.flatMap((property) => {
    if (property.type !== "Property" || property.value.type !== "FunctionExpression") return [];
    const doc = docBefore(text, property.start).replace(/^/gm, "   * ").trimEnd();
    const signature = text.slice(property.start, property.value.body?.start).trim();
    return [`  /**\n${doc}\n   */\n  ${signature};`];
  });
  return members.length === 0 ? `${head};` : `${head}: {\n${members.join("\n")}\n};`;
}

/** The text of the doc comment that ends right before a position. */
function docBefore(text: string, position: number): string {
  const before = text.slice(0, position).trimEnd();
  if (!before.endsWith("*/")) return "";
  const comment = before.slice(before.lastIndexOf("/**") + 3, -2);
  return comment.replace(/^ *\* ?/gm, "").trim();
}

/** A doc comment as Markdown: text, a list of its tags, and its example as code. */
function docMarkdown(doc: string): string {
  const [body = "", ...tags] = doc.split(/(?:^| )@(?=param|returns|throws|example)/m);
  const list = tags
    .filter((tag) => !tag.startsWith("example"))
    .map((tag) => {
      const [word = ""] = tag.split(/\s/);
      const rest = tag
        .slice(word.length)
        .trim()
        .replace(/\s*\n\s*/g, " ");
      if (word !== "param") return `- *${word}* ${rest}`;
      const name = rest.split(" ")[0] ?? "";
      return `- \`${name}\`: ${rest.slice(name.length).trim()}`;
    });
  const examples = tags
    .filter((tag) => tag.startsWith("example"))
    .map((tag) => `\`\`\`ts\n${tag.slice("example".length).trim()}\n\`\`\``);
  return [body.trim(), list.join("\n"), ...examples].filter((part) => part !== "").join("\n\n");
}

function markdown({ name, code, doc }: Declaration): string {
  return `### \`${name}\`\n\n\`\`\`ts\n${code}\n\`\`\`\n\n${docMarkdown(doc)}`.trimEnd();
}

const GROUPS = [
  ["Functions", "function"],
  ["Objects and constants", "constant"],
  ["Errors", "class"],
  ["Types", "type"],
] as const;

const sections = ENTRIES.map(([name, file]) => {
  const all = declarationsOf(file);
  const groups = GROUPS.flatMap(([title, kind]) => {
    const members = all
      .filter((each) => each.kind === kind)
      .sort((p, q) => (p.name < q.name ? -1 : 1));
    return members.length === 0 ? [] : [`**${title}**\n\n${members.map(markdown).join("\n\n")}`];
  });
  return `## ${name}\n\n${groups.join("\n\n")}`;
});
const intro = `# API reference

Generated from the doc comments by \`npm run docs:api\`. The examples are compiled and run by the tests. In them, \`frame\` is
\`samples/driver-mask.jpg\` and \`vigil\` is a loaded Vigil. \`vigil/node\` also exports everything of \`vigil\`.`;
writeFileSync("docs/api.md", `${intro}\n\n${sections.join("\n\n")}\n`);
