// The driver's state, large enough to be read from a distance, and the parts of the face that cannot be judged.

import type { DriverState, Face, Openness } from "../../../src/index.ts";
import { shownFrame } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Icon, type IconName } from "./icon.tsx";

/** How each state is shown: its colour and its icon, beside its word. */
const APPEARANCE: Record<DriverState, { readonly tone: string; readonly icon: IconName }> = {
  absent: { tone: "quiet", icon: "nobody" },
  unknown: { tone: "quiet", icon: "question" },
  calibrating: { tone: "quiet", icon: "target" },
  attentive: { tone: "good", icon: "check" },
  distracted: { tone: "caution", icon: "away" },
  drowsy: { tone: "caution", icon: "moon" },
  microsleep: { tone: "bad", icon: "warning" },
  asleep: { tone: "bad", icon: "warning" },
  unresponsive: { tone: "bad", icon: "warning" },
};

export function StateCard() {
  const t = text.value;
  const now = shownFrame.value;
  if (now === null) return <section class="card state tone-quiet" aria-hidden="true" />;
  const { report } = now;
  if (report === null) return <StillCard face={now.face} />;
  const { tone, icon } = APPEARANCE[report.state];
  return (
    <section class={`card state tone-${tone}`}>
      <div class="state-word" role="status" aria-live="assertive">
        <Icon name={icon} large />
        <strong>{t.states[report.state]}</strong>
      </div>
      <p class="state-advice">
        {report.noImageFor === undefined
          ? t.advice[report.state]
          : t.view.noImage(Math.floor(report.noImageFor))}
      </p>
      <p class={report.degraded.length > 0 ? "state-view state-degraded" : "state-view"}>
        {report.degraded.length > 0
          ? `${t.view.degraded}: ${report.degraded
              .map(({ part, problem }) => t.view.part(t.parts[part], t.viewProblems[problem]))
              .join(" · ")}`
          : report.calibration.phase === "ready"
            ? t.view.calibrated
            : t.view.calibrating}
      </p>
      {report.calibration.phase === "calibrating" && (
        <progress
          class="calibration"
          max={1}
          value={report.calibration.progress}
          aria-label={t.view.calibrating}
        />
      )}
    </section>
  );
}

/** Of a single image: whether all parts of the face can be judged, and which cannot. */
export function StillCard({ face }: { readonly face: Face | null }) {
  const t = text.value;
  const lacking = face === null ? [] : lackingParts(face);
  const degraded = lacking.length > 0;
  const [tone, icon, word] =
    face === null
      ? (["quiet", "nobody", t.stage.noFace] as const)
      : degraded
        ? (["caution", "warning", t.view.degraded] as const)
        : (["good", "check", t.still.clear] as const);
  return (
    <section class={`card state tone-${tone}`}>
      <div class="state-word" role="status">
        <Icon name={icon} large />
        <strong>{word}</strong>
      </div>
      <p class="state-advice">{lacking.join(" · ") || t.still.help}</p>
    </section>
  );
}

const PROBLEMS = {
  occluded: "hidden",
  "turned-away": "turned-away",
  "low-score": "unsure",
} as const;

/** The parts that cannot be judged, in words. */
function lackingParts({ eyes, mouth }: Face): string[] {
  const t = text.value;
  const why = ({ reason = "low-score" }: Openness): string => t.viewProblems[PROBLEMS[reason]];
  const lacking: string[] = [];
  if (!eyes.left.valid && !eyes.right.valid)
    lacking.push(t.view.part(t.parts.eyes, why(eyes.left)));
  if (!mouth.valid) lacking.push(t.view.part(t.parts.mouth, why(mouth)));
  return lacking;
}
