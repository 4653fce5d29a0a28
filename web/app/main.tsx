// Starts the page: the worker, the view, the first source.

import "./style/index.css";
import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { startWorker } from "./engine/client.ts";
import { loadEngine } from "./engine/load.ts";
import { createRecorder } from "./session/recorder.ts";
import { openStore } from "./session/store.ts";
import { createController } from "./sources/controller.ts";
import { alert, followAlerts, recallAlert } from "./state/alerts.ts";
import { addEvents, addToHistory, clearHistory } from "./state/history.ts";
import { countFrame, shownFrame, source, wholeFile } from "./state/live.ts";
import { learnProfile } from "./state/profile.ts";
import { settings } from "./state/settings.ts";
import { LANGUAGE_TAGS, language } from "./text/index.ts";
import { App } from "./view/app.tsx";

effect(() => {
  document.documentElement.lang = LANGUAGE_TAGS[language.value];
  document.documentElement.dataset["theme"] = settings.value.theme;
});

const engine = startWorker();
const store = await openStore().catch(() => null);
const recorder = store && createRecorder(store, console.error);
const controller = createController(engine, {
  onOpen: clear,
  onClose() {
    void recorder?.stop();
  },
  onRestart() {
    clear();
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
    // Alerts of a file that is analysed at many times its speed are not sounded.
    followAlerts(report, wholeFile.value?.running === true);
    // The driver of a video is somebody else than the user of this camera.
    if (source.value?.kind === "camera") learnProfile(report.calibration);
  },
});

// In sessions and in files that were analysed whole, the alert follows the position.
effect(() => {
  const now = shownFrame.value;
  const analysed = source.peek()?.kind === "session" || wholeFile.peek()?.running === false;
  if (now !== null && analysed) untracked(() => recallAlert(now.timestamp));
});

function clear(): void {
  clearHistory();
  alert.value = null;
}

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no place for the application.");
render(<App engine={engine} controller={controller} store={store} recorder={recorder} />, root);

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  // Without it the page works too, but not offline.
  navigator.serviceWorker.register("./service-worker.js").catch(console.warn);
}

const openSample = controller.offerSample();
if (await loadEngine(engine)) await openSample();
