// The page's head: what it is, that nothing leaves the device, sound and settings.

import { change, settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

export function Header({ onSettings }: { readonly onSettings: () => void }) {
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
          onClick={onSettings}
        >
          <Icon name="settings" />
        </button>
      </div>
    </header>
  );
}
