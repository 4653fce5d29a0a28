// Why a source cannot be shown, and what to do about it.

import type { Problem } from "../state/live.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

export function SourceProblem({ problem }: { readonly problem: Problem }) {
  const { title, help } = text.value.problems[problem];
  return (
    <div class="notice notice-bad stage-problem" role="alert">
      <Icon name="warning" large />
      <h2>{title}</h2>
      <p>{help}</p>
    </div>
  );
}
