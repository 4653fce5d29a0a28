// The training graph: build, differentiate, write and run ONNX graphs. Nothing here depends on faces.

export * from "./differentiate.ts";
export * from "./graph.ts";
export * from "./onnx.ts";
export * from "./operators/arithmetic.ts";
export * from "./operators/convolution.ts";
export * from "./operators/functions.ts";
export * from "./operators/layout.ts";
export * from "./operators/losses.ts";
export * from "./operators/normalise.ts";
export * from "./operators/pooling.ts";
export * from "./readWeights.ts";
export * from "./session.ts";
