import { AppError } from "../core/errors.ts";

/** Options or arguments that do not go together. */
export class UsageError extends AppError {
  readonly code = "USAGE";
  readonly kind = "usage";
  constructor(found: string) {
    super(found, "See caselens <command> --help.");
  }
}
