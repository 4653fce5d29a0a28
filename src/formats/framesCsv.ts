// The table of a video: one row a frame about its driver, OpenFace 2's columns first, then the monitor's report.

import * as z from "zod";
import { check, mustBe, positive } from "../options.ts";
import type { DriverEvent, DriverReport } from "../report.ts";
import { reportSchema } from "../schemas.ts";
import type { TrackedFrame } from "../track/trackedFrame.ts";
import { type CsvColumn, type CsvValue, csvHeader, csvRow } from "./csv.ts";
import { FACE_COLUMNS, type FaceRow } from "./facesCsv.ts";
import { rounded } from "./rounded.ts";
import { checkSessionFrame, type SessionFrame } from "./sessionFrame.ts";

interface FrameRow extends FaceRow {
  readonly frame: TrackedFrame;
  readonly report: DriverReport;
}

/** A table whose PERCLOS columns are known. */
export interface FramesCsv {
  /** The header line. */
  readonly header: string;
  /**
   * The line of a frame; `success` is 0 when the driver is not in it.
   *
   * @throws {RangeError} naming the first malformed value.
   */
  row(frame: SessionFrame): string;
}

/**
 * Begins a table.
 *
 * @param windows lengths of the PERCLOS windows in seconds (`perclosWindows`), for columns such as `perclos_60`.
 * @throws {RangeError} when a length is not a number above 0.
 * @example
 * framesCsv([60]).header; // "frame,face_id,timestamp,confidence,success,…,perclos_60,perclos_60_coverage\n"
 */
export function framesCsv(windows: readonly number[]): FramesCsv {
  check(z.array(positive, mustBe("an array of seconds")), windows, "The PERCLOS windows");
  const columns = [...FACE_COLUMNS, ...MONITOR_COLUMNS, ...windows.flatMap(perclosColumns)];
  return {
    header: csvHeader(columns),
    row: (session) => {
      checkSessionFrame(session);
      const { frame, report } = session;
      const { index, timestamp, width, height } = frame;
      const face = frame.faces.find(({ id }) => id === frame.driver);
      const source = { frame: index + 1, timestamp, width, height };
      return csvRow(columns, { source, faceId: face?.id ?? 0, face, frame, report });
    },
  };
}

/**
 * The lengths of a report's PERCLOS windows, seconds.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * perclosWindows(createDriverMonitor().update({ timestamp: 0, face: null, brightness: 0.4 })); // [60, 180]
 */
export function perclosWindows(report: DriverReport): number[] {
  check(reportSchema, report, "The report's");
  return report.perclos.map(({ window }) => window);
}

function known(value: number | null | undefined, decimals: number): CsvValue {
  return value === null || value === undefined ? null : rounded(value, decimals);
}

/** Events as `3:microsleep;4:view-degraded`. */
function eventList(events: readonly DriverEvent[]): string {
  return events.map(({ id, kind }) => `${id}:${kind}`).join(";");
}

function monitor(name: string, value: (report: DriverReport) => CsvValue): CsvColumn<FrameRow> {
  return { name, value: ({ report }) => value(report) };
}

const MONITOR_COLUMNS: readonly CsvColumn<FrameRow>[] = [
  { name: "faces", value: ({ frame }) => frame.faces.length },
  { name: "brightness", value: ({ frame }) => rounded(frame.brightness, 4) },
  monitor("clock", ({ clock }) => clock),
  monitor("state", ({ state }) => state),
  monitor("calibration_progress", ({ calibration }) => known(calibration.progress, 3)),
  monitor("eye_closure", ({ eyeClosure }) => known(eyeClosure, 4)),
  monitor("eyes_problem", ({ eyesProblem }) => eyesProblem),
  monitor("driver_mouth_openness", ({ mouthOpenness }) => known(mouthOpenness, 4)),
  monitor("mouth_problem", ({ mouthProblem }) => mouthProblem),
  monitor("head_yaw", ({ head }) => known(head?.yaw, 3)),
  monitor("head_pitch", ({ head }) => known(head?.pitch, 3)),
  monitor("head_roll", ({ head }) => known(head?.roll, 3)),
  monitor("sight_yaw", ({ sight }) => known(sight?.yaw, 3)),
  monitor("sight_pitch", ({ sight }) => known(sight?.pitch, 3)),
  monitor("sight_deviation", ({ sight }) => known(sight?.deviation, 3)),
  monitor("sight_problem", ({ sightProblem }) => sightProblem),
  monitor("attention", ({ attention }) => attention),
  monitor("attention_by", ({ attentionBy }) => attentionBy),
  monitor("zone", ({ zone }) => zone),
  monitor("occluded_share", ({ occludedShare }) => known(occludedShare, 4)),
  monitor("blink_rate", ({ blinkRate }) => known(blinkRate, 2)),
  monitor("degraded", ({ degraded }) =>
    degraded.map(({ part, problem }) => `${part}:${problem}`).join(";"),
  ),
  monitor("events", ({ ongoing }) => eventList(ongoing)),
  monitor("events_changed", ({ changed }) => eventList(changed)),
  monitor("alerts", ({ alerts }) =>
    alerts.map(({ event, level, kind }) => `${event}:${level}:${kind}`).join(";"),
  ),
];

function perclosColumns(window: number): readonly CsvColumn<FrameRow>[] {
  const measured = (report: DriverReport): DriverReport["perclos"][number] | undefined =>
    report.perclos.find((each) => each.window === window);
  return [
    monitor(`perclos_${window}`, (report) => known(measured(report)?.value, 4)),
    monitor(`perclos_${window}_coverage`, (report) => known(measured(report)?.coverage, 4)),
  ];
}
