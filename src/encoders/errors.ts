import { AppError } from "../core/errors.ts";
import type { EncoderId } from "./contract.ts";

/** A model card is missing or cannot be trusted. */
export class ModelCardError extends AppError {
  readonly code = "MODEL_CARD_INVALID";
  readonly kind = "failure";
  /** @param found continues the sentence "The model card …". */
  constructor(found: string, options?: ErrorOptions) {
    super(`The model card ${found}.`, "Restore the model folder from the release, or remove it.", options);
  }
}

/** No model of that name is installed. */
export class UnknownEncoderError extends AppError {
  readonly code = "ENCODER_UNKNOWN";
  readonly kind = "input";
  /** @param card id of a published model of that name, which can be imported */
  constructor(installed: readonly string[], card: string | null = null) {
    const here = `Installed: ${installed.join(", ") || "none"}.`;
    super(
      "No encoder of that name is installed.",
      card === null
        ? `${here} See \`caselens models list\`.`
        : `Import it first: \`caselens models pull ${card}\`, or \`caselens models import SRC --card ${card}\`. ${here}`,
    );
  }
}

export interface EncoderMismatchFacts {
  /** Name of the library. */
  readonly library: string;
  /** What the other vectors were for. */
  readonly use: "query" | "ingest";
}

/** Vectors of two encoders were about to be compared. */
export class EncoderMismatchError extends AppError {
  readonly code = "ENCODER_MISMATCH";
  readonly kind = "input";
  constructor(indexed: EncoderId, other: EncoderId, { library, use }: EncoderMismatchFacts) {
    const reembed = `\`caselens library reembed ${library} --encoder ${nameOf(other)}\``;
    const elsewhere = use === "ingest" ? ", take the new pairs into another library (--library NAME)" : "";
    super(
      use === "query"
        ? `The library ${library} holds vectors of ${indexed}; the query is of ${other}.`
        : `The library ${library} holds vectors of ${indexed}; what was to be added is of ${other}.`,
      nameOf(indexed) === nameOf(other)
        ? `That model was imported anew: give the library its vectors (${reembed})${elsewhere}.`
        : `Use the library's encoder (--encoder ${nameOf(indexed)})${elsewhere}, or give it the other's vectors: ${reembed}.`,
    );
  }
}

/** A text without any content cannot be embedded. */
export class EmptyTextError extends AppError {
  readonly code = "TEXT_EMPTY";
  readonly kind = "input";
  constructor() {
    super("The text is empty.", "Give at least one word.");
  }
}

/** The question head's graphs and the list of what they answer do not belong together. */
export class QuestionHeadError extends AppError {
  readonly code = "QUESTION_HEAD_INVALID";
  readonly kind = "failure";
  /** @param found continues the sentence "The model's question head …". */
  constructor(found: string, options?: ErrorOptions) {
    super(`The model's question head ${found}.`, "Restore the model folder from the release.", options);
  }
}

/** The thresholds that turn an encoder's scores into statements are missing or belong to another encoder. */
export class DecisionRulesError extends AppError {
  readonly code = "DECISION_RULES_INVALID";
  readonly kind = "failure";
  /** @param found continues the sentence "The model's decision rules …". */
  constructor(found: string, options?: ErrorOptions) {
    super(`The model's decision rules ${found}.`, "Restore the model folder from the release.", options);
  }
}

function nameOf(encoder: EncoderId): string {
  return encoder.split("@")[0];
}
