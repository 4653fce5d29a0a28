// Settings: language, appearance, engine, and the data kept on this device.

import type { Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { EngineClient } from "../engine/client.ts";
import { loadEngine } from "../engine/load.ts";
import type { SessionStore } from "../session/store.ts";
import type { Controller } from "../sources/controller.ts";
import { profile } from "../state/profile.ts";
import {
  change,
  DEFAULT_SETTINGS,
  SERVED_NETWORKS,
  SERVED_SETS,
  type Settings,
  settings,
} from "../state/settings.ts";
import { LANGUAGES, text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

interface SettingsDialogProps {
  readonly open: Signal<boolean>;
  readonly engine: EngineClient;
  readonly controller: Controller;
  readonly store: SessionStore | null;
}

export function SettingsDialog({ open, engine, controller, store }: SettingsDialogProps) {
  const t = text.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [deleted, setDeleted] = useState(false);
  const { value: isOpen } = open;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
    setDeleted(false);
  }, [isOpen]);
  const now = settings.value;

  const chooseEngine = async (
    engineSettings: Partial<Pick<Settings, "backend" | "weights" | "network">>,
  ): Promise<void> => {
    change(engineSettings);
    controller.close();
    const openSample = controller.offerSample();
    if (await loadEngine(engine)) await openSample();
  };

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="settings-title"
      onClose={() => (open.value = false)}
    >
      <div class="dialog-head">
        <h2 id="settings-title">{t.settings.title}</h2>
        <button
          type="button"
          class="round"
          aria-label={t.settings.close}
          onClick={() => (open.value = false)}
        >
          <Icon name="close" />
        </button>
      </div>
      <Choice
        label={t.settings.language}
        value={now.language}
        options={[
          ["auto", t.settings.auto],
          ...Object.entries(LANGUAGES).map(
            ([tag, { languageName }]) => [tag as keyof typeof LANGUAGES, languageName] as const,
          ),
        ]}
        onChange={(language) => change({ language })}
      />
      <Choice
        label={t.settings.theme}
        value={now.theme}
        options={[
          ["auto", t.settings.auto],
          ["light", t.settings.light],
          ["dark", t.settings.dark],
        ]}
        onChange={(theme) => change({ theme })}
      />
      <Choice
        label={t.settings.backend}
        value={now.backend}
        options={[
          ["auto", t.settings.fastest],
          ["wasm", t.settings.wasm],
          ["webgpu", t.settings.webgpu],
        ]}
        onChange={(backend) => void chooseEngine({ backend })}
      />
      {SERVED_SETS.length > 1 && (
        <Choice
          label={t.settings.weights}
          value={now.weights}
          options={SERVED_SETS.map((name) => [name, t.settings.sets[name]] as const)}
          onChange={(weights) => void chooseEngine({ weights })}
        />
      )}
      {now.weights === "research" && SERVED_NETWORKS.length > 1 && (
        <Choice
          label={t.settings.network}
          value={now.network}
          options={SERVED_NETWORKS.map((name) => [name, t.settings.networks[name]] as const)}
          onChange={(network) => void chooseEngine({ network })}
        />
      )}
      <label class="field">
        <span>{t.settings.speed}</span>
        <input
          class="select"
          type="number"
          min={0}
          max={300}
          placeholder={t.settings.speedUnknown}
          value={now.speed ?? ""}
          onChange={({ currentTarget: { valueAsNumber } }) =>
            change({
              speed: Number.isFinite(valueAsNumber)
                ? Math.max(0, Math.min(300, valueAsNumber))
                : null,
            })
          }
        />
      </label>
      <label class="field">
        <span>{t.settings.mirror}</span>
        <input
          type="checkbox"
          class="switch"
          checked={now.mirror}
          onChange={({ currentTarget }) => change({ mirror: currentTarget.checked })}
        />
      </label>
      <div class="field">
        <span>
          {t.settings.profile}:{" "}
          {profile.value === null ? t.settings.noProfile : t.settings.hasProfile}
        </span>
        <button
          type="button"
          class="button"
          disabled={profile.value === null}
          onClick={() => (profile.value = null)}
        >
          {t.settings.deleteProfile}
        </button>
      </div>
      <p class="small">{t.settings.kept}</p>
      <button
        type="button"
        class="button button-bad"
        onClick={async () => {
          profile.value = null;
          settings.value = DEFAULT_SETTINGS;
          await store?.removeAll();
          setDeleted(true);
        }}
      >
        <Icon name="trash" />
        {t.settings.deleteAll}
      </button>
      <p class="small" role="status">
        {deleted ? t.settings.deleted : ""}
      </p>
    </dialog>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        class="select"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
