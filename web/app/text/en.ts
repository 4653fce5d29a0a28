// All texts of the page in English. Its type is the type of every other language.

import type { Problem } from "../state/live.ts";
import { cabin } from "./en/cabin.ts";
import * as driver from "./en/driver.ts";
import { views } from "./en/views.ts";

/** Problems and what the user can do about them. */
const problems: Record<Problem, { readonly title: string; readonly help: string }> = {
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
  "camera-silent": {
    title: "The camera sends no images",
    help: "Check that it is switched on, and that no other program uses it.",
  },
  "camera-ended": {
    title: "The camera was unplugged or stopped",
    help: "Plug it in again, or choose another source.",
  },
  "file-empty": {
    title: "This file is empty",
    help: "It has 0 bytes. Copy or download it again.",
  },
  "image-narrow": {
    title: "No face fits in this image",
    help: "It is more than 32 times as long as it is wide, as no photograph is. Check how it was made.",
  },
  "image-huge": {
    title: "This image is too large for the browser",
    help: "Scale it down, to 100 megapixels for instance, or analyse it with the vigil command.",
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

export const en = {
  ...driver,
  ...views,
  problems,
  languageName: "English",
  tagline: "Nothing leaves this device",
  skip: "Skip to content",
  tabs: {
    label: "Views",
    drive: "Drive",
    maps: "Heat maps",
    occlusion: "Try occlusion",
    sessions: "Sessions",
    engine: "Under the hood",
  },
  engine: {
    loading: "Loading the networks…",
    failed: "The networks could not be loaded",
    retry: "Try again",
  },
  source: {
    label: "Source",
    camera: "Camera",
    video: "Video",
    image: "Image",
    sample: "Sample",
    why: "Vigil asks for the camera to watch the driver’s face. Its images stay on this device.",
    drop: "Drop an image or video here, or paste an image",
    none: "Choose a source to begin",
    which: "Camera",
    anyCamera: "Chosen by the browser",
  },
  player: {
    play: "Play",
    pause: "Pause",
    position: "Position in the video",
    fullscreen: "Full screen",
    slowed: "Slowed down so that enough frames are analysed",
    live: "Live",
    wholeFile: "Analyse every frame",
    wholeFileWhy:
      "Takes the file apart and analyses every frame with its own time, as fast as this machine can. While recording, all of it is recorded.",
    wholeFileRuns: "Analysing every frame",
    wholeFileStop: "Stop",
    breaksOff: (time: string): string =>
      `The video breaks off at ${time}. All there is has been analysed.`,
  },
  stage: {
    label: "The analysed image",
    describe: (faces: number, hidden: number): string =>
      faces === 0
        ? "No face found."
        : `${faces === 1 ? "One face" : `${faces} faces`}; ${hidden} of 68 landmarks hidden.`,
    visible: "visible",
    hiddenByObject: "hidden by an object",
    hiddenByFace: "hidden by the face",
    noFace: "No face found",
    analysing: "Analysing…",
  },
  still: {
    help: "A state needs time: open a video or the camera.",
    clear: "Everything in view",
  },
  view: {
    degraded: "View degraded",
    part: (part: string, problem: string): string => `${part} ${problem}`,
    calibrating: "Calibrating",
    calibrated: "Calibrated to this driver",
    noImage: (seconds: number): string => `No new image for ${seconds} s`,
  },
  gauges: {
    eyeClosure: "Eyes closed",
    perclos: (seconds: number): string =>
      `PERCLOS ${seconds < 120 ? `${seconds} s` : `${seconds / 60} min`}`,
    blinkRate: "Blinks a minute",
    mouth: "Mouth open",
    score: "Face score",
    occluded: "Landmarks hidden",
    leftEye: "Left eye",
    rightEye: "Right eye",
    unknown: "not visible",
    closed: "closed",
    notYet: "not yet known",
    of: (value: number, all: number): string => `${value} of ${all}`,
  },
  head: {
    title: "Head",
    yaw: "Yaw",
    pitch: "Pitch",
    roll: "Roll",
    describe: (yaw: number, pitch: number, roll: number): string =>
      `Yaw ${yaw}°, pitch ${pitch}°, roll ${roll}°`,
    none: "No head to show",
  },
  cabin,
  timelines: {
    title: "Timelines",
    eyeClosure: "Eyes closed",
    perclos: "PERCLOS",
    mouth: "Mouth open",
    occluded: "Landmarks hidden",
    events: "Events",
    noEvents: "None so far",
    lasting: "lasts",
    seconds: (count: string): string => `${count} s`,
  },
  sound: { mute: "Mute alerts", unmute: "Unmute alerts" },
  settings: {
    title: "Settings",
    close: "Close",
    language: "Language",
    auto: "Automatic",
    theme: "Appearance",
    light: "Light",
    dark: "Dark",
    backend: "Engine",
    fastest: "Fastest, measured",
    wasm: "WebAssembly (processor)",
    webgpu: "WebGPU (graphics card)",
    weights: "Weights",
    sets: { research: "Most exact, for research", open: "Commercial use allowed" },
    network: "Landmark network",
    networks: { small: "Most exact", nano: "Fastest", auto: "Automatic" },
    mirror: "Mirror the camera",
    speed: "Vehicle speed for alerts, km/h",
    speedUnknown: "unknown",
    kept: "Settings and the driver’s profile are kept on this device alone.",
    profile: "Driver profile",
    noProfile: "Nothing learned yet",
    hasProfile: "Learned at calibration",
    deleteProfile: "Delete the profile",
    deleteAll: "Delete everything kept",
    deleted: "Deleted.",
  },
};

export type Text = typeof en;
