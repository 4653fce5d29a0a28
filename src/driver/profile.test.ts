import { expect, test } from "vitest";
import { parseProfile } from "./profile.ts";
import { profiles } from "./profiles.ts";

test("the shipped profiles are valid plain data, and have their own names as keys", () => {
  for (const [name, profile] of Object.entries(profiles)) {
    expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    expect(profile.name).toBe(name);
  }
});

test("a malformed profile is refused with the names of its fields", () => {
  const base = profiles.default;
  expect(() => parseProfile({ ...base, closure: { ...base.closure, sleep: "3 s" } })).toThrow(
    /closure\.sleep/,
  );
  expect(() => parseProfile({ ...base, closure: { ...base.closure, sleep: 0.9 } })).toThrow(
    /\.sleep must rise/,
  );
  expect(() => parseProfile({ ...base, drowsiness: { ...base.drowsiness, window: 2 } })).toThrow(
    /drowsiness\.window/,
  );
  expect(() => parseProfile({ ...base, nod: { ...base.nod, depth: Number.NaN } })).toThrow(
    RangeError,
  );
});
