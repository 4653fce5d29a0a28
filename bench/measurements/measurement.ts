// What a section of docs/benchmarks.md says of its measurement.

import type { MeasurementRecord } from "../../training/cli/measurement.ts";
import type { RowOf } from "../figureRows.ts";

/** A kind of measurement. Records of one kind with the same rows share a table, one column each. */
export interface Measurement {
  readonly title: string;
  /** One sentence on what is measured. */
  readonly about: string;
  /** One sentence on what the figures do not show. */
  readonly limits: string;
  readonly rows: RowOf;
  /** Heads of a cell's parts, which are separated by "; ". With them each record has a table of its own. */
  readonly heads?: readonly string[];
  /** The head of a record's column; default: the name of its data. */
  readonly column?: (record: MeasurementRecord) => string;
}
