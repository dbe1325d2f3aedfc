import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { ChatMessage, ChatPart } from "../chat-model.ts";

/** Our messages as LangChain's. A picture goes as a `data:` URL in `image_url`, the one form that every backend takes. */
export function toLangChain(messages: readonly ChatMessage[]): BaseMessage[] {
  return messages.map(({ role, parts }) => {
    switch (role) {
      case "system":
        return new SystemMessage(textOf(parts));
      case "assistant":
        return new AIMessage(textOf(parts));
      case "user":
        return new HumanMessage(
          parts.every(({ kind }) => kind === "text") ? textOf(parts) : { content: parts.map(contentOf) },
        );
      default:
        return role satisfies never;
    }
  });
}

function textOf(parts: readonly ChatPart[]): string {
  return parts.map((part) => (part.kind === "text" ? part.text : "")).join("\n");
}

function contentOf(part: ChatPart) {
  if (part.kind === "text") return { type: "text" as const, text: part.text };
  const url = `data:${part.mediaType};base64,${Buffer.from(part.bytes).toString("base64")}`;
  return { type: "image_url" as const, image_url: { url } };
}
