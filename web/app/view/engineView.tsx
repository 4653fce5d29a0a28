// *Under the hood*: the time of each stage, dropped frames, and the backend.

import { useSignal, useSignalEffect } from "@preact/signals";
import type { StageTimes } from "../../worker/protocol.ts";
import { counts, engineState, rate, shownFrame } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Fact } from "./networkDiagram.tsx";

const STAGES = ["pixels", "detect", "landmarks", "measures", "driver"] as const;

/** Times are means over this many frames. */
const SMOOTHED = 20;

export function EngineView() {
  const t = text.value;
  const state = engineState.value;
  const times = useMeanTimes();
  const { presented, analysed } = counts.value;
  const total = times?.total ?? 0;
  return (
    <div class="engine">
      <section class="card">
        <h2>{t.hood.speed}</h2>
        <dl class="facts facts-large">
          <Fact name={t.hood.fps} value={rate.value === null ? "–" : rate.value.toFixed(1)} />
          <Fact name={t.hood.total} value={times === null ? "–" : t.hood.ms(total.toFixed(0))} />
          <Fact name={t.hood.analysed} value={String(analysed)} />
          <Fact name={t.hood.dropped} value={String(presented - analysed)} />
        </dl>
        <p class="small">{t.hood.droppedWhy}</p>
      </section>
      <section class="card">
        <h2>{t.hood.stages}</h2>
        <dl class="gauges">
          {STAGES.map((stage) => {
            const time = times?.[stage] ?? null;
            return (
              <div class="gauge" key={stage}>
                <dt>{t.hood.stageNames[stage]}</dt>
                <dd>
                  {time === null ? "–" : t.hood.ms(time.toFixed(1))}
                  <span class="bar" aria-hidden="true">
                    {time !== null && total > 0 && (
                      <span style={{ width: `${Math.min(100, (100 * time) / total)}%` }} />
                    )}
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      </section>
      {state.kind === "ready" && (
        <section class="card">
          <h2>{t.hood.engine}</h2>
          <dl class="facts">
            <Fact
              name={t.settings.backend}
              value={state.backend === "wasm" ? t.settings.wasm : t.settings.webgpu}
            />
            <Fact name={t.hood.threads} value={String(state.threads)} />
            <Fact name={t.hood.isolated} value={crossOriginIsolated ? t.hood.yes : t.hood.no} />
            {state.measured.map((each) => (
              <Fact
                key={each.backend}
                name={t.hood.measured(each.backend === "wasm" ? "WebAssembly" : "WebGPU")}
                value={
                  "milliseconds" in each
                    ? t.hood.ms(each.milliseconds.toFixed(1))
                    : t.hood.unavailable
                }
              />
            ))}
            <Fact
              name={t.network.versions}
              value={`${state.cards.landmarks.version}, ${state.cards.detector.version}`}
            />
          </dl>
          {!crossOriginIsolated && <p class="small">{t.hood.notIsolated}</p>}
        </section>
      )}
    </div>
  );
}

/** The mean stage times of the last frames; null before the first. */
function useMeanTimes(): StageTimes | null {
  const recent = useSignal<readonly StageTimes[]>([]);
  useSignalEffect(() => {
    const { value } = shownFrame;
    const before = recent.peek();
    if (value === null) recent.value = [];
    else recent.value = [...before, value.milliseconds].slice(-SMOOTHED);
  });
  const list = recent.value;
  if (list.length === 0) return null;
  const mean = (stage: keyof StageTimes): number =>
    list.reduce((sum, times) => sum + times[stage], 0) / list.length;
  return {
    pixels: mean("pixels"),
    detect: mean("detect"),
    landmarks: mean("landmarks"),
    measures: mean("measures"),
    driver: mean("driver"),
    total: mean("total"),
  };
}
