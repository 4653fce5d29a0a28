// The model card as a Markdown page, generated from the machine-readable card.

import type { ModelCard } from "../../src/modelCard.ts";

/** Markdown of a model card. */
export function cardMarkdown(card: ModelCard): string {
  const { architecture, training } = card;
  const figures = Object.entries(card.figures).map(([name, value]) => [name, String(value)]);
  const data = card.data.map(({ name, use, images, terms, assets = [] }) => {
    const licences = assets.map((asset) => `${asset.name} (${asset.licence})`);
    return [name, use, String(images), [terms, ...licences].join("; ")];
  });
  return `# ${card.name} ${card.version}

${card.description}

## Architecture

${architecture.summary}

- Parameters: ${architecture.parameters.toLocaleString("en")}
- Operations a run: ${(architecture.operations / 1e9).toFixed(2)} GFLOP (multiply and add counted as two)
${card.sha256 === undefined ? "" : `- SHA-256 of the file: \`${card.sha256}\`\n`}
## Training

\`\`\`
${training.command}
\`\`\`

${training.images.toLocaleString("en")} augmented views in ${training.hours.toFixed(1)} hours; seed ${training.seed}.

${table(["Data", "Use", "Images", "Terms"], data)}

## Figures

${figures.length === 0 ? "Not measured yet." : table(["Figure", "Value"], figures)}

## How its output is read

\`\`\`json
${JSON.stringify(forReading(card), null, 2)}
\`\`\`

## Terms

${card.terms}
`;
}

/** How the output is read, without the thousands of numbers of a shape model and of a correction. */
function forReading({ runtime }: ModelCard): object {
  if (!("shape" in runtime) || runtime.shape === undefined) return runtime;
  const { shape, shapeCorrection, ...others } = runtime;
  return {
    ...others,
    shape: { modes: shape.modes.length, peakError: shape.peakError },
    ...(shapeCorrection && { shapeCorrection: { terms: shapeCorrection.terms.length } }),
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
