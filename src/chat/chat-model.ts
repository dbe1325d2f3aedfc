import type { CountTokens, TokenCounts, TokenPrices } from "./token-usage.ts";

/** One message to a language model. Pictures go only to models that take them. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly parts: readonly ChatPart[];
}

export type ChatPart =
  | { readonly kind: "text"; readonly text: string }
  /** JPEG or PNG bytes. */
  | { readonly kind: "picture"; readonly mediaType: "image/jpeg" | "image/png"; readonly bytes: Uint8Array };

/** A language model behind a backend. */
export interface ChatModel {
  /** Its name in the configuration. */
  readonly name: string;
  /** Model id as its server knows it. */
  readonly model: string;
  readonly provider: "ollama" | "openai" | "anthropic" | "fake";
  /** Host that receives the prompt; null where it never leaves this process. */
  readonly host: string | null;
  /** True unless the host is this computer's loopback. */
  readonly remote: boolean;
  /** Whether it takes pictures. */
  readonly vision: boolean;
  /**
   * Streams pieces of the answer. An abort closes the connection to the server.
   * @param counted told at the end what the server says it counted, where it says so
   * @throws {ChatModelError} typed, without the server's words; an abort as it is
   */
  stream(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    counted?: (tokens: TokenCounts) => unknown,
  ): AsyncIterable<string>;
  readonly limits: ChatModelLimits;
}

/** What a prompt to a language model may hold, and what it costs. */
export interface ChatModelLimits {
  /** Of prompt and answer together. */
  readonly contextTokens: number;
  /** Kept free for the answer. */
  readonly answerTokens: number;
  /** Pictures of one prompt, the scan's own among them. */
  readonly pictures: number;
  readonly tokensPerPicture: number;
  readonly countTokens: CountTokens;
  /** Null: nobody said. */
  readonly prices: TokenPrices | null;
}
