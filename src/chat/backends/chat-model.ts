import type { ChatMessage, ChatModel } from "../chat-model.ts";
import { ChatModelError } from "../errors.ts";
import { type Patience, patience, waitBefore } from "./retry.ts";
import { destinationOf, type LanguageModelSettings, limitsOf } from "./settings.ts";
import { openVendorClient, speechOf } from "./vendor-client.ts";
import { openWire, type Wire } from "./wire.ts";

export interface ChatModelOptions {
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
  readonly patience?: Patience;
}

/**
 * A language model behind LangChain. Nothing is sent before its first `stream`. A request that is refused for now is made again, with
 * jitter, as long as nothing of an answer was seen.
 */
export function createChatModel(settings: LanguageModelSettings, options: ChatModelOptions = {}): ChatModel {
  const { name, model, provider, vision = false, retries = 2 } = settings;
  const { fetch, patience: waiting = patience } = options;
  return {
    name,
    model,
    provider,
    vision,
    limits: limitsOf(settings),
    ...destinationOf(settings),
    async *stream(messages, signal, counted) {
      signal.throwIfAborted();
      if (!vision && messages.some(hasPicture)) throw new RangeError("A model without vision was given a picture.");
      for (let tried = 1; ; tried++) {
        const wire = openWire({ settings, speaks: speechOf(settings), signal, fetch });
        try {
          yield* once(messages, settings, wire, signal);
          counted?.(wire.counted());
          return;
        } catch (error) {
          const passing = wire.passing();
          const waitMs = passing && tried <= retries ? waitBefore(tried, passing.afterMs, waiting) : null;
          if (waitMs === null) throw error;
          await waiting.wait(waitMs, signal).catch((stopped: unknown) => {
            signal.throwIfAborted();
            throw stopped;
          });
        } finally {
          wire.close();
        }
      }
    },
  };
}

/** One request to its end. */
async function* once(
  messages: readonly ChatMessage[],
  settings: LanguageModelSettings,
  wire: Wire,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let said = false;
  try {
    const { toLangChain } = await import("./to-langchain.ts"); // here: most commands need no language model
    const client = await openVendorClient(settings, wire.fetch);
    for await (const { text } of client._streamResponseChunks(toLangChain(messages), { signal })) {
      if (text === "") continue;
      said = true;
      yield text;
    }
  } catch {
    signal.throwIfAborted();
    throw wire.failure() ?? new ChatModelError("LLM_BAD_REPLY", settings.name);
  }
  signal.throwIfAborted(); // the clients end quietly on an abort
  const failure = wire.failure();
  if (failure) throw failure;
  if (!wire.ended()) throw new ChatModelError("LLM_CUT_OFF", settings.name);
  if (!said) throw new ChatModelError("LLM_BAD_REPLY", settings.name);
}

function hasPicture({ parts }: ChatMessage): boolean {
  return parts.some(({ kind }) => kind === "picture");
}
