// The choice of source: camera, video, image or the sample.

import { useEffect, useRef, useState } from "preact/hooks";
import { listCameras } from "../sources/camera.ts";
import type { Controller } from "../sources/controller.ts";
import { engineState, source } from "../state/live.ts";
import { change, settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

/** Sessions are opened from their own list. */
const KINDS = ["camera", "video", "image", "sample"] as const;

export function SourceBar({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const video = useRef<HTMLInputElement>(null);
  const image = useRef<HTMLInputElement>(null);
  const ready = engineState.value.kind === "ready";
  const choose: Record<(typeof KINDS)[number], () => void> = {
    camera: () => void controller.openCamera(),
    video: () => video.current?.click(),
    image: () => image.current?.click(),
    sample: () => void controller.openSample(),
  };
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const [file] = event.clipboardData?.files ?? [];
      if (file && ready) void controller.openFile(file);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [controller, ready]);

  const opened = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    if (file) void controller.openFile(file);
    // So that the same file can be chosen again.
    input.value = "";
  };

  return (
    <div class="sources">
      <fieldset class="segmented">
        <legend class="unseen">{t.source.label}</legend>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="segment"
            aria-pressed={source.value?.kind === kind}
            disabled={!ready}
            title={kind === "camera" ? t.source.why : undefined}
            onClick={choose[kind]}
          >
            <Icon name={kind} />
            <span>{t.source[kind]}</span>
          </button>
        ))}
      </fieldset>
      <CameraChoice controller={controller} />
      <input ref={video} type="file" accept="video/*" hidden onChange={opened} data-file="video" />
      <input ref={image} type="file" accept="image/*" hidden onChange={opened} data-file="image" />
    </div>
  );
}

/** The choice of camera, where there are several. */
function CameraChoice({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const inUse = source.value?.kind === "camera";
  const [cameras, setCameras] = useState<Awaited<ReturnType<typeof listCameras>>>([]);
  useEffect(() => {
    if (!inUse) return;
    const refresh = (): void => void listCameras().then(setCameras);
    refresh();
    navigator.mediaDevices?.addEventListener("devicechange", refresh);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", refresh);
  }, [inUse]);
  if (!inUse || cameras.length < 2) return null;
  return (
    <select
      class="select"
      aria-label={t.source.which}
      value={settings.value.camera}
      onChange={({ currentTarget }) => {
        change({ camera: currentTarget.value });
        void controller.openCamera();
      }}
    >
      <option value="">{t.source.anyCamera}</option>
      {cameras.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  );
}
