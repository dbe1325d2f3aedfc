import { AppError } from "../core/errors.ts";

/** The name is that of no language model. */
export class LanguageModelUnknownError extends AppError {
  readonly code = "LLM_UNKNOWN";
  readonly kind = "usage";
  constructor(known: readonly string[]) {
    super(
      "There is no language model of that name.",
      known.length > 0
        ? `Use one of ${known.join(", ")}.`
        : "Name it in languageModels in config.json; the README shows how.",
    );
  }
}

/** A language model's key is to be read from an environment variable that is not set. */
export class LanguageModelKeyMissingError extends AppError {
  readonly code = "LLM_KEY_MISSING";
  readonly kind = "usage";
  readonly backend: string;
  constructor(backend: string) {
    super(
      `The key of the language model "${backend}" is not set.`,
      "Set the environment variable that apiKeyEnv in config.json names.",
    );
    this.backend = backend;
  }
}

/** The answer cannot be tried in that way. */
export class ControlUnavailableError extends AppError {
  readonly code = "CONTROL_UNAVAILABLE";
  readonly kind = "input";
  constructor(found: "deterministic" | "open") {
    super(
      found === "deterministic"
        ? "The evidence writer says the same every time: samples of it would tell nothing."
        : "Only a question that is answered with yes or no is asked again in other words.",
      found === "deterministic"
        ? "Ask with --llm, or control it with a blank image."
        : "Control it with a blank image instead.",
    );
  }
}

/** The tokenizer.json that the configuration names for a language model cannot be used. */
export class LanguageModelTokenizerError extends AppError {
  readonly code = "LLM_TOKENIZER_INVALID";
  readonly kind = "usage";
  readonly backend: string;
  constructor(backend: string, options?: ErrorOptions) {
    super(
      `The tokenizer of the language model "${backend}" cannot be read.`,
      "Let tokenizer in config.json be the path of that model's tokenizer.json, or leave it out: tokens are then estimated.",
      options,
    );
    this.backend = backend;
  }
}

/** Nobody agreed yet that this scan's evidence goes to another computer. Nothing has left. */
export class RemoteNotConfirmedError extends AppError {
  readonly code = "REMOTE_NOT_CONFIRMED";
  readonly kind = "usage";
  readonly backend: string;
  readonly host: string;
  constructor(backend: string, host: string) {
    super(
      `The language model "${backend}" runs on ${host}: the question, this scan's scores and the texts of similar cases would be sent there, and pictures too if it takes them.`,
      "Agree for this scan: --confirm-remote on the command line, confirmRemote: true by HTTP. Or use a local model, or none.",
    );
    this.backend = backend;
    this.host = host;
  }
}

/** No session has that id. */
export class SessionUnknownError extends AppError {
  readonly code = "SESSION_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is no session of that id.", "Ask without a session: that starts a new one, and the answer names it.");
  }
}

/** The session was deleted while one of its questions was being answered. Nothing of the answer was kept. */
export class SessionDeletedError extends AppError {
  readonly code = "SESSION_DELETED";
  readonly kind = "input";
  constructor(options?: ErrorOptions) {
    super(
      "The session was deleted while it was being answered; the answer was not kept.",
      "Ask without a session: that starts a new one.",
      options,
    );
  }
}

/** The session is about another scan: what was said there must not speak of this one. */
export class SessionOtherScanError extends AppError {
  readonly code = "SESSION_OTHER_SCAN";
  readonly kind = "usage";
  constructor() {
    super("The session is about another scan.", "Ask without a session: that starts a new one for this scan.");
  }
}

/** No stored answer or report has that id. */
export class ExplanationUnknownError extends AppError {
  readonly code = "ANSWER_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is no stored answer or report of that id.", "Each answer and report names its id.");
  }
}

/** A stored answer cannot be read. */
export class AnswerDamagedError extends AppError {
  readonly code = "ANSWER_DAMAGED";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The stored answer is damaged.", "Ask again.", options);
  }
}

/** What a replay needs is not there any more. */
export class ReplayUnavailableError extends AppError {
  readonly code = "REPLAY_UNAVAILABLE";
  readonly kind = "input";
  readonly missing: "scan" | "changed" | "encoder" | "template";
  constructor(missing: "scan" | "changed" | "encoder" | "template", options?: ErrorOptions) {
    super(
      {
        scan: "The scan that this was about is not where it was.",
        changed: "The file that this was about holds another scan now.",
        encoder: "This was made with another encoder.",
        template: "The template of this report is not one of this installation.",
      }[missing],
      "explain without --replay shows what was kept.",
      options,
    );
    this.missing = missing;
  }
}

/** The pair is of the scan's own case. */
export class PinOwnCaseError extends AppError {
  readonly code = "PIN_OWN_CASE";
  readonly kind = "usage";
  constructor() {
    super(
      "That pair is of the scan's own case: an answer must not read its own report.",
      "Pin a pair of another case. What you know of this scan you can say in the conversation.",
    );
  }
}

/** One request marks a case in two ways. */
export class MarksConflictError extends AppError {
  readonly code = "MARKS_CONFLICT";
  readonly kind = "usage";
  constructor() {
    super("One case is marked in two ways.", "Pin, ban or release a case, not two of them at once.");
  }
}

/** The session has as many pins or bans as it may have. */
export class MarksTooManyError extends AppError {
  readonly code = "MARKS_TOO_MANY";
  readonly kind = "usage";
  constructor(which: "pinned" | "banned", most: number) {
    super(
      `A conversation has at most ${most} ${which === "pinned" ? "pinned pairs" : "banned cases"} in a library.`,
      "Release one of them first.",
    );
  }
}
