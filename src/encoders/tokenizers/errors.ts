import { AppError } from "../../core/errors.ts";

/** A tokenizer's file is not what the card says it is, or asks for something that is not read exactly here. */
export class VocabularyError extends AppError {
  readonly code = "VOCABULARY_INVALID";
  readonly kind = "failure";
  readonly file: string;
  /** @param found continues the sentence "The tokenizer file …". */
  constructor(file: string, found: string, options?: ErrorOptions) {
    super(`The tokenizer file ${file} ${found}.`, "Restore the model folder, or import the checkpoint again.", options);
    this.file = file;
  }
}
