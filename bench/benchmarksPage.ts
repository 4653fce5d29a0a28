// Renders docs/benchmarks.md from the records in docs/benchmarks/: `npm run benchmarks`.
//
// Each measurement's command writes a record with --json (vigil evaluate …, npm run bench, …). Copy it into
// docs/benchmarks/ and run this. No figure of the page is typed by hand. Columns of other weights than those in
// models/ are marked, so that figures of two model versions are never read as one.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { modelsFolder, modelsPath } from "../node/modelsFolder.ts";
import { errorMessage } from "../src/errorMessage.ts";
import {
  type MeasuredModels,
  type MeasurementRecord,
  MODEL_FILES,
  measuredModels,
  parseMeasurement,
} from "../training/cli/measurement.ts";
import type { Measurement } from "./measurements/measurement.ts";
import { MEASUREMENTS } from "./measurements.ts";

/**
 * The page of some records.
 *
 * @param shipped the networks in models/.
 * @param open the networks in models/open/: columns that were measured with them say so.
 * @throws {Error} when a record's measurement is not defined.
 */
export function benchmarksPage(
  records: readonly MeasurementRecord[],
  shipped: MeasuredModels,
  open: MeasuredModels = {},
): string {
  for (const { measurement } of records) {
    if (!(measurement in MEASUREMENTS)) {
      throw new Error(`The measurement "${measurement}" is not defined in bench/measurements.`);
    }
  }
  const versionsOf = (models: MeasuredModels) =>
    Object.entries(models)
      .map(([stem, { version }]) => `${stem} ${version}`)
      .join(", ");
  const ofOpen =
    Object.keys(open).length === 0
      ? ""
      : ` Set "open" ([open-weights.md](open-weights.md)): ${versionsOf(open)}.`;
  const sections = Object.entries(MEASUREMENTS).flatMap(([name, measurement]) => {
    const own = records.filter((record) => record.measurement === name);
    return own.length === 0 ? [] : [section(measurement, own, { shipped, open })];
  });
  return [
    "# Benchmarks",
    "<!-- Made by npm run benchmarks from docs/benchmarks/*.json. Do not edit. -->",
    `Shipped networks: ${versionsOf(shipped)}.${ofOpen} What the figures mean is in [evaluation.md](evaluation.md). \`DATA\` is a folder of data sets; none of them comes with Vigil.`,
    ...sections,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function section(
  measurement: Measurement,
  records: readonly MeasurementRecord[],
  sets: Sets,
): string {
  const { title, about, limits, heads } = measurement;
  const column = (record: MeasurementRecord): string => {
    const data = measurement.column?.(record) ?? record.data.name;
    const name = "landmarks-nano" in record.models ? `${data}, nano` : data;
    const opened = openModels(record, sets);
    if (opened.length === 0) return name;
    const all = opened.length === Object.keys(record.models).length;
    return `${name}, ${all ? "" : `${opened.join(" and ")} of `}set open`;
  };
  const columns = records.map((record) => {
    const outdated = outdatedModels(record, sets);
    return outdated === "" ? column(record) : `${column(record)} (**outdated: ${outdated}**)`;
  });
  const tables =
    heads === undefined
      ? [table(columns, rowsOf(measurement, records))]
      : records.map((record, k) => {
          const parts = rowsOf(measurement, [record]).map(([row, cell]) => {
            const cells = cell.split("; ");
            return [row, ...cells, ...heads.slice(cells.length).map(() => "")];
          });
          return `${columns[k]}:\n\n${table(heads, parts)}`;
        });
  return [
    `## ${title}`,
    about,
    `Limits: ${limits}`,
    ...tables,
    records.map((record) => `- ${column(record)}: ${provenance(record)}`).join("\n"),
  ].join("\n\n");
}

/** A title and a cell of each record; rows without any figure are left out. */
function rowsOf({ rows }: Measurement, records: readonly MeasurementRecord[]): string[][] {
  const cells = records.map(({ figures }) => new Map(rows(figures)));
  const titles = [...new Set(cells.flatMap((each) => [...each.keys()]))];
  return titles
    .map((row) => [row, ...cells.map((each) => each.get(row) ?? "–")])
    .filter(([, ...values]) => values.some((value) => value !== "–"));
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(["", ...heads]), line(["---", ...heads.map(() => "---")]), ...rows.map(line)].join(
    "\n",
  );
}

/** The networks of models/ and of models/open/. */
interface Sets {
  readonly shipped: MeasuredModels;
  readonly open: MeasuredModels;
}

/** The measured networks that are of the set open. */
function openModels({ models }: MeasurementRecord, { open }: Sets): string[] {
  return Object.keys(models).filter((stem) => open[stem]?.sha256 === models[stem]?.sha256);
}

/** The measured networks that are of neither set, such as "landmarks 0.5.0". */
function outdatedModels({ models }: MeasurementRecord, { shipped, open }: Sets): string {
  return Object.entries(models)
    .filter(([stem, { sha256 }]) => [shipped, open].every((set) => set[stem]?.sha256 !== sha256))
    .map(([stem, { version, sha256 }]) => `${stem} ${version} ${sha256.slice(0, 8)}`)
    .join(", ");
}

function provenance({ command, date, models, machine }: MeasurementRecord): string {
  const networks = Object.entries(models).map(([stem, { version }]) => `${stem} ${version}`);
  const { cpu, cores, memoryGigabytes, node } = machine;
  return [
    `\`${command}\``,
    ...(networks.length === 0 ? [] : [networks.join(", ")]),
    date,
    `${cpu}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}`,
  ].join("; ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/**
 * Reads all records of a folder, in the order of their file names.
 *
 * @throws {Error} naming the file that is not a record.
 */
async function readRecords(folder: string): Promise<MeasurementRecord[]> {
  const stems = (await readdir(folder))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  return Promise.all(
    stems.map(async (stem) => {
      const name = `${stem}.json`;
      try {
        return parseMeasurement(await readFile(join(folder, name), "utf8"));
      } catch (cause) {
        throw new Error(`${name} is not a record of a measurement: ${errorMessage(cause)}`, {
          cause,
        });
      }
    }),
  );
}

/** The page as it should be now. */
export async function currentPage(): Promise<string> {
  const models = modelsFolder();
  const records = await readRecords(join(dirname(models), "docs", "benchmarks"));
  const [shipped, open] = await Promise.all(
    [models, modelsPath("open")].map((folder) => measuredModels(folder, MODEL_FILES)),
  );
  return benchmarksPage(records, shipped, open);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = join(dirname(modelsFolder()), "docs", "benchmarks.md");
  await writeFile(path, await currentPage());
  console.log(path);
}
