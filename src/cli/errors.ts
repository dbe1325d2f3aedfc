import { AppError } from "../core/errors.ts";

/** Options or arguments that do not go together. */
export class UsageError extends AppError {
  readonly code = "USAGE";
  readonly kind = "usage";
  constructor(found: string) {
    super(found, "See caselens <command> --help.");
  }
}

/** The file's name asks for no format that a heat map has. */
export class HeatMapFormatError extends AppError {
  readonly code = "HEAT_MAP_FORMAT_UNKNOWN";
  readonly kind = "usage";
  constructor() {
    super("The file's name ends in no format that a heat map is written in.", "Name it .png or .geojson.");
  }
}

/** The heat map cannot be written where it was wanted. */
export class HeatMapUnwritableError extends AppError {
  readonly code = "HEAT_MAP_UNWRITABLE";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The heat map cannot be written there.", "Check that the folder is there and may be written to.", options);
  }
}
