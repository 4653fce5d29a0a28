// The page's views by name.

import { text } from "../text/index.ts";
import { Icon, type IconName } from "./icon.tsx";

export type Tab = "drive" | "maps" | "occlusion" | "sessions" | "engine";

const TABS: readonly { readonly tab: Tab; readonly icon: IconName }[] = [
  { tab: "drive", icon: "wheel" },
  { tab: "maps", icon: "maps" },
  { tab: "occlusion", icon: "hand" },
  { tab: "sessions", icon: "record" },
  { tab: "engine", icon: "gauge" },
];

export function TabBar(props: { readonly selected: Tab; readonly onSelect: (tab: Tab) => void }) {
  const t = text.value;
  return (
    <nav class="tabs" aria-label={t.tabs.label}>
      {TABS.map(({ tab, icon }) => (
        <button
          key={tab}
          type="button"
          class="tab"
          aria-current={props.selected === tab ? "page" : undefined}
          onClick={() => props.onSelect(tab)}
        >
          <Icon name={icon} />
          <span>{t.tabs[tab]}</span>
        </button>
      ))}
    </nav>
  );
}
