import type { AskResult } from "../../../src/app/ask-result.ts";
import type { AskEvent } from "../../../src/chat/contract.ts";
import type { ServerEvent } from "../api/sse.ts";

/** Everything that `POST /v1/ask` can say. */
export type AskStreamEvent =
  | AskEvent
  | { readonly kind: "done"; readonly result: AskResult }
  | {
      readonly kind: "error";
      readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
    };

/** One event of an answer's stream; null for what this page does not know yet. */
export function readAskEvent({ event, data }: ServerEvent): AskStreamEvent | null {
  const body = JSON.parse(data);
  switch (event) {
    case "evidence":
    case "token":
    case "citation":
    case "flag":
      return { ...body, kind: event };
    case "done":
      return { kind: "done", result: body };
    case "error":
      return { kind: "error", error: body.error };
    default:
      return null;
  }
}
