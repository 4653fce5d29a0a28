// What `vigil/training` offers: build, train, export and evaluate networks.

export { type DriverScript, parseDriverScript } from "../drives/driverScript.ts";
export { type GroundTruthEvent, groundTruthEvents } from "../drives/groundTruth.ts";
export { type Motion, motionOf } from "../drives/motion.ts";
export {
  type ObserveOptions,
  observeScript,
  type ScriptedObservation,
} from "../drives/observe.ts";
export type { DriveSample, LongLooks } from "./evaluation/driveLooks.ts";
export { type DriverEvaluation, evaluateDriver } from "./evaluation/drives.ts";
export { DEFAULT_ADAM } from "./fit/adam.ts";
export { type FitOptions, fitNetwork, type TrainingTask, type Validation } from "./fit/fit.ts";
export * as graph from "./graph/index.ts";
export { type LandmarkConfig, landmarkConfigSchema } from "./landmarks/config.ts";
export { exportLandmarks } from "./landmarks/export.ts";
export { trainLandmarks } from "./landmarks/train.ts";
export { exportHourglass } from "./landmarks/validate.ts";
export {
  type EventMatch,
  type EventScore,
  type MatchOptions,
  matchEvents,
  sumScores,
  type TimedEvent,
} from "./metrics/matchEvents.ts";
export { forwardOperations, parameterCount } from "./networks/cost.ts";
export { buildHourglass, HOURGLASS_CONFIGS, type HourglassConfig } from "./networks/hourglass.ts";
export { OCCLUDER_KINDS, occlude } from "./occluders/index.ts";
