// Cameras: opening one, listing them, and the reason why one cannot be opened.

import type { Problem } from "../state/live.ts";
import { SourceError } from "./sourceError.ts";

/**
 * Opens a camera.
 *
 * @param id of a device; empty lets the browser choose.
 * @throws {SourceError} when it is refused, absent or in use, or the page may not ask at all.
 */
export async function openCamera(id: string): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  // Browsers show no cameras to pages that came neither over https nor from this machine.
  if (mediaDevices === undefined) {
    throw new SourceError("camera-insecure", "The browser gives this page no cameras.");
  }
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  const which = id === "" ? { facingMode: "user" } : { deviceId: { exact: id } };
  try {
    return await mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : "";
    // The chosen camera may have been unplugged.
    if (id !== "" && (name === "OverconstrainedError" || name === "NotFoundError")) {
      return openCamera("");
    }
    const message = `The camera could not be opened (${name}).`;
    throw new SourceError(PROBLEMS[name] ?? "camera-absent", message, { cause });
  }
}

const PROBLEMS: Readonly<Record<string, Problem>> = {
  NotAllowedError: "camera-refused",
  SecurityError: "camera-refused",
  NotFoundError: "camera-absent",
  OverconstrainedError: "camera-absent",
  NotReadableError: "camera-busy",
  AbortError: "camera-busy",
};

/** The cameras by id and label; browsers give labels only after a camera was opened. */
export async function listCameras(): Promise<{ readonly id: string; readonly label: string }[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
