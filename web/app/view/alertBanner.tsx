// The alert over the image, as large as the image allows.

import { alert } from "../state/alerts.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

export function AlertBanner() {
  const t = text.value;
  const now = alert.value;
  return (
    <div class="alert-place" role="alert">
      {now !== null && (
        <p class={`alert alert-${now.level}`}>
          <Icon name={now.level === "information" ? "question" : "warning"} large />
          <span>{t.alerts[now.kind]}</span>
        </p>
      )}
    </div>
  );
}
