import type { BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk } from "@langchain/core/outputs";
import { baseUrlOf, type LanguageModelProvider, type LanguageModelSettings, limitsOf } from "./settings.ts";

/**
 * The part of LangChain's chat models that is used. `stream()` and `initChatModel` go through LangChain's callback manager, which
 * LANGSMITH_TRACING and LANGCHAIN_VERBOSE in the environment make send or print every prompt; this is what they call below it.
 */
export interface VendorClient {
  _streamResponseChunks(
    messages: BaseMessage[],
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<ChatGenerationChunk>;
}

/** Longer than any answer: silence is watched by the wire. */
const clientTimeoutMs = 3_600_000;

/** How a model's server is spoken to. ChatOllama tears a message with pictures apart: Ollama's OpenAI-compatible API takes it whole. */
export function speechOf({ provider, vision }: LanguageModelSettings): LanguageModelProvider {
  return provider === "ollama" && vision === true ? "openai" : provider;
}

/** Imports LangChain's client ahead of the first request, beside the gathering of evidence: that takes 0.1 to 0.2 s once. */
export function preloadVendorClient(settings: LanguageModelSettings): void {
  const loading = {
    ollama: () => import("@langchain/ollama"),
    openai: () => import("@langchain/openai"),
    anthropic: () => import("@langchain/anthropic"),
  }[speechOf(settings)]();
  loading.catch(() => {}); // the request says it
}

/** LangChain's client for one request. */
export async function openVendorClient(
  settings: LanguageModelSettings,
  fetch: typeof globalThis.fetch,
): Promise<VendorClient> {
  const { model, temperature, provider } = settings;
  const { contextTokens, answerTokens: maxTokens } = limitsOf(settings);
  const baseUrl = baseUrlOf(settings);
  const unused = "set-by-the-wire"; // else the clients look for a key of their vendor's in the environment
  switch (speechOf(settings)) {
    case "ollama": {
      const { ChatOllama } = await import("@langchain/ollama");
      return new ChatOllama({
        model,
        baseUrl,
        fetch,
        maxRetries: 0,
        numPredict: maxTokens,
        numCtx: contextTokens, // else Ollama cuts a longer prompt off at its beginning, rules first, and says nothing
        temperature: temperature ?? 0,
      });
    }
    case "openai": {
      const { ChatOpenAICompletions } = await import("@langchain/openai");
      return new ChatOpenAICompletions({
        model,
        apiKey: unused,
        maxRetries: 0,
        maxTokens,
        streaming: true,
        streamUsage: settings.reportsTokens ?? settings.baseUrl === undefined, // some compatible servers refuse what they do not know
        timeout: clientTimeoutMs,
        ...(temperature !== undefined && { temperature }),
        configuration: {
          baseURL: provider === "ollama" ? `${baseUrl}/v1` : baseUrl,
          fetch,
          organization: null,
          project: null,
          logLevel: "off",
        },
      });
    }
    case "anthropic": {
      const { ChatAnthropic } = await import("@langchain/anthropic");
      return new ChatAnthropic({
        model,
        apiKey: unused,
        anthropicApiUrl: baseUrl,
        maxRetries: 0,
        maxTokens,
        streaming: true,
        streamUsage: false,
        ...(temperature !== undefined && { temperature }),
        clientOptions: { fetch, maxRetries: 0, timeout: clientTimeoutMs, logLevel: "off" },
      });
    }
  }
}
