// The driver's state, large enough for the back of a car, and below it what the view lacks.

import type { DriverState } from "../../../src/index.ts";
import { shot } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Icon, type IconName } from "./icon.tsx";
import { StillCard } from "./stillCard.tsx";

/** How grave each state is: colour, shape and word all say it. */
const LOOKS: Record<DriverState, { readonly tone: string; readonly icon: IconName }> = {
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
  const now = shot.value;
  if (now === null) return <section class="card state tone-quiet" aria-hidden="true" />;
  const { report } = now;
  if (report === null) return <StillCard face={now.face} />;
  const { tone, icon } = LOOKS[report.state];
  return (
    <section class={`card state tone-${tone}`}>
      <div class="state-word" role="status" aria-live="assertive">
        <Icon name={icon} large />
        <strong>{t.states[report.state]}</strong>
      </div>
      <p class="state-advice">{t.advice[report.state]}</p>
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
