import { AppError } from "../../core/errors.ts";

export class ProtocolUnknownError extends AppError {
  readonly code = "PROTOCOL_UNKNOWN";
  readonly kind = "usage";
  constructor(known: readonly string[]) {
    super("No published protocol has that id.", `One of: ${known.join(", ")}.`);
  }
}

/** The data of a protocol are not in the folder. */
export class ProtocolDataMissingError extends AppError {
  readonly code = "PROTOCOL_DATA_MISSING";
  readonly kind = "input";
  /** @param wanted what should stand in the folder */
  constructor(wanted: string, from: string, options?: ErrorOptions) {
    super(`The folder does not hold ${wanted}.`, `Get the data from ${from}.`, options);
  }
}

/** The data of a protocol are there, and are not what was published. */
export class ProtocolDataDamagedError extends AppError {
  readonly code = "PROTOCOL_DATA_DAMAGED";
  readonly kind = "input";
  /** @param found continues the sentence "The data …" */
  constructor(found: string, from: string, options?: ErrorOptions) {
    super(`The data ${found}.`, `Get them again from ${from}.`, options);
  }
}
