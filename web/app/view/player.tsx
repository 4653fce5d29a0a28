// Play, pause and place in a video; "live" for a camera.

import type { Controller } from "../sources/controller.ts";
import { playback, source } from "../state/live.ts";
import { text } from "../text/index.ts";
import { clock } from "./clock.ts";
import { Icon } from "./icon.tsx";

export function Player({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const now = playback.value;
  if (now === null || source.value === null) return null;
  const { playing, time, duration } = now;
  return (
    <div class="player">
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
            aria-valuetext={`${clock(time)} / ${clock(duration)}`}
            onInput={({ currentTarget }) => controller.seek(Number(currentTarget.value))}
          />
          <span class="clock">
            {clock(time)} / {clock(duration)}
          </span>
        </>
      )}
    </div>
  );
}
