// The English words for why an attempt ended without a result.

import type { AttemptCause } from "./attempts.ts";

const CAUSE_WORDS: Readonly<Record<AttemptCause, string>> = {
  missing: "input not there any more",
  unreadable: "input cannot be read",
  content: "content cannot be analysed",
  crash: "analysis crashes",
  disk: "results cannot be written",
  setup: "installation of the worker",
  "worker-lost": "worker was lost",
  "worker-stopped": "worker was stopped",
  other: "other",
};

export function causeText(cause: AttemptCause): string {
  return CAUSE_WORDS[cause];
}
