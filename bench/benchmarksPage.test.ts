import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { modelsFolder } from "../node/modelsFolder.ts";
import type { MeasurementRecord } from "../training/cli/measurement.ts";
import { benchmarksPage, currentPage } from "./benchmarksPage.ts";

const shipped = {
  detector: { name: "vigil-detector", version: "2.0.0", sha256: "aa" },
  landmarks: { name: "vigil-landmarks", version: "3.0.0", sha256: "bb" },
};

const record: MeasurementRecord = {
  schema: "vigil-measurement",
  version: 1,
  measurement: "detection",
  command: "vigil evaluate detection DATA/street DATA/street.csv",
  date: "2026-01-02",
  data: { name: "street", count: 3 },
  models: shipped,
  machine: { cpu: "CPU", cores: 2, memoryGigabytes: 8, node: "v20.0.0", platform: "linux x64" },
  figures: { images: 3, faces: 7, min_size_px: 32, average_precision_50: 0.8571, recall: 0.5 },
};

test("a record becomes a table with its command, models and machine", () => {
  const page = benchmarksPage([record], shipped);
  expect(page).toContain("Shipped networks: detector 2.0.0, landmarks 3.0.0.");
  expect(page).toContain("|  | street |");
  expect(page).toContain("| average precision | 0.857 |");
  expect(page).toContain(
    "- street: `vigil evaluate detection DATA/street DATA/street.csv`; detector 2.0.0, landmarks 3.0.0; 2026-01-02; CPU, 2 cores, 8 GB, Node v20.0.0",
  );
  // Figures that no record has are not listed.
  expect(page).not.toContain("detector alone: recall");
});

test("records of other weights than the shipped ones are marked", () => {
  const landmarks = { name: "vigil-landmarks", version: "2.9.0", sha256: "cccccccccccc" };
  const old = { ...record, models: { ...shipped, landmarks } };
  const page = benchmarksPage([record, old], shipped);
  expect(page).toContain("| street | street (**outdated: landmarks 2.9.0 cccccccc**) |");
});

test("an unknown measurement is refused", () => {
  expect(() => benchmarksPage([{ ...record, measurement: "taste" }], shipped)).toThrow(/"taste"/);
});

test("docs/benchmarks.md is what the records in docs/benchmarks/ give (npm run benchmarks)", async () => {
  const path = join(dirname(modelsFolder()), "docs", "benchmarks.md");
  expect(await readFile(path, "utf8")).toBe(await currentPage());
});

test("columns that were measured with networks of the set open say so, and are not outdated", () => {
  const landmarks = { name: "vigil-landmarks", version: "0.1.0", sha256: "dd" };
  const detector = { name: "vigil-detector", version: "0.1.0", sha256: "ee" };
  const open = { ...record, models: { detector, landmarks } };
  const mixed = { ...record, models: { ...shipped, landmarks } };
  const page = benchmarksPage([record, open, mixed], shipped, { detector, landmarks });
  expect(page).toContain('Set "open" ([open-weights.md](open-weights.md)): detector 0.1.0,');
  expect(page).toContain("| street | street, set open | street, landmarks of set open |");
});
