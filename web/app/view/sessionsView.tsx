// The recorded sessions: opens, downloads and deletes them.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { errorMessage } from "../../../src/errorMessage.ts";
import { elapsedText } from "../../../src/formats/timeText.ts";
import { type ExportKind, exportSession } from "../session/exports.ts";
import { type OpenedSession, piecesOf, readSession } from "../session/replay.ts";
import type { SessionEntry, SessionStore } from "../session/store.ts";
import { change, settings } from "../state/settings.ts";
import { locale, text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

interface SessionsViewProps {
  readonly store: SessionStore | null;
  readonly onOpen: (session: OpenedSession) => void;
}

export function SessionsView({ store, onOpen }: SessionsViewProps) {
  const t = text.value;
  const entries = useSignal<readonly SessionEntry[]>([]);
  const failed = useSignal<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  // A recording's text and video are written after it has stopped; on a busy machine the video follows seconds later.
  useSignalEffect(() => {
    void store?.changes.value;
    void store?.list().then((found) => {
      entries.value = found;
    });
  });

  const open = async (pieces: AsyncIterable<string>): Promise<void> => {
    failed.value = null;
    try {
      onOpen(await readSession(pieces));
    } catch (reason) {
      failed.value = errorMessage(reason);
    }
  };

  return (
    <div class="sessions">
      <section class="card sessions-lead">
        <h2>{t.sessions.title}</h2>
        <p>{store === null ? t.sessions.unavailable : t.sessions.lead}</p>
        <div class="sessions-actions">
          <button type="button" class="button" onClick={() => file.current?.click()}>
            <Icon name="open" />
            {t.sessions.openFile}
          </button>
          <label class="check">
            <input
              type="checkbox"
              class="switch"
              checked={settings.value.recordVideo}
              onChange={({ currentTarget }) => change({ recordVideo: currentTarget.checked })}
            />
            {t.sessions.withVideo}
          </label>
          <input
            ref={file}
            type="file"
            accept=".jsonl,.ndjson,application/jsonl"
            hidden
            data-file="session"
            onChange={({ currentTarget }) => {
              const [chosen] = currentTarget.files ?? [];
              if (chosen) void open(piecesOf(chosen));
              currentTarget.value = "";
            }}
          />
        </div>
      </section>
      {failed.value !== null && (
        <section class="notice notice-bad" role="alert">
          <h2>{t.problems["session-unreadable"].title}</h2>
          <p>{t.problems["session-unreadable"].help}</p>
          <p class="small">{failed.value}</p>
        </section>
      )}
      {store !== null && entries.value.length === 0 && <p class="card">{t.sessions.none}</p>}
      {store !== null &&
        entries.value.map((entry) => (
          <SessionCard
            key={entry.id}
            entry={entry}
            store={store}
            onOpen={() => void open(store.read(entry.id))}
          />
        ))}
    </div>
  );
}

interface SessionCardProps {
  readonly entry: SessionEntry;
  readonly store: SessionStore;
  readonly onOpen: () => void;
}

/** The month is a word, because countries order day and month differently. */
const DATE = { dateStyle: "medium", timeStyle: "medium" } as const;

const FILES: readonly ExportKind[] = ["csv", "jsonl", "vtt", "json"];

function SessionCard({ entry, store, onOpen }: SessionCardProps) {
  const t = text.value;
  const { id, name, began, frames, seconds, video } = entry;
  const stem = `vigil-${new Date(began).toISOString().slice(0, 19).replaceAll(":", "-")}`;
  return (
    <article class="card session" aria-label={name}>
      <div class="session-facts">
        <h3>{name}</h3>
        <p class="small">
          {new Date(began).toLocaleString(locale.value, DATE)} ·{" "}
          {t.sessions.facts(frames, elapsedText(seconds, 0))}
        </p>
      </div>
      <div class="session-actions">
        <button type="button" class="button button-main" onClick={onOpen}>
          <Icon name="play" />
          {t.sessions.open}
        </button>
        {FILES.map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            aria-label={t.sessions.download(t.sessions.files[kind], name)}
            onClick={async () =>
              saveFile(await exportSession(store.read(id), kind), `${stem}.${kind}`)
            }
          >
            <Icon name="download" />
            {t.sessions.files[kind]}
          </button>
        ))}
        {video !== null && (
          <button
            type="button"
            class="button"
            aria-label={t.sessions.download(t.sessions.files.video, name)}
            onClick={() => saveFile(video, `${stem}.webm`)}
          >
            <Icon name="download" />
            {t.sessions.files.video}
          </button>
        )}
        <button type="button" class="button button-bad" onClick={() => void store.remove(id)}>
          <Icon name="trash" />
          {t.sessions.remove}
        </button>
      </div>
    </article>
  );
}

/** A browser starts to read a download within this time, milliseconds. */
const KEPT = 60_000;

/** Downloads a blob under a name. */
function saveFile(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
