/** Element types that checkpoints hold, by torch's names. */
export const elementTypes = [
  "float32",
  "float16",
  "bfloat16",
  "float64",
  "int64",
  "int32",
  "int16",
  "int8",
  "uint8",
  "bool",
] as const;
export type ElementType = (typeof elementTypes)[number];

/** What a checkpoint says of one of its tensors. */
export interface StoredTensor {
  readonly elementType: ElementType;
  /** Row-major; empty for a scalar. */
  readonly shape: readonly number[];
}

/** The named tensors of a checkpoint file, as its state dict has them. Nothing of the file is ever run. */
export interface Checkpoint extends AsyncDisposable {
  readonly format: "safetensors" | "torch";
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * The values of a tensor as 32-bit floats, row-major, read from the file at each call; what no 32-bit float can hold is rounded.
   * @throws {CheckpointError}
   */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
}
