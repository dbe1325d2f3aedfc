import { AppError } from "../core/errors.ts";

/** A model file is missing, or is not the one that its card describes. */
export class ModelFileError extends AppError {
  readonly code = "MODEL_FILE_INVALID";
  readonly kind = "failure";
  /** @param fileName base name of the model file. */
  constructor(fileName: string, found: "missing" | "checksum", options?: ErrorOptions) {
    super(
      found === "missing"
        ? `The model file ${fileName} is missing.`
        : `The model file ${fileName} is not the one that its card describes.`,
      "Restore the model folder from the release (git checkout models, or install again).",
      options,
    );
  }
}

/** The ONNX runtime could not load or run a graph, or its worker has ended. */
export class InferenceError extends AppError {
  readonly code = "INFERENCE_FAILED";
  readonly kind = "failure";
  constructor(found: string, options?: ErrorOptions) {
    super(found, "Run `caselens doctor`; if it reports no problem, run the command again with fewer threads.", options);
  }
}

/** The execution provider asked for is not in this build of the ONNX runtime. */
export class DeviceUnavailableError extends AppError {
  readonly code = "DEVICE_UNAVAILABLE";
  readonly kind = "usage";
  constructor() {
    super("Models cannot run on that device here.", "Use --device cpu.");
  }
}
