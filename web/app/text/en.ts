// Every sentence of the page in English; its shape is what other languages must fill.

import type {
  DriverEventKind,
  DriverState,
  FacePart,
  Region,
  ViewProblem,
} from "../../../src/index.ts";
import type { Problem } from "../state/live.ts";

const events: Record<DriverEventKind, string> = {
  blink: "Blink",
  "long-blink": "Long blink",
  microsleep: "Microsleep",
  sleep: "Sleep",
  drowsiness: "Drowsiness",
  yawn: "Yawn",
  nod: "Head nod",
  "long-distraction": "Long distraction",
  "short-distraction": "Repeated glances away",
  unresponsive: "No response",
  "view-degraded": "View degraded",
  "driver-absent": "No driver in view",
};

const states: Record<DriverState, string> = {
  absent: "No driver",
  unknown: "Cannot tell",
  calibrating: "Calibrating",
  attentive: "Attentive",
  distracted: "Distracted",
  drowsy: "Drowsy",
  microsleep: "Microsleep",
  asleep: "Asleep",
  unresponsive: "No response",
};

/** What the driver is told, by state. */
const advice: Record<DriverState, string> = {
  absent: "Nobody is in the driver’s place.",
  unknown: "The face cannot be judged at the moment.",
  calibrating: "Learning what is normal for this driver. Look at the road.",
  attentive: "Eyes and head are on the road.",
  distracted: "Look at the road.",
  drowsy: "Take a break soon.",
  microsleep: "Wake up!",
  asleep: "Wake up!",
  unresponsive: "The driver does not respond. Stop the vehicle.",
};

const alerts: Record<DriverEventKind, string> = {
  ...events,
  microsleep: "Your eyes were closed. Take a break.",
  sleep: "Wake up!",
  drowsiness: "You seem tired. Take a break soon.",
  "long-distraction": "Look at the road.",
  "short-distraction": "You look away often. Look at the road.",
  unresponsive: "Take the wheel. The vehicle should stop.",
  "view-degraded": "The camera cannot see enough of your face.",
  "driver-absent": "No driver in view.",
};

