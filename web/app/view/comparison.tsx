// A face before and after something was laid over it, number by number.

import type { Face } from "../../../src/index.ts";
import { text } from "../text/index.ts";
import { degrees, eyeText, hiddenLandmarks } from "./measures.ts";

interface ComparisonProps {
  readonly before: Face | null;
  readonly after: Face | null;
}

export function Comparison({ before, after }: ComparisonProps) {
  const t = text.value;
  const rows: readonly (readonly [string, (face: Face) => string | null])[] = [
    [t.gauges.occluded, (face) => String(hiddenLandmarks(face))],
    [t.head.yaw, ({ pose }) => degrees(pose.yaw)],
    [t.head.pitch, ({ pose }) => degrees(pose.pitch)],
    [t.head.roll, ({ pose }) => degrees(pose.roll)],
    [t.gauges.leftEye, ({ eyes }) => eyeText(eyes.left)],
    [t.gauges.rightEye, ({ eyes }) => eyeText(eyes.right)],
    [t.gauges.mouth, ({ mouth }) => mouth.openness?.toFixed(2) ?? null],
    [t.gauges.score, ({ score }) => score.toFixed(2)],
  ];
  const cell = (face: Face | null, value: (face: Face) => string | null): string =>
    face === null ? "–" : (value(face) ?? t.gauges.unknown);
  return (
    <table class="card comparison">
      <thead>
        <tr>
          <td />
          <th scope="col">{t.occlusion.before}</th>
          <th scope="col">{t.occlusion.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{cell(before, value)}</td>
            <td>
              <strong>{cell(after, value)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
