// Try occlusion: lay things over the face and see what Vigil says.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { OBJECTS } from "../occlusion/objects.ts";
import { EMPTY_SCENE, putOn } from "../occlusion/scene.ts";
import { beginTrial, type Trial } from "../occlusion/trial.ts";
import type { Controller } from "../sources/controller.ts";
import { shot } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Comparison } from "./comparison.tsx";
import { HeadCard } from "./headCard.tsx";
import { Icon } from "./icon.tsx";
import { StillCard } from "./stillCard.tsx";
import { type BrushMode, TrialCanvas } from "./trialCanvas.tsx";

export function OcclusionView({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const trial = useSignal<Trial | null>(null);
  const now = shot.value;
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
    () => 1 + Math.max(0, ...trial.scene.value.things.map(({ id }) => id)),
  );

  const add = (kind: (typeof OBJECTS)[number]): void => {
    const face = after.face ?? before.face;
    if (face === null) return;
    const scale = before.image.width / (after.face ? after.width : before.width);
    const thing = putOn(kind, nextId.value, face, scale);
    mode.value = "move";
    selected.value = thing.id;
    trial.change({ ...scene, things: [...scene.things, thing] });
  };

  return (
    <div class="drive">
      <div class="drive-image">
        <div class="sources" role="toolbar" aria-label={t.occlusion.tools}>
          {OBJECTS.map((kind) => (
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
            disabled={scene.things.length + scene.strokes.length === 0}
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
