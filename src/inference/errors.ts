import type { Device } from "../core/device.ts";
import { AppError } from "../core/errors.ts";

/** A model file is missing, or is not the one that its card describes. */
export class ModelFileError extends AppError {
  readonly code = "MODEL_FILE_INVALID";
  readonly kind = "failure";
  readonly fileName: string;
  readonly fault: ModelFileFault;
  /** @param fileName base name of the model file. */
  constructor(fileName: string, fault: ModelFileFault, { importedId, ...options }: ModelFileErrorOptions = {}) {
    super(
      `The model file ${fileName}${importedId === undefined ? "" : ` of ${importedId}`} ${faultInWords[fault]}.`,
      importedId === undefined
        ? "Restore the model folder from the release (git checkout models, or install again)."
        : `Import it again: \`caselens models import SRC --card ${importedId}\`, or \`caselens models pull ${importedId}\`.`,
      options,
    );
    this.fileName = fileName;
    this.fault = fault;
  }
}

/** `unlisted`: the graph names weights that were not given, so that nothing is known of them. */
export type ModelFileFault = "missing" | "checksum" | "unlisted";

interface ModelFileErrorOptions extends ErrorOptions {
  /** Id of an imported model; absent: the file comes with the program. */
  readonly importedId?: string | undefined;
}

const faultInWords: Readonly<Record<ModelFileFault, string>> = {
  missing: "is missing",
  checksum: "is not the one that its card describes",
  unlisted: "needs weights that its card does not list",
};

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
  constructor(device: Device, options?: ErrorOptions) {
    super(`Models cannot run on ${device} here.`, remedies[device], options);
  }
}

const remedies: Readonly<Record<Device, string>> = {
  cpu: "Install caselens again: the runtime's own library is missing.",
  cuda: "Use --device cpu; or install CUDA 12 with cuDNN 9 and fetch the runtime's CUDA library: `npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12 --ignore-scripts=false`.",
  coreml: "Use --device cpu: coreml is for macOS.",
  dml: "Use --device cpu: dml is for Windows.",
};
