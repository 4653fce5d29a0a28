// What the user chose, kept on this device.

import { effect, signal } from "@preact/signals";
import * as z from "zod";

const settingsSchema = z.object({
  /** "auto" follows the browser's language. */
  language: z.enum(["auto", "en", "zh"]).catch("auto"),
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  muted: z.boolean().catch(false),
  backend: z.enum(["auto", "wasm", "webgpu"]).catch("auto"),
  /** The camera's device id; empty lets the browser choose. */
  camera: z.string().catch(""),
  /** Whether the image is shown as in a mirror. */
  mirror: z.boolean().catch(false),
  /** Whether a recorded session keeps its annotated video. */
  recordVideo: z.boolean().catch(true),
  /** The vehicle's speed in km/h that alerts are gated by; null leaves the gates open. */
  speed: z.number().min(0).max(300).nullable().catch(null),
});

export type Settings = z.infer<typeof settingsSchema>;

const KEY = "vigil.settings";

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** The settings in force. Whatever is assigned is kept. */
export const settings = signal<Settings>(read());

/** Changes some settings. */
export function change(changes: Partial<Settings>): void {
  settings.value = { ...settings.value, ...changes };
}

/** Keeps every change from now on, on this device alone. */
export function keepSettings(): void {
  effect(() => {
    const text = JSON.stringify(settings.value);
    try {
      localStorage.setItem(KEY, text);
    } catch {
      // Private windows may refuse to keep anything; the choice then holds until the page is closed.
    }
  });
}

function read(): Settings {
  try {
    return settingsSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return DEFAULT_SETTINGS;
  }
}
