// The part of ONNX Runtime that Vigil uses. The runtime's own types need those of a browser, which not every project has.

interface ElementArrays {
  float32: Float32Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
}

/** A dense array: row-major `data` of as many elements as the product of `dims`. */
export type Tensor = {
  [Type in keyof ElementArrays]: {
    readonly type: Type;
    readonly dims: readonly number[];
    readonly data: ElementArrays[Type];
  };
}[keyof ElementArrays];

/** A tensor of the runtime. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
  /** Downloads the data where they are on a graphics card. */
  getData(): Promise<unknown>;
}

/** Tensors by name. */
export interface RuntimeTensors {
  readonly [name: string]: RuntimeTensor;
}

/** A loaded network of the runtime. */
export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly {
    readonly name: string;
    readonly isTensor: boolean;
    /** Absent for inputs that are no tensors. */
    readonly shape?: readonly (number | string)[];
  }[];
  run(feeds: RuntimeTensors): Promise<RuntimeTensors>;
  /** @param fetches names of outputs, or tensors to write them into. */
  run(
    feeds: RuntimeTensors,
    fetches: readonly string[] | { readonly [name: string]: RuntimeTensor | null },
  ): Promise<RuntimeTensors>;
  release(): Promise<void>;
}

/**
 * The ONNX Runtime module, passed in by the caller so that the library depends on no particular one:
 * `onnxruntime-node` in Node, `onnxruntime-web` in a browser, imported with `import * as runtime from …`.
 */
export interface RuntimeModule {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options?: object): Promise<RuntimeSession>;
  };
  readonly Tensor: new (
    type: Tensor["type"],
    data: Tensor["data"] | readonly number[],
    dims?: readonly number[],
  ) => RuntimeTensor;
  readonly env?: { readonly versions: { readonly node?: string } };
}
