// The page's language: the user's choice, else the browser's.

import { computed } from "@preact/signals";
import { settings } from "../state/settings.ts";
import { en, type Text } from "./en.ts";
import { zh } from "./zh.ts";

export const LANGUAGES = { en, zh } as const;

export type Language = keyof typeof LANGUAGES;

/** The current language. */
export const language = computed<Language>(() => {
  const { language: chosen } = settings.value;
  if (chosen !== "auto") return chosen;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) &&
    !navigator.languages[0]?.toLowerCase().startsWith("en")
    ? "zh"
    : "en";
});

/** The user's regional variant of that language, for times and dates: en-GB and en-US differ. */
export const locale = computed<string>(
  () =>
    navigator.languages.find((tag) => tag.toLowerCase().startsWith(language.value)) ??
    language.value,
);

/** The page's texts in the current language. */
export const text = computed<Text>(() => LANGUAGES[language.value]);

/** HTML's `lang` value of each language. */
export const LANGUAGE_TAGS: Record<Language, string> = { en: "en", zh: "zh-Hans" };
