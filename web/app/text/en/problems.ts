// Problems and what the user can do about them, in English.

import type { Problem } from "../../state/live.ts";

export const problems: Record<Problem, { readonly title: string; readonly help: string }> = {
  "camera-refused": {
    title: "The camera was refused",
    help: "Allow the camera for this page in the browser’s address bar, then try again. Or open a video or an image.",
  },
  "camera-absent": {
    title: "No camera found",
    help: "Plug a camera in and try again. Or open a video or an image.",
  },
  "camera-busy": {
    title: "The camera is in use",
    help: "Close the other program that uses the camera, then try again.",
  },
  "camera-insecure": {
    title: "The browser hides cameras from this page",
    help: "Open the page over https or from this machine itself (localhost).",
  },
  "camera-ended": {
    title: "The camera was unplugged or stopped",
    help: "Plug it in again, or choose another source.",
  },
  "file-unreadable": {
    title: "This file cannot be shown",
    help: "The browser reads no image or video in it. Try JPEG, PNG, WebP, MP4 or WebM.",
  },
  "file-undecodable": {
    title: "This browser cannot take the file apart",
    help: "Play it instead, or convert it to MP4 (H.264) or WebM (VP8, VP9).",
  },
  "analysis-failed": {
    title: "The analysis failed",
    help: "Open the source again. If it fails again, choose another engine in the settings.",
  },
  "session-unreadable": {
    title: "This is no recorded session",
    help: "Choose a JSON Lines file that was downloaded from this page or written by vigil.",
  },
};
