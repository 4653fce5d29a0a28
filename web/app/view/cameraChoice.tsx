// Which camera, where there are several.

import { useEffect, useState } from "preact/hooks";
import { listCameras } from "../sources/camera.ts";
import type { Controller } from "../sources/controller.ts";
import { source } from "../state/live.ts";
import { change, settings } from "../state/settings.ts";
import { text } from "../text/index.ts";

export function CameraChoice({ controller }: { readonly controller: Controller }) {
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
