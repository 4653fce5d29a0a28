// Controls playback and recording.

import { elapsedText } from "../../../src/formats/timeText.ts";
import { type Recorder, recording } from "../session/recorder.ts";
import type { Controller } from "../sources/controller.ts";
import { engineState, playback, source, type WholeFile, wholeFile } from "../state/live.ts";
import { settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

interface PlayerProps {
  readonly controller: Controller;
  readonly recorder: Recorder | null;
}

export function Player({ controller, recorder }: PlayerProps) {
  const t = text.value;
  const now = playback.value;
  if (now === null || source.value === null) return null;
  const { playing, time, duration, rate } = now;
  const whole = wholeFile.value;
  const { kind } = source.value;
  return (
    <div class="player">
      {whole?.running ? (
        <WholeFileProgress controller={controller} now={whole} />
      ) : (
        <>
          <button
            type="button"
            class="round"
            aria-label={playing ? t.player.pause : t.player.play}
            title={playing ? t.player.pause : t.player.play}
            onClick={() => (playing ? controller.pause() : controller.play())}
          >
            <Icon name={playing ? "pause" : "play"} />
          </button>
          {duration === null ? (
            <span class="live">{t.player.live}</span>
          ) : (
            <>
              <input
                class="range"
                type="range"
                min={0}
                max={duration}
                step={0.01}
                value={time}
                aria-label={t.player.position}
                aria-valuetext={`${elapsedText(time, 0)} / ${elapsedText(duration, 0)}`}
                onInput={({ currentTarget }) => controller.seek(Number(currentTarget.value))}
              />
              <span class="clock">
                {elapsedText(time, 0)} / {elapsedText(duration, 0)}
                {rate < 1 && <span title={t.player.slowed}> · {rate.toFixed(2)}×</span>}
              </span>
            </>
          )}
          {whole === null && (kind === "video" || kind === "sample") && (
            <button
              type="button"
              class="button"
              title={t.player.wholeFileWhy}
              onClick={() => void controller.analyseWholeFile()}
            >
              {t.player.wholeFile}
            </button>
          )}
        </>
      )}
      <button
        type="button"
        class="round"
        aria-label={t.player.fullscreen}
        title={t.player.fullscreen}
        onClick={() => void document.querySelector(".drive")?.requestFullscreen()}
      >
        <Icon name="fullscreen" />
      </button>
      {recorder !== null && kind !== "session" && !(whole !== null && !whole.running) && (
        <RecordButton recorder={recorder} />
      )}
      {whole !== null && whole.breaksOffAt !== null && (
        <p class="player-note" role="status">
          {t.player.breaksOff(elapsedText(whole.breaksOffAt, 0))}
        </p>
      )}
    </div>
  );
}

/** Starts and ends the recording of a session. */
function RecordButton({ recorder }: { readonly recorder: Recorder }) {
  const t = text.value;
  const now = recording.value;
  const engine = engineState.value;
  if (engine.kind !== "ready") return null;
  const name = source.value?.name || t.source.camera;
  return (
    <button
      type="button"
      class={now === null ? "button record" : "button record recording"}
      aria-pressed={now !== null}
      onClick={() => {
        if (now === null) recorder.start(name, engine.cards, settings.value.recordVideo);
        else void recorder.stop();
      }}
    >
      <Icon name="record" />
      {now === null
        ? t.sessions.record
        : `${t.sessions.stop} ${elapsedText(now.last - now.since, 0)}`}
    </button>
  );
}

interface WholeFileProgressProps {
  readonly controller: Controller;
  readonly now: WholeFile;
}

/** The progress of *Analyse every frame*, and a button to stop it. */
function WholeFileProgress({ controller, now }: WholeFileProgressProps) {
  const t = text.value;
  const { time, duration } = now;
  return (
    <>
      <progress
        class="progress"
        max={Math.max(duration, 0.01)}
        value={time}
        aria-label={t.player.wholeFileRuns}
      />
      <span class="clock">
        {elapsedText(time, 0)} / {elapsedText(duration, 0)}
      </span>
      <button type="button" class="button" onClick={controller.stopWholeFile}>
        {t.player.wholeFileStop}
      </button>
    </>
  );
}
