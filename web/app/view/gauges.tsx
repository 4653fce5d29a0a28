// The measures behind the state, each with a bar. A measure that is unknown is shown as unknown, not as zero.

import { shownFrame } from "../state/live.ts";
import { text } from "../text/index.ts";
import { eyeText, hiddenLandmarks, percent } from "./measures.ts";

interface GaugeProps {
  readonly label: string;
  /** How far the bar is filled, 0..1; null when it is unknown. */
  readonly share: number | null;
  /** The value as text; null when it is unknown. */
  readonly value: string | null;
  /** Text for an unknown value. Default: not visible. */
  readonly unknown?: string;
}

export function Gauges() {
  const t = text.value;
  const now = shownFrame.value;
  const face = now?.face ?? null;
  const report = now?.report ?? null;
  const hidden = hiddenLandmarks(face);
  const rows: GaugeProps[] = [];
  if (report !== null) {
    const { eyeClosure, perclos, blinkRate } = report;
    rows.push({
      label: t.gauges.eyeClosure,
      share: eyeClosure,
      value: eyeClosure === null ? null : percent(eyeClosure),
    });
    for (const { window, value } of perclos) {
      rows.push({
        label: t.gauges.perclos(window),
        // The bar ends at 30 %, twice the threshold of drowsiness.
        share: shareOf(value, 0.3),
        value: value === null ? null : percent(value),
        unknown: t.gauges.notYet,
      });
    }
    rows.push({
      label: t.gauges.blinkRate,
      share: shareOf(blinkRate, 40),
      value: blinkRate === null ? null : String(Math.round(blinkRate)),
      unknown: t.gauges.notYet,
    });
  } else {
    for (const [label, eye] of [
      [t.gauges.leftEye, face?.eyes.left],
      [t.gauges.rightEye, face?.eyes.right],
    ] as const) {
      rows.push({
        label,
        share: shareOf(eye?.openness ?? null, 0.4),
        value: eye ? eyeText(eye) : null,
      });
    }
  }
  const mouth = report ? report.mouthOpenness : (face?.mouth.openness ?? null);
  rows.push(
    {
      label: t.gauges.mouth,
      share: shareOf(mouth, 1),
      value: mouth === null ? null : mouth.toFixed(2),
    },
    {
      label: t.gauges.occluded,
      share: face && hidden / 68,
      value: face && t.gauges.of(hidden, 68),
    },
    { label: t.gauges.score, share: face?.score ?? null, value: face?.score.toFixed(2) ?? null },
  );
  return (
    <dl class="card gauges">
      {rows.map((row) => (
        <Gauge key={row.label} {...row} />
      ))}
    </dl>
  );
}

/** How far a value fills a bar that ends at `full`. */
function shareOf(value: number | null, full: number): number | null {
  return value === null ? null : Math.min(1, value / full);
}

function Gauge({ label, share, value, unknown }: GaugeProps) {
  return (
    <div class="gauge">
      <dt>{label}</dt>
      <dd class={value === null ? "gauge-unknown" : undefined}>
        {value ?? unknown ?? text.value.gauges.unknown}
        <span class="bar" aria-hidden="true">
          {share !== null && <span style={{ width: `${100 * share}%` }} />}
        </span>
      </dd>
    </div>
  );
}
