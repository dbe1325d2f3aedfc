import type { ChatModelLimits } from "../chat-model.ts";
import { type CountTokens, estimateTokens, type TokenPrices } from "../token-usage.ts";

export const languageModelProviders = ["ollama", "openai", "anthropic"] as const;
export type LanguageModelProvider = (typeof languageModelProviders)[number];

/** A language model as the configuration names it. */
export interface LanguageModelSettings {
  /** Its name in the configuration. */
  readonly name: string;
  /** `openai` stands for every server with an OpenAI-compatible `/v1`. */
  readonly provider: LanguageModelProvider;
  /** Its id on the server. */
  readonly model: string;
  /** @default the provider's own */
  readonly baseUrl?: string | undefined;
  /** A function, so that no log or reply that prints settings holds the key. */
  readonly apiKey?: (() => string | undefined) | undefined;
  /** Whether it takes pictures. @default false */
  readonly vision?: boolean | undefined;
  /**
   * Longest silence, before the reply begins and between two pieces of text that can be seen; ten times that while the model only thinks
   * aloud. @default 30_000
   */
  readonly timeoutMs?: number | undefined;
  /** Longest answer, in the model's tokens. @default 1024 */
  readonly maxTokens?: number | undefined;
  /** @default the server's, and 0 for Ollama */
  readonly temperature?: number | undefined;
  /** Of prompt and answer together. @default 8192 */
  readonly contextTokens?: number | undefined;
  /** Pictures of one prompt, the scan's own among them. @default 9 */
  readonly maxPictures?: number | undefined;
  /** What one picture of at most 512 px on its short side is counted as. @default 768 */
  readonly tokensPerPicture?: number | undefined;
  /** @default an upper estimate: a token to every three bytes */
  readonly countTokens?: CountTokens | undefined;
  readonly prices?: TokenPrices | undefined;
  /** Whether an OpenAI-compatible server is asked to count: some refuse to be asked. @default true for OpenAI's own */
  readonly reportsTokens?: boolean | undefined;
  /** Further tries after "too many requests" and after a failure of the server's that may pass. @default 2 */
  readonly retries?: number | undefined;
}

const defaultBaseUrls: Readonly<Record<LanguageModelProvider, string>> = {
  ollama: "http://127.0.0.1:11434",
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com",
};

const defaultMaxTokens = 1024;

export function limitsOf(settings: LanguageModelSettings): ChatModelLimits {
  const { contextTokens = 8_192, maxTokens = defaultMaxTokens, maxPictures = 9, tokensPerPicture = 768 } = settings;
  return {
    contextTokens,
    answerTokens: Math.min(maxTokens, Math.floor(contextTokens / 2)),
    pictures: maxPictures,
    tokensPerPicture,
    countTokens: settings.countTokens ?? estimateTokens,
    prices: settings.prices ?? null,
  };
}

/** Base of a model's API, without a slash at its end. */
export function baseUrlOf({ provider, baseUrl }: LanguageModelSettings): string {
  return (baseUrl ?? defaultBaseUrls[provider]).replace(/\/+$/, "");
}

/**
 * Who receives a prompt. A model that an Ollama on this computer runs in its makers' cloud is remote, however local its address.
 */
export function destinationOf(settings: LanguageModelSettings): { readonly host: string; readonly remote: boolean } {
  const { host, hostname } = new URL(baseUrlOf(settings));
  if (settings.provider === "ollama" && /[:-]cloud$/.test(settings.model)) return { host: "ollama.com", remote: true };
  return { host, remote: !isLoopback(hostname) };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
