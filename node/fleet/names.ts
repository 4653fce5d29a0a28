// Which vehicle and driver a video is of, as a pattern of its folders and name tells.

import { UsageError } from "../cli/errors.ts";

/** What a name tells; undefined where there is no pattern, or the name does not match it. */
export interface Labels {
  readonly vehicle?: string;
  readonly driver?: string;
}

/** Reads the labels from a name. */
export type NameReader = (name: string) => Labels;

/**
 * Compiles a pattern such as `{vehicle}/{driver}_*`.
 *
 * It is compared with the end of the name without extension, as many folders as it has. `{vehicle}` and `{driver}` stand
 * for one character or more of a folder or name, as few as fit; `*` for any number of them.
 *
 * @throws {UsageError} when it has neither, or one of them twice.
 * @example
 * nameReader("{vehicle}/*_{driver}")("archive/bus-7/2026-11-02_ana.mp4"); // { vehicle: "bus-7", driver: "ana" }
 */
export function nameReader(pattern: string): NameReader {
  const used = [...pattern.matchAll(/\{([^}]*)\}/g)].map(([, word]) => word);
  const known = used.every((word) => word === "vehicle" || word === "driver");
  if (used.length === 0 || !known || new Set(used).size < used.length) {
    throw new UsageError(
      `The pattern "${pattern}" must have {vehicle} or {driver}, each at most once, such as {vehicle}/{driver}_*.`,
    );
  }
  const parts = pattern.split(/(\{vehicle\}|\{driver\}|\*)/).map((part) => {
    if (part === "{vehicle}" || part === "{driver}") return `(?<${part.slice(1, -1)}>[^/]+?)`;
    return part === "*" ? "[^/]*" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  const shape = new RegExp(`(?:^|/)${parts.join("")}$`);
  return (name) => {
    const found = shape.exec(name.replaceAll("\\", "/").replace(/\.[^./]*$/, ""))?.groups;
    return { vehicle: found?.["vehicle"], driver: found?.["driver"] };
  };
}

/** The reader of a batch without a pattern. */
export function noLabels(): Labels {
  return {};
}
