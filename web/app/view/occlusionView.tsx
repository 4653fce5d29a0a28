// *Try occlusion*: occluders are laid over the face, and the measures before and after are compared.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Face } from "../../../src/index.ts";
import { OCCLUDERS } from "../occlusion/occluders.ts";
import { EMPTY_SCENE, putOn } from "../occlusion/scene.ts";
import { beginTrial, type Trial } from "../occlusion/trial.ts";
import type { Controller } from "../sources/controller.ts";
import { shownFrame } from "../state/live.ts";
import { text } from "../text/index.ts";
import { HeadCard } from "./headCard.tsx";
import { Icon } from "./icon.tsx";
import { degrees, eyeText, hiddenLandmarks } from "./measures.ts";
import { StillCard } from "./stateCard.tsx";
import { type BrushMode, TrialCanvas } from "./trialCanvas.tsx";

export function OcclusionView({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const trial = useSignal<Trial | null>(null);
  const now = shownFrame.value;
  useEffect(() => controller.pause(), [controller]);
  useEffect(() => {
    if (now === null) return;
    const begun = beginTrial(controller, now);
    trial.value = begun;
    return () => begun.close();
  }, [controller, now]);
  return (
    <div class="occlusion">
      <section class="card">
        <h2>{t.occlusion.title}</h2>
        <p>{t.occlusion.lead}</p>
      </section>
      {trial.value === null || trial.value.before.face === null ? (
        <p class="card">{t.maps.noFace}</p>
      ) : (
        <TrialBench trial={trial.value} />
      )}
    </div>
  );
}

function TrialBench({ trial }: { readonly trial: Trial }) {
  const t = text.value;
  const mode = useSignal<BrushMode>("move");
  const selected = useSignal<number | null>(null);
  const { before } = trial;
  const scene = trial.scene.value;
  const after = trial.after.value;
  const nextId = useComputed(
    () => 1 + Math.max(0, ...trial.scene.value.occluders.map(({ id }) => id)),
  );

  const add = (kind: (typeof OCCLUDERS)[number]): void => {
    const face = after.face ?? before.face;
    if (face === null) return;
    const scale = before.image.width / (after.face ? after.width : before.width);
    const occluder = putOn(kind, nextId.value, face, scale);
    mode.value = "move";
    selected.value = occluder.id;
    trial.change({ ...scene, occluders: [...scene.occluders, occluder] });
  };

  return (
    <div class="drive">
      <div class="drive-image">
        <div class="sources" role="toolbar" aria-label={t.occlusion.tools}>
          {OCCLUDERS.map((kind) => (
            <button key={kind} type="button" class="segment" onClick={() => add(kind)}>
              + {t.occlusion.objects[kind]}
            </button>
          ))}
          <button
            type="button"
            class="segment"
            aria-pressed={mode.value === "brush"}
            onClick={() => (mode.value = mode.value === "brush" ? "move" : "brush")}
          >
            {t.occlusion.brush}
          </button>
          <button
            type="button"
            class="segment"
            disabled={scene.occluders.length + scene.strokes.length === 0}
            onClick={() => {
              selected.value = null;
              trial.change(EMPTY_SCENE);
            }}
          >
            <Icon name="trash" />
            {t.occlusion.clear}
          </button>
        </div>
        <TrialCanvas trial={trial} mode={mode.value} selected={selected} />
        <p class="small">{t.occlusion.keys}</p>
      </div>
      <div class="drive-state">
        <StillCard face={after.face} />
        <HeadCard face={after.face} />
        <Comparison before={before.face} after={after.face} />
      </div>
    </div>
  );
}

interface ComparisonProps {
  readonly before: Face | null;
  readonly after: Face | null;
}

/** The measures of a face before and after something was laid over it. */
function Comparison({ before, after }: ComparisonProps) {
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
