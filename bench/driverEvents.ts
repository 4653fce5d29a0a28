// Measures the driver monitor on scripted drivers: `node dist/bench/driverEvents.js --seeds 20`.
//
// Each seed is a drive of some six minutes with every kind of event at a known time, between everyday blinks, glances,
// talk and hands (drives/randomDrives.ts). Drivers and cameras differ. For each kind of event it prints precision,
// recall and the error of the start. Ordinary drives of ten minutes follow, in which every event except a blink, and
// every alert, is a false positive.

import { Command } from "commander";
import { stillScript } from "../drives/builder.ts";
import { groundTruthEvents } from "../drives/groundTruth.ts";
import { monitorScript } from "../drives/monitorScript.ts";
import { eventfulDrive, ordinaryDrive } from "../drives/randomDrives.ts";
import { atLeastOne, listOf, positive } from "../node/cli/arguments.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";
import { type EventScore, matchEvents, sumScores } from "../training/metrics/matchEvents.ts";

interface Options {
  readonly seeds: number;
  readonly rates: readonly number[];
  readonly network: boolean;
  readonly list: boolean;
  readonly json?: string;
}

const command = new Command("driverEvents")
  .description("Precision, recall and onset error of the driver monitor on scripted drivers.")
  .option("--seeds <count>", "drives of each kind", atLeastOne, 20)
  .option("--rates <list>", "frames a second, with commas", listOf(positive), [10, 15, 30])
  .option("--network", "imitate an eye-state network too", false)
  .option("--list", "list missed events and false positives", false)
  .option("--json <file>", "write a record of the figures; with one of the rates only");

/** Standard deviation of the time between frames, as a share of it. */
const JITTER = 0.15;

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  if (options.json !== undefined && options.rates.length !== 1) {
    throw new Error("A record is of one frame rate: name it with --rates.");
  }
  for (const rate of options.rates) {
    console.log(`\n${rate} frames/s, ${options.seeds} eventful drives`);
    const scores = seeds(options.seeds).map((seed) => {
      const script = stillScript({
        ...eventfulDrive(seed),
        rate,
        jitter: JITTER,
        eyeState: options.network,
      });
      const match = matchEvents(groundTruthEvents(script), monitorScript(script).events);
      if (options.list) {
        for (const event of match.missed) console.log("missed", seed, JSON.stringify(event));
        for (const event of match.falsePositives)
          console.log("false positive", seed, JSON.stringify(event));
      }
      return match.byKind;
    });
    const events = sumScores(scores);
    console.table(Object.fromEntries(Object.entries(events).map(([kind, s]) => [kind, row(s)])));
    console.log(`${rate} frames/s, ${options.seeds} ordinary drives of ten minutes`);
    const { "hours driven": hours, ...counts } = ordinary(options, rate);
    console.table({ "hours driven": hours, ...counts });
    const { json, seeds: drives } = options;
    await writeMeasurement(
      {
        program: "npm run bench:events --",
        measurement: "driver-events",
        data: "scripted drives",
        count: drives,
        networks: [],
        figures: { rate, drives, events, ordinary: { hours, ...counts } },
      },
      { json },
    );
  }
}

/** Counts events and alerts over drives in which nothing but blinks happened. */
function ordinary(options: Options, rate: number): Record<string, number> {
  const counts: Record<string, number> = { "hours driven": options.seeds / 6, alerts: 0 };
  for (const seed of seeds(options.seeds)) {
    const script = stillScript({
      ...ordinaryDrive(seed, 600),
      rate,
      jitter: JITTER,
      eyeState: options.network,
    });
    const { events, alerts } = monitorScript(script);
    counts["alerts"] = (counts["alerts"] ?? 0) + alerts.length;
    for (const event of events) {
      const { kind } = event;
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (options.list && kind !== "blink") console.log("ordinary", seed, JSON.stringify(event));
    }
  }
  return counts;
}

function row({ truth, found, precision, recall, onsetErrors }: EventScore) {
  const errors = onsetErrors.map(Math.abs).toSorted((p, q) => p - q);
  const at = (share: number) => errors[Math.floor(share * (errors.length - 1))];
  const rounded = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : Number(value.toFixed(3));
  return {
    truth,
    found,
    precision: rounded(precision),
    recall: rounded(recall),
    "onset error median s": rounded(at(0.5)),
    "95 % s": rounded(at(0.95)),
  };
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k + 1);
}
