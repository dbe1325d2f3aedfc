import { AppError } from "../core/errors.ts";

/** The question cannot be taken as one. */
export class QuestionInvalidError extends AppError {
  readonly code = "QUESTION_INVALID";
  readonly kind = "input";
  constructor(found: "empty" | "long") {
    super(
      found === "empty" ? "The question is empty." : "The question is longer than 4,000 characters.",
      "Ask one question in plain words.",
    );
  }
}
