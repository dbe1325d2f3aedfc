import type { AskResult } from "../../../src/app/ask-result.ts";
import { SentenceSplitter } from "../../../src/chat/sentence-splitter.ts";
import { ApiError, errorWords, isAbort } from "../api/errors.ts";
import type { Target } from "../api/questions.ts";
import { send } from "../api/request.ts";
import { readEvents } from "../api/sse.ts";
import { announce } from "../shell/announce.ts";
import { readAskEvent } from "./ask-events.ts";
import { changeTurn, conversationOf, newTurn, readHistory, withEvent, withResult } from "./conversation.ts";

export interface Question extends Target {
  readonly question: string;
  readonly library?: string;
  readonly llm?: string;
  readonly confirmRemote?: boolean;
}

const running = new Map<number, AbortController>();

/** Stops an answer that is being written; the server stops with it. What was written stays. */
export function stopAnswer(turn: number): void {
  running.get(turn)?.abort();
}

/** Asks, and lets the answer grow in the conversation. */
export async function askScan(body: Question): Promise<void> {
  const { scan, question, region } = body;
  await readHistory(scan);
  const conversation = conversationOf(scan);
  const { session } = conversation.get();
  const turn = newTurn(question, region ?? null);
  conversation.update((now) => ({ ...now, turns: [...now.turns, turn] }));
  const stop = new AbortController();
  running.set(turn.id, stop);
  const speak = sentenceSpeaker();
  try {
    const response = await send("/v1/ask", {
      method: "POST",
      body: { ...body, ...(session && { session }) },
      signal: stop.signal,
    });
    let ended = false;
    for await (const event of readEvents(response)) {
      const read = readAskEvent(event);
      if (read === null) continue;
      if (read.kind === "done") {
        ended = true;
        finish(scan, turn.id, read.result);
        speak(null);
      } else if (read.kind === "error") throw new ApiError(200, read.error);
      else {
        changeTurn(scan, turn.id, (now) => withEvent(now, read));
        if (read.kind === "token") speak(read.text);
      }
    }
    if (!ended) throw new TypeError("the stream ended early");
  } catch (error) {
    if (isAbort(error)) changeTurn(scan, turn.id, (now) => ({ ...now, state: "stopped" }));
    else {
      const words = errorWords(error);
      changeTurn(scan, turn.id, (now) => ({ ...now, state: "failed", error: words }));
      announce(`The answer failed. ${words.message} ${words.remedy}`);
    }
  } finally {
    running.delete(turn.id);
  }
}

function finish(scan: string, turn: number, result: AskResult): void {
  changeTurn(scan, turn, (now) => withResult(now, result));
  conversationOf(scan).update((now) => ({ ...now, session: result.session }));
}

/** Announces an answer sentence by sentence as its pieces come; null: that was all. */
function sentenceSpeaker(): (piece: string | null) => void {
  const splitter = new SentenceSplitter();
  return (piece) => {
    const whole = piece === null ? [splitter.end() ?? ""] : splitter.push(piece);
    const spoken = whole.join("").trim();
    if (spoken !== "") announce(spoken);
  };
}
