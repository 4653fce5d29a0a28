// Numbers of the monitor that no profile changes: typical errors of the measures, and parameters of the method. The
// thresholds of the policy are in profiles.ts. Times in seconds, angles in degrees, shares 0..1. All of them are
// Vigil's own choice, made with scripted drivers (bench/driverEvents.ts).

/** How much a measure errs from frame to frame. */
export const TYPICAL_ERROR = {
  eyeClosure: 0.1,
  mouthOpenness: 0.06,
  head: 2, // degrees, in yaw and in pitch
} as const;

export const CALIBRATION = {
  sampleEvery: 0.1, // frames closer together add nothing new
  searchEvery: 5, // samples between two searches for the prevailing direction, which are costly
  partSamples: 30, // samples of an eye or the mouth that fix its usual openness
  provisionalPartSamples: 15, // samples that give a provisional one
  lateSamples: 100, // the last samples of a part that was first seen after calibration
  closedEye: 0.5, // an eye that is closed with a higher probability is not a sample of the open eye
  restingMouth: 0.25, // quantile of openness; talking opens the mouth about half of the time
  firstBlinks: 6, // blinks needed to learn how the shut eye measures
  lastBlinks: 12, // later ones no longer change it
  blinkDepth: 0.75, // quantile: between two frames, many blinks are missed at their deepest
  leastShut: 0.05, // a shut eye's openness as a share of the open eye's is never taken as less
  mostUncertainGaze: 8, // degrees; less certain directions of the eyes are no samples
  gazeSpread: 6, // degrees around the direction that the eyes have most of the time: the deviation of good samples twice
  cameraError: 20, // degrees by which the neutral direction may differ from the one that the camera's place gives
  leastAhead: 0.15, // share of the samples that must lie there, or the camera is elsewhere
  provisionalConfidence: 0.75, // weight of measures against a provisional baseline
  otherDriver: 300, // seconds without a frame; a camera that fails comes back sooner, and drivers take longer to change unseen
} as const;

export const EYES = {
  oneEyeConfidence: 0.85, // one eye alone is less certain than two that agree
  usualSpread: 0.036, // standard deviation of open eyes / openness, where a baseline does not have it; 0.02 to 0.07 in clips
  leastSpread: 0.02, // eyes that hardly moved while calibrating may still vary by this
  farEye: 0.75, // an eye narrower than this share of the other is the far one of a head turned by some 30 degrees
} as const;

export const HEAD = {
  motionTime: 0.1, // time constant over which pitch and its rate are smoothed
} as const;

export const BLINK = {
  leastFrames: 3, // blinks seen in fewer frames may have been deepest between two of them
  rateWindow: 60,
  lidsDown: 0.75, // probability of lids down, shut or lowered: at most 0.61 looking down, 0.91 in a blink of the labelled clips
  longestDip: 0.3, // looks down by the eyes alone last longer
  leastShut: 0.2, // probability of shut that they reach: at most 0.16 looking down, 0.27 in that blink
} as const;

// What tells a microsleep from lowered lids and laughing eyes. Measured on half of the people in labelled clips:
// docs/driver-state.md.
export const MICROSLEEP = {
  mostPressed: 0.5, // share of the frames with a yawning or laughing mouth, or a hand over one eye, above which the eyes are pressed shut
  laugh: 0.97, // width of the mouth / distance between the centres of the eyes: 0.7 to 0.94 at rest, 0.98 to 1.08 laughing
  wider: 1.15, // of this person's usual width, a laugh too: 1.18 and 1.2 in rendered laughs, at most 1.06 in speech
  usualWidthTime: 10, // seconds over which that is averaged
  uncovered: 1, // seconds before the eyes closed in which neither was covered: a hand came up that rubs them
  leastLids: 2.5, // standard deviations of the open eye by which landmarks see the lids lowered: 6.9 or more in shut eyes, up to 1.6 in lowered ones
  headUp: 10, // degrees below neutral; with the head further down, landmarks do not tell shut lids from lowered ones
  leastOpen: 1, // seconds for which the eyes were seen open before; with less there is nothing to compare shut eyes with
  awakeMotion: 8, // degrees turned aside or risen: four typical errors. Below 1 with shut eyes, 10 or more with lowered ones
} as const;

export const DROWSINESS = {
  corroboration: 0.2, // share of the remaining doubt that each yawn or nod removes
} as const;

export const YAWN = {
  pause: 0.05, // one frame's error; longer pauses are syllables
  mostClosedFrames: 0.15, // share of frames with a mouth that is not open: talking closes it again and again
  leastVisible: 0.75, // mean probability of the mouth's landmarks to be visible: 0.5 to 0.65 while a hand moves over it, above 0.85 before and after
  leastBehindHand: 0.5, // hidden for longer at its end, a yawn ended behind a hand
  certainAfter: 2, // beyond the shortest yawn, after which its duration leaves no doubt
} as const;

export const NOD = {
  up: 3, // the head is up when it is less than this below the neutral direction
  top: 0.3, // shares of the depth between which drop and rise are timed
  bottom: 0.8,
} as const;

export const SIGHT = {
  saccade: 6, // degrees; a smaller change of the measured direction is taken for an error
  saccadeErrors: 2.5, // and so is one of less than these deviations
  spread: { yaw: 19, pitch: 15 }, // deviation of the directions that the gaze network learned from: rendered close-ups
  mostShrunk: 0.4, // share; beyond it the network hardly sees where the eyes look, and errors would grow with the angle
  steadyTime: 0.3, // time constant over which the direction is averaged while the eyes fixate
  steadyError: 0.7, // share of the deviation that is left: half of the errors last longer than that
  blink: 0.45, // the last direction is kept for this long while the eyes are not seen
  overrulesHead: 6, // degrees; less certain eyes do not show that somebody whose head points away looks at the road
  lidsDown: 0.5, // probability of lids shut or lowered from which a new direction must be seen twice
  headTurn: 8, // degrees; with the head turned further meanwhile, it is no longer known
  lidPerDegree: 0.015, // share of the open eye by which the lid follows the eye down; ICT-FaceKit's lids: 0.5 at 30
  mostLowered: 0.5, // share of the open eye that a look down lowers the lid at most
} as const;

/** A head that turned out of view. */
export const TURNED = {
  cameraYaw: 50, // degrees; a turn of 220 degrees a second goes 22 in a frame of a tenth of a second, and faces are found to some 75
  longest: 6.5, // seconds for which it still counts as away: "unresponsive" is due after 6
  confidence: 0.8, // of the confidence in the last direction seen
} as const;

export const LOOK = {
  pause: 0.1, // at the limit, errors of the direction interrupt a look for this long
  onePlace: 9, // degrees around their mean within which looks go to one place: the deviation of sight and of the head
  onePlaceShare: 0.75, // share of the looks' time at that place
  belowWindscreen: 12, // degrees below straight ahead; the windscreen must be clear to 4, the bonnet goes on to some 10
} as const;

export const VIEW = {
  glimpse: 0.3, // a face found for no longer than this does not end an absence
  noImage: 2, // the same image for this long comes from a source that is frozen: src/image/freeze.ts
  contraryWeight: 3, // weight of contrary time when the beginning of a problem is dated
  shown: 1, // seconds for which a mouth is seen without a break that show that no beard or moustache covers it
  noseTip: 0.5, // probability that the nose's tip is visible; masks and hands before the mouth cover it or its surroundings
} as const;
