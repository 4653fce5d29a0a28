"""Training on a graphics card: runs the ONNX models of forward pass and loss that Vigil's TypeScript writes."""
