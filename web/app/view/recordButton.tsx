// Starts and ends the recording of a session.

import { elapsedText } from "../../../src/formats/timeText.ts";
import { type Recorder, recording } from "../session/recorder.ts";
import { engineState, source } from "../state/live.ts";
import { settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

export function RecordButton({ recorder }: { readonly recorder: Recorder }) {
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
