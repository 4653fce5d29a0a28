// The whole page: header, views, settings.

import { signal } from "@preact/signals";
import type { EngineClient } from "../engine/client.ts";
import { loadEngine } from "../engine/load.ts";
import type { Recorder } from "../session/recorder.ts";
import type { SessionStore } from "../session/store.ts";
import type { Controller } from "../sources/controller.ts";
import { engineState } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Drive } from "./drive.tsx";
import { EngineView } from "./engineView.tsx";
import { Header } from "./header.tsx";
import { MapsView } from "./mapsView.tsx";
import { OcclusionView } from "./occlusionView.tsx";
import { SessionsView } from "./sessionsView.tsx";
import { SettingsDialog } from "./settingsDialog.tsx";
import { type Tab, TabBar } from "./tabBar.tsx";

export interface AppProps {
  readonly engine: EngineClient;
  readonly controller: Controller;
  /** Null where the browser keeps nothing: sessions cannot be recorded then. */
  readonly store: SessionStore | null;
  readonly recorder: Recorder | null;
}

const tab = signal<Tab>("drive");
const settingsOpen = signal(false);

export function App({ engine, controller, store, recorder }: AppProps) {
  const t = text.value;
  const state = engineState.value;
  return (
    <div class="page">
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <Header onSettings={() => (settingsOpen.value = true)} />
      <TabBar selected={tab.value} onSelect={(chosen) => (tab.value = chosen)} />
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
        {tab.value === "drive" && <Drive controller={controller} recorder={recorder} />}
        {tab.value === "maps" && <MapsView engine={engine} controller={controller} />}
        {tab.value === "occlusion" && <OcclusionView controller={controller} />}
        {tab.value === "sessions" && (
          <SessionsView
            store={store}
            onOpen={(session) => {
              controller.openSession(session);
              tab.value = "drive";
            }}
          />
        )}
        {tab.value === "engine" && <EngineView />}
      </main>
      <SettingsDialog open={settingsOpen} engine={engine} controller={controller} store={store} />
    </div>
  );
}
