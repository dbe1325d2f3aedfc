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

/** A prompt of this installation is missing, damaged, or does not use its variables. */
export class ChatPromptError extends AppError {
  readonly code = "CHAT_PROMPT_DAMAGED";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("A file in prompts/chat/ is missing or damaged.", "Install caselens again.", options);
  }
}

export type ChatModelErrorCode = keyof typeof chatModelFailures;

/**
 * A language model did not answer as it should. Says which one by its name in the configuration, and nothing of what its server
 * said: that may hold the prompt, an address with credentials, or a key.
 */
export class ChatModelError extends AppError {
  readonly code: ChatModelErrorCode;
  readonly kind = "failure";
  /** Name in the configuration. */
  readonly backend: string;
  /** Id of the stored partial answer; null where nothing had been said yet. */
  readonly answerId: string | null;

  constructor(code: ChatModelErrorCode, backend: string, options: { readonly answerId?: string | null } = {}) {
    const [found, remedy] = chatModelFailures[code];
    super(`The language model "${backend}" ${found}.`, remedy);
    this.code = code;
    this.backend = backend;
    this.answerId = options.answerId ?? null;
  }

  /** The same failure, naming the partial answer that was kept. */
  withAnswer(answerId: string): ChatModelError {
    return new ChatModelError(this.code, this.backend, { answerId });
  }
}

const chatModelFailures = {
  LLM_UNREACHABLE: [
    "cannot be reached",
    "Check that its server runs and that its baseUrl in config.json is right; or ask without --llm.",
  ],
  LLM_TIMEOUT: [
    "was silent for too long",
    "Try again, or give it more time: timeoutSeconds in config.json. A large model is slow to start.",
  ],
  LLM_RATE_LIMITED: ["refused for now: too many requests", "Wait a moment and ask again."],
  LLM_FAILED: [
    "failed on its server",
    "Look at that server's own log, and that the model's id in config.json is right.",
  ],
  LLM_AUTH: ["refused the key", "Check the environment variable that apiKeyEnv in config.json names."],
  LLM_BAD_REPLY: [
    "sent something that is not an answer",
    "Check that its baseUrl in config.json is that of the API, and its provider the right one.",
  ],
  LLM_CONTEXT_TOO_SMALL: [
    "has too small a context for the question and what is known of the scan",
    "Give it more: contextTokens in config.json, where the model takes it; or ask more shortly.",
  ],
  LLM_CUT_OFF: ["broke off before the end of its answer", "Ask again; what it had said was kept."],
} as const;
