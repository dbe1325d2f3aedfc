/** A dense tensor; `data` is row-major and has as many elements as the product of `dims`. */
export type Tensor =
  | { readonly type: "float32"; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: "int64"; readonly data: BigInt64Array; readonly dims: readonly number[] };

export type Tensors = Readonly<Record<string, Tensor>>;

/** One loaded ONNX graph. */
export interface InferenceSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph off the calling thread. Runs of all sessions of an engine follow one another.
   * @param feeds one tensor per input name. Their buffers are moved to the engine: do not read them afterwards.
   * @throws {InferenceError} when the graph refuses the tensors or the engine has stopped.
   */
  run(feeds: Tensors): Promise<Tensors>;
}

/** Loads graphs and owns the threads that run them. */
export interface InferenceEngine extends AsyncDisposable {
  /**
   * Opens a graph. The file's SHA-256 is checked on the bytes that are loaded, so that no other model can slip in.
   * @param file absolute path of an .onnx file.
   * @throws {ModelFileError} when the file is missing or its checksum is another.
   */
  open(file: string, options: { readonly sha256: string }): Promise<InferenceSession>;
}
