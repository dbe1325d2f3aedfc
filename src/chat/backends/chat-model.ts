import type { ChatMessage, ChatModel } from "../chat-model.ts";
import { ChatModelError } from "../errors.ts";
import { destinationOf, type LanguageModelSettings } from "./settings.ts";
import { openVendorClient, speechOf } from "./vendor-client.ts";
import { openWire } from "./wire.ts";

export interface ChatModelOptions {
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
}

/** A language model behind LangChain. Nothing is sent before its first `stream`. */
export function createChatModel(settings: LanguageModelSettings, { fetch }: ChatModelOptions = {}): ChatModel {
  const { name, model, provider, vision = false } = settings;
  return {
    name,
    model,
    provider,
    vision,
    ...destinationOf(settings),
    async *stream(messages, signal) {
      signal.throwIfAborted();
      if (!vision && messages.some(hasPicture)) throw new RangeError("A model without vision was given a picture.");
      const wire = openWire({ settings, speaks: speechOf(settings), signal, fetch });
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
        throw wire.failure() ?? new ChatModelError("LLM_BAD_REPLY", name);
      } finally {
        wire.close();
      }
      signal.throwIfAborted(); // the clients end quietly on an abort
      const failure = wire.failure();
      if (failure) throw failure;
      if (!wire.ended()) throw new ChatModelError("LLM_CUT_OFF", name);
      if (!said) throw new ChatModelError("LLM_BAD_REPLY", name);
    },
  };
}

function hasPicture({ parts }: ChatMessage): boolean {
  return parts.some(({ kind }) => kind === "picture");
}