const problems: Record<Problem, { readonly title: string; readonly help: string }> = {
  "camera-refused": {
    title: "The camera was refused",
    help: "Allow the camera for this page in the browser’s address bar, then try again. Or open a video or a picture.",
  },
  "camera-absent": {
    title: "No camera found",
    help: "Plug a camera in and try again. Or open a video or a picture.",
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
    help: "The browser reads no picture or video in it. Try JPEG, PNG, WebP, MP4 or WebM.",
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

const regions: Record<Region, string> = {
  jaw: "Jaw",
  rightBrow: "Right brow",
  leftBrow: "Left brow",
  nose: "Nose",
  rightEye: "Right eye",
  leftEye: "Left eye",
  mouth: "Mouth",
};

const parts: Record<FacePart, string> = { eyes: "Eyes", mouth: "Mouth", face: "Face" };

const viewProblems: Record<ViewProblem, string> = {
  hidden: "hidden",
  "turned-away": "turned away",
  "too-dark": "too dark",
  unsure: "unsure",
};

export const en = {
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
    picture: "Picture",
    sample: "Sample",
    why: "Vigil asks for the camera to watch the driver’s face. Its pictures stay on this device.",
    drop: "Drop a picture or video here, or paste a picture",
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
  },
  stage: {
    label: "The analysed picture",
    describe: (faces: number, hidden: number): string =>
      faces === 0
        ? "No face found."
        : `${faces === 1 ? "One face" : `${faces} faces`}; ${hidden} of 68 landmarks hidden.`,
    visible: "visible",
    hidden: "hidden",
    noFace: "No face found",
    analysing: "Analysing…",
  },
  states,
  advice,
  alerts,
  events,
  problems,
  parts,
  viewProblems,
  still: {
    help: "A state needs time: open a video or the camera.",
    clear: "Everything in view",
  },
  view: {
    degraded: "View degraded",
    part: (part: string, problem: string): string => `${part} ${problem}`,
    calibrating: "Calibrating",
    calibrated: "Calibrated to this driver",
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
  regions,
  maps: {
    title: "What the network sees",
    lead: "For each of 68 landmarks the network draws a map over the face. A blue hill means: the landmark is here, and it can be seen. An orange one means: it must be here, but something hides it. Choose a landmark, or click the face.",
    noFace:
      "There is no face to look at. Open a picture with one, or pause a video where there is one.",
    stack: "Hourglass",
    stackNumber: (k: number, of: number): string => (k === of ? `${k} (the answer)` : String(k)),
    landmark: "Landmark",
    all: "All 68",
    landmarkName: (region: string, k: number): string => `${region}, ${k}`,
    seen: (peak: string): string => `Peak +${peak}: seen`,
    hidden: (peak: string): string => `Peak ${peak}: hidden`,
    signs: {
      both: "Both together",
      positive: "Positive: visible here",
      negative: "Negative: hidden here",
    },
  },
  network: {
    title: "The network",
    describe: (stacks: number): string =>
      `A face window of 256 by 256 pixels goes through ${stacks} hourglasses; after each there are 68 heat maps of 64 by 64.`,
    window: "Face window",
    hourglass: (k: number): string => `Hourglass ${k}`,
    maps: "Heat maps",
    stacks: "Hourglasses",
    features: "Features, from the top level down",
    parameters: "Parameters",
    operations: "Work for one face",
    detector: "Face detector’s parameters",
    versions: "Versions: landmarks, detector",
    millions: (count: string): string => `${count} million`,
  },
  hood: {
    speed: "Speed",
    fps: "Frames a second",
    total: "One frame takes",
    analysed: "Frames analysed",
    dropped: "Frames dropped",
    droppedWhy:
      "Frames that come while one is being analysed are dropped, never queued: what you see is now.",
    stages: "Where the time goes",
    stageNames: {
      pixels: "Reading pixels",
      detect: "Finding faces",
      landmarks: "Landmarks",
      measures: "Pose, eyes, mouth",
      driver: "Following, driver’s state",
    },
    ms: (count: string): string => `${count} ms`,
    engine: "Engine",
    threads: "Threads",
    isolated: "Page isolated, threads allowed",
    yes: "yes",
    no: "no",
    measured: (name: string): string => `${name}, one look, measured at the start`,
    unavailable: "not available",
    notIsolated:
      "The server sends no isolation headers, so WebAssembly has one thread. After the first visit the service worker adds them: load the page again.",
  },
  occlusion: {
    title: "Hide the face",
    lead: "Put a thing on the face and drag it, or paint with the brush. Vigil answers at once: which landmarks are hidden, where the head points, and what can no longer be judged.",
    tools: "Things that hide",
    objects: { hand: "Hand", mask: "Mask", glasses: "Sunglasses", cup: "Cup" },
    brush: "Brush",
    clear: "Clear",
    keys: "Keys on the picture: arrows move the thing, + and − change its size, [ and ] turn it, Delete takes it away.",
    canvas: "Picture with things that hide the face.",
    before: "Before",
    after: "Now",
  },
  sessions: {
    title: "Recorded sessions",
    lead: "What was measured, frame by frame, with its events. Sessions stay in this browser until you delete them.",
    record: "Record",
    stop: "Stop recording",
    none: "Nothing recorded yet. Start the camera, a video or the sample, and press Record.",
    unavailable:
      "This browser keeps nothing, so nothing can be recorded. Private windows often do that.",
    openFile: "Open a file",
    open: "Open",
    remove: "Delete",
    withVideo: "Record the annotated video too",
    facts: (frames: number, length: string): string => `${frames} frames, ${length}`,
    files: {
      csv: "CSV",
      jsonl: "JSON Lines",
      vtt: "WebVTT",
      json: "Events (JSON)",
      video: "Video",
    },
    download: (file: string, name: string): string => `Download ${file} of ${name}`,
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
