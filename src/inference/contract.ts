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

/** A file and what its bytes must be. */
export interface CheckedFile {
  readonly path: string;
  readonly sha256: string;
}

export interface OpenOptions {
  /** 64 hex digits, of the graph's file. */
  readonly sha256: string;
  /** The weights, where the graph's file names another one beside it. */
  readonly weights?: CheckedFile | undefined;
  /** Further files of the weights, where it names several. */
  readonly moreWeights?: readonly CheckedFile[] | undefined;
}

/** Loads graphs and owns the threads that run them. */
export interface InferenceEngine extends AsyncDisposable {
  /**
   * Opens a graph. Checksums are of the bytes that are loaded, so that no other model can slip in; weights that stand in a file of their
   * own are checked just before they are mapped into memory.
   * @param file absolute path of an .onnx file.
   * @throws {ModelFileError} when a file is missing, its checksum is another, or the graph names weights that were not given beside it.
   * @throws {DeviceUnavailableError} when this machine has no such device, or no provider for it.
   */
  open(file: string, options: OpenOptions): Promise<InferenceSession>;
}
