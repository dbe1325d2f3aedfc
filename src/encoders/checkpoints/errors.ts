import { AppError } from "../../core/errors.ts";

/**
 * Why a checkpoint cannot be read. `missing`: no such file, or no such tensor in it; `truncated`: it ends before it says
 * it does; `damaged`: it contradicts itself or its format; `hostile`: it asks to run code, or for memory far beyond its
 * size; `unsupported`: a format or a part that is not read here.
 */
export type CheckpointFault = "missing" | "truncated" | "damaged" | "hostile" | "unsupported";

const remedies: Readonly<Record<CheckpointFault, string>> = {
  missing: "Give the path of a checkpoint file that exists and the name of a tensor that it holds.",
  truncated: "Download or copy it again: the file is not whole.",
  damaged: "Download it again and compare its checksum with the publisher's.",
  hostile:
    "Do not open it with another program: loading it there could run its code. Ask the publisher for the weights as safetensors.",
  unsupported: "Load it with the software that wrote it and save its state dict as safetensors.",
};

interface CheckpointErrorOptions extends ErrorOptions {
  /** @default what helps against most faults of this reason */
  readonly remedy?: string;
}

/** A published checkpoint that cannot be read, or not without doing what it must not. */
export class CheckpointError extends AppError {
  readonly code = "CHECKPOINT_UNREADABLE";
  readonly kind = "input";
  readonly reason: CheckpointFault;
  readonly found: string;
  /** @param found continues the sentence "The checkpoint … "; names of the file in it only as `printableName`. */
  constructor(reason: CheckpointFault, found: string, { remedy, ...options }: CheckpointErrorOptions = {}) {
    super(`The checkpoint ${found}.`, remedy ?? remedies[reason], options);
    this.reason = reason;
    this.found = found;
  }
}
