// The public library: what runs unchanged in a browser and in Node.

export type { FindFacesOptions, KnownFace } from "./candidates.ts";
export type { OverlayContext } from "./draw/context.ts";
export type { OverlayOptions } from "./draw/faces.ts";
export { drawOverlay } from "./draw/overlay.ts";
export { type Cabin, parseCabin, type Zone } from "./driver/cabin.ts";
export { cabins, mirroredCabin } from "./driver/cabins.ts";
export {
  createDriverMonitor,
  type DriverClosing,
  type DriverMonitor,
  type DriverMonitorOptions,
} from "./driver/monitor.ts";
export { type DriverProfile, parseProfile, profileSchema } from "./driver/profile.ts";
export { profiles } from "./driver/profiles.ts";
export { initialMonitorState, type MonitorState, type SavedMonitor } from "./driver/state.ts";
export { updateMonitorState } from "./driver/updateState.ts";
export {
  createDriverSession,
  type DriverSession,
  type DriverSessionOptions,
  type FrameFacts,
  type SavedSession,
} from "./driverSession.ts";
export { type EyeJoin, type EyeState, eyeState } from "./eyes/eyeState.ts";
export { gazeOf, joinGaze } from "./eyes/gaze.ts";
export { type LineOfSight, lineOfSight } from "./eyes/lineOfSight.ts";
export {
  type AnalysisJson,
  type AnalysisSource,
  analysisSchema,
  analysisText,
  analysisToJson,
  type ModelUsed,
  parseAnalysis,
} from "./formats/analysisJson.ts";
export { alertText, detailText } from "./formats/driverWords.ts";
export { createEventLog, type EventLog, type SavedEventLog } from "./formats/eventLog.ts";
export { eventsSchema, eventsText, parseEvents, type SessionEvents } from "./formats/eventsJson.ts";
export { type FrameOfFaces, facesCsvHeader, facesCsvRows } from "./formats/facesCsv.ts";
export { type FramesCsv, framesCsv, perclosWindows } from "./formats/framesCsv.ts";
export type { TimeGap } from "./formats/gaps.ts";
export {
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
  parseJsonLines,
  type Session,
  type SessionReader,
  sessionReader,
} from "./formats/jsonLines.ts";
export { formatMerlPts, type MerlLandmark, parseMerlPts } from "./formats/merlPts.ts";
export { formatPts, parsePts } from "./formats/pts.ts";
export {
  type RecordedSeries,
  recordSeries,
  type SavedSeries,
  type SeriesRecorder,
} from "./formats/report/recordSeries.ts";
export { type ReportData, reportHtml } from "./formats/reportHtml.ts";
export type { SessionEnd, SessionFrame, SessionSource } from "./formats/sessionFrame.ts";
export { type WebVttOptions, webVtt } from "./formats/webVtt.ts";
export { checkFrame, type Frame, type FrameInput, type RgbaImage } from "./image/frame.ts";
export type { Box, Point } from "./image/geometry.ts";
export {
  DEFAULT_LANDMARK_NETWORK,
  LANDMARK_NETWORKS,
  type LandmarkNetworkChoice,
  type LandmarkNetworkName,
} from "./landmarkNetworks.ts";
export type { FaceMaps } from "./landmarks/faceMaps.ts";
export {
  FLIP_PERMUTATION,
  LANDMARK_COUNT,
  OUTER_EYE_CORNERS,
  REGIONS,
  type Region,
} from "./landmarks/scheme68.ts";
export {
  type DetectionCard,
  type EyesCard,
  type LandmarksCard,
  parseDetectionCard,
  parseEyesCard,
  parseLandmarksCard,
} from "./modelCard.ts";
export type { ModelFile } from "./modelFile.ts";
export type { ModelSetName } from "./modelSets.ts";
export type { RuntimeModule } from "./network/runtimeModule.ts";
export { assumeIntrinsics, type CameraIntrinsics } from "./pose/camera.ts";
export {
  ALERT_LEVELS,
  type AlertLevel,
  ATTENTION_EVIDENCE,
  ATTENTIONS,
  type Attention,
  type AttentionEvidence,
  type BaselineSamples,
  CALIBRATION_PHASES,
  type CalibrationPhase,
  CLOCK_PROBLEMS,
  type ClockProblem,
  type DegradedPart,
  DRIVER_EVENT_KINDS,
  DRIVER_STATES,
  type DriverAlert,
  type DriverBaseline,
  type DriverEvent,
  type DriverEventKind,
  type DriverObservation,
  type DriverReport,
  type DriverSight,
  type DriverState,
  type EventDetail,
  FACE_PARTS,
  type FacePart,
  LOOK_DIRECTIONS,
  type LookDirection,
  SIGHT_PROBLEMS,
  type SightProblem,
  VIEW_PROBLEMS,
  type ViewProblem,
} from "./report.ts";
export {
  type Analysis,
  type Detection,
  type EyeGaze,
  type EyeOpenness,
  type Face,
  GAZE_REASONS,
  type GazeReason,
  type HeadPose,
  HIDERS,
  type Hider,
  type Landmark,
  LID_CLASSES,
  type Lids,
  OPENNESS_REASONS,
  type Openness,
  type OpennessReason,
} from "./result.ts";
export type { SeatRegion } from "./track/chooseDriver.ts";
export type { OneEuroOptions } from "./track/oneEuro.ts";
export { DEFAULT_SMOOTHING, type SmoothingOptions } from "./track/smoothLandmarks.ts";
export type { TrackedFace, TrackedFrame } from "./track/trackedFrame.ts";
export { createTracker, type Tracker } from "./track/tracker.ts";
export type { SavedTracker, TrackerOptions } from "./track/trackerOptions.ts";
export {
  type AnalyzeOptions,
  type StopSignal,
  Vigil,
  type VigilOptions,
} from "./vigil.ts";
