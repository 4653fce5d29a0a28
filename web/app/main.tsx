// Starts the page: the worker, the view, the first source.

import "./style/index.css";
import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { startWorker } from "./engine/client.ts";
import { loadEngine } from "./engine/load.ts";
import { createSound } from "./engine/sound.ts";
import { createRecorder } from "./session/recorder.ts";
import { openStore } from "./session/store.ts";
import { createController } from "./sources/controller.ts";
import { alert, followAlerts, recallAlert } from "./state/alerts.ts";
import { addEvents, addToHistory, clearHistory } from "./state/history.ts";
import { shot, source, wholeFile } from "./state/live.ts";
import { keepProfile, learnProfile } from "./state/profile.ts";
import { countFrame } from "./state/rate.ts";
import { keepSettings, settings } from "./state/settings.ts";
import { LANGUAGE_TAGS, language } from "./text/index.ts";
import { App } from "./view/app.tsx";

keepSettings();
keepProfile();

effect(() => {
  document.documentElement.lang = LANGUAGE_TAGS[language.value];
  document.documentElement.dataset["theme"] = settings.value.theme;
});

const engine = startWorker();
const sound = createSound();
const store = await openStore().catch(() => null);
const recorder = store && createRecorder(store, console.error);
const controller = createController(engine, {
  onOpen: begin,
  onClose() {
    void recorder?.stop();
  },
  onRestart() {
    begin();
    void recorder?.restart();
  },
  onEnd(changed) {
    addEvents(changed);
    void recorder?.stop(changed);
  },
  onFrame(answer, image) {
    const { report } = answer;
    recorder?.add(answer, image);
    countFrame(performance.now());
    addToHistory(report);
    // At many times its speed a video's alerts would be noise.
    followAlerts(report, wholeFile.value?.running ? silence : sound);
    // A video's driver is not the one who sits here.
    if (source.value?.kind === "camera") learnProfile(report.calibration);
  },
});

effect(() => {
  const now = shot.value;
  const before = source.peek()?.kind === "session" || wholeFile.peek()?.running === false;
  if (now !== null && before) untracked(() => recallAlert(now.timestamp));
});

function begin(): void {
  clearHistory();
  alert.value = null;
}

function silence(): void {}

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no place for the application.");
render(<App engine={engine} controller={controller} store={store} recorder={recorder} />, root);

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  // Without it the page works as before, only not offline.
  navigator.serviceWorker.register("./service-worker.js").catch(console.warn);
}

if (await loadEngine(engine)) await controller.openSample();
