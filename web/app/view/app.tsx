// The whole page: header, tabs, views, settings.

import { signal } from "@preact/signals";
import type { EngineClient } from "../engine/client.ts";
import { loadEngine } from "../engine/load.ts";
import type { Recorder } from "../session/recorder.ts";
import type { SessionStore } from "../session/store.ts";
import type { Controller } from "../sources/controller.ts";
import { engineState, shownFrame, source } from "../state/live.ts";
import { change, settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { CabinCard } from "./cabinCard.tsx";
import { EngineView } from "./engineView.tsx";
import { Gauges } from "./gauges.tsx";
import { HeadCard } from "./headCard.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { MapsView } from "./mapsView.tsx";
import { OcclusionView } from "./occlusionView.tsx";
import { Player } from "./player.tsx";
import { SessionsView } from "./sessionsView.tsx";
import { SettingsDialog } from "./settingsDialog.tsx";
import { SourceBar } from "./sourceBar.tsx";
import { Stage } from "./stage.tsx";
import { StateCard } from "./stateCard.tsx";
import { Timelines } from "./timelines.tsx";

export interface AppProps {
  readonly engine: EngineClient;
  readonly controller: Controller;
  /** Null where the browser stores nothing: sessions cannot be recorded then. */
  readonly store: SessionStore | null;
  readonly recorder: Recorder | null;
}

type Tab = "drive" | "maps" | "occlusion" | "sessions" | "engine";

const TABS: readonly { readonly tab: Tab; readonly icon: IconName }[] = [
  { tab: "drive", icon: "wheel" },
  { tab: "maps", icon: "maps" },
  { tab: "occlusion", icon: "hand" },
  { tab: "sessions", icon: "record" },
  { tab: "engine", icon: "gauge" },
];

const selected = signal<Tab>("drive");
const settingsOpen = signal(false);

export function App({ engine, controller, store, recorder }: AppProps) {
  const t = text.value;
  const state = engineState.value;
  const tab = selected.value;
  return (
    <div class="page">
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <Header />
      <TabBar />
      <main id="content" tabIndex={-1}>
        {state.kind === "failed" && (
          <section class="notice notice-bad" role="alert">
            <h2>{t.engine.failed}</h2>
            <p>{state.message}</p>
            <button type="button" class="button" onClick={() => loadEngine(engine)}>
              {t.engine.retry}
            </button>
          </section>
        )}
        {tab === "drive" && <Drive {...{ engine, controller, recorder }} />}
        {tab === "maps" && <MapsView engine={engine} controller={controller} />}
        {tab === "occlusion" && <OcclusionView controller={controller} />}
        {tab === "sessions" && (
          <SessionsView
            store={store}
            onOpen={(session) => {
              controller.openSession(session);
              selected.value = "drive";
            }}
          />
        )}
        {tab === "engine" && <EngineView />}
      </main>
      <SettingsDialog open={settingsOpen} engine={engine} controller={controller} store={store} />
    </div>
  );
}

function Header() {
  const t = text.value;
  const { muted } = settings.value;
  return (
    <header class="header">
      <h1 class="brand">
        <svg class="mark" viewBox="0 0 48 28" aria-hidden="true">
          <path d="M2 14C8 4.500 16 2 24 2s16 2.500 22 12c-6 9.500-14 12-22 12S8 23.500 2 14Z" />
          <circle cx="24" cy="14" r="7.500" />
        </svg>
        Vigil
      </h1>
      <p class="tagline">
        <Icon name="lock" />
        {t.tagline}
      </p>
      <div class="header-actions">
        <button
          type="button"
          class="round"
          aria-pressed={muted}
          aria-label={muted ? t.sound.unmute : t.sound.mute}
          title={muted ? t.sound.unmute : t.sound.mute}
          onClick={() => change({ muted: !muted })}
        >
          <Icon name={muted ? "soundOff" : "soundOn"} />
        </button>
        <button
          type="button"
          class="round"
          aria-label={t.settings.title}
          title={t.settings.title}
          onClick={() => (settingsOpen.value = true)}
        >
          <Icon name="settings" />
        </button>
      </div>
    </header>
  );
}

function TabBar() {
  const t = text.value;
  return (
    <nav class="tabs" aria-label={t.tabs.label}>
      {TABS.map(({ tab, icon }) => (
        <button
          key={tab}
          type="button"
          class="tab"
          aria-current={selected.value === tab ? "page" : undefined}
          onClick={() => (selected.value = tab)}
        >
          <Icon name={icon} />
          <span>{t.tabs[tab]}</span>
        </button>
      ))}
    </nav>
  );
}

/** The main view: the driver's image and state, and the measures behind the state. */
function Drive({
  engine,
  controller,
  recorder,
}: Pick<AppProps, "engine" | "controller" | "recorder">) {
  return (
    <div class="drive">
      <div class="drive-image">
        <SourceBar controller={controller} />
        <Stage controller={controller} />
        <Player controller={controller} recorder={recorder} />
        {source.value?.still === false && <Timelines onSeek={controller.seek} />}
      </div>
      <div class="drive-state">
        <StateCard />
        <HeadCard face={shownFrame.value?.face ?? null} />
        {source.value?.still === false && <CabinCard engine={engine} />}
        <Gauges />
      </div>
    </div>
  );
}
