// `vigil figures`: writes the figures of measurement records into a model card.

import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../node/cli/errors.ts";
import { addFigures, MODEL_STEMS, type ModelStem } from "../export/write.ts";
import { parseMeasurement } from "./measurement.ts";

/** Adds `figures` to the program. */
export function registerFigures(program: Command): void {
  program
    .command("figures")
    .description("write the figures of measurements (--json of vigil evaluate) into a model card")
    .argument("<model>", MODEL_STEMS.join(", "), modelStem)
    .argument("<name=file...>", "a prefix for the figures and the file that holds them")
    .option("--models <folder>", "folder of the model", "models")
    .action(async (model: ModelStem, files: readonly string[], { models }: { models: string }) => {
      const figures: Record<string, number> = {};
      for (const each of files) Object.assign(figures, await readFigures(each));
      await addFigures(models, model, figures);
    });
}

/** The numbers of one record, flattened, each name after the prefix. */
async function readFigures(argument: string): Promise<Record<string, number>> {
  const [, prefix, path] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  if (prefix === undefined || path === undefined) {
    throw new UsageError(`"${argument}" is not of the form name=file, such as helen=helen.json.`);
  }
  const { figures } = parseMeasurement(await readFile(path, "utf8"));
  return Object.fromEntries(numbersIn(figures, prefix));
}

function numbersIn(value: unknown, name: string): [string, number][] {
  if (typeof value === "number") return [[name, Number(value.toPrecision(4))]];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${name}.${key}`));
}

function modelStem(text: string): ModelStem {
  const stem = MODEL_STEMS.find((each) => each === text);
  if (stem !== undefined) return stem;
  throw new InvalidArgumentError(`It must be one of ${MODEL_STEMS.join(", ")}.`);
}
