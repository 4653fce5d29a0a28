import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";

const LOCK = join(import.meta.dirname, "../package-lock.json");

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

test.skipIf(!existsSync(LOCK))("every platform's build of a binary package is locked", () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(LOCK, "utf8")));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
    ),
  );
  // Written where the registry does not offer them all, a lock lacks some; `npm ci` then refuses it.
  expect(missing, "add these to package-lock.json").toEqual([]);
});
