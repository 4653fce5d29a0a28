// The training graph: build, differentiate, save and run ONNX graphs. Nothing here knows faces.

export * from "./differentiate.ts";
export * from "./graph.ts";
export * from "./initialise.ts";
export * from "./onnx.ts";
export * from "./operators/arithmetic.ts";
export * from "./operators/convolution.ts";
export * from "./operators/functions.ts";
export * from "./operators/layout.ts";
export * from "./operators/losses.ts";
export * from "./operators/matmul.ts";
export * from "./operators/normalise.ts";
export * from "./operators/pooling.ts";
export * from "./operators/reduce.ts";
export * from "./operators/resize.ts";
export * from "./readWeights.ts";
export * from "./session.ts";
