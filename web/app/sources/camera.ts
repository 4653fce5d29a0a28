// Cameras: asking for one, naming those there are, and saying plainly why there is none.

import type { Problem } from "../state/live.ts";

/** A camera that could not be opened, with the message that the user is to see. */
export class CameraError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, cause: unknown) {
    super(`The camera could not be opened: ${problem}.`, { cause });
    this.problem = problem;
  }
}

/**
 * Opens a camera.
 *
 * @param id of a device, or empty for the one the browser chooses.
 * @throws {CameraError} when it is refused, absent, in use, or the page may not ask at all.
 */
export async function openCamera(id: string): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  // Browsers hide cameras from pages that did not come over https or from this machine.
  if (mediaDevices === undefined) throw new CameraError("camera-insecure", undefined);
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  const which = id === "" ? { facingMode: "user" } : { deviceId: { exact: id } };
  try {
    return await mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : "";
    // A camera that was chosen once may have been unplugged since.
    if (id !== "" && (name === "OverconstrainedError" || name === "NotFoundError")) {
      return openCamera("");
    }
    throw new CameraError(PROBLEMS[name] ?? "camera-absent", cause);
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

/** The cameras by id and label; labels are known once one was opened. */
export async function listCameras(): Promise<{ readonly id: string; readonly label: string }[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
