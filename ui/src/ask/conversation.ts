import type { AskResult } from "../../../src/app/ask-result.ts";
import type { Mark } from "../../../src/app/marks.ts";
import type { AnswerFlag, AskEvent, Citation, Evidence } from "../../../src/chat/contract.ts";
import type { RegionPx } from "../../../src/imaging/contract.ts";
import { getSession, listSessions } from "../api/questions.ts";
import { getScan } from "../api/scans.ts";
import { createStore, type Store } from "../shell/store.ts";

/** A question and what came of it. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly region: RegionPx | null;
  readonly state: "waiting" | "streaming" | "done" | "stopped" | "failed";
  /** Answer so far; the whole of it once `result` is there. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly citations: readonly Citation[];
  readonly flags: readonly AnswerFlag[];
  readonly result: AskResult | null;
  readonly error: { readonly message: string; readonly remedy: string } | null;
}

/** The conversation about one scan. */
export interface Conversation {
  readonly session: string | null;
  readonly turns: readonly Turn[];
  /** Pairs pinned and cases banned in it. */
  readonly marks: readonly Mark[];
  /** What was said before: not read yet, being read, or read (or it could not be read). */
  readonly history: "unread" | "reading" | "read";
  /** Conversations about this scan that are kept, newest first. */
  readonly kept: readonly { readonly id: string; readonly createdAt: string }[];
}

const empty: Conversation = { session: null, turns: [], marks: [], history: "unread", kept: [] };
const conversations = new Map<string, Store<Conversation>>();
/** What was said before, being read or read, by scan. */
const histories = new Map<string, Promise<void>>();
let lastTurn = 0;

export const nextTurnId = () => ++lastTurn;

export function conversationOf(scan: string): Store<Conversation> {
  const known = conversations.get(scan);
  if (known) return known;
  const fresh = createStore(empty);
  conversations.set(scan, fresh);
  return fresh;
}

export function changeTurn(scan: string, id: number, change: (turn: Turn) => Turn): void {
  conversationOf(scan).update((now) => ({
    ...now,
    turns: now.turns.map((turn) => (turn.id === id ? change(turn) : turn)),
  }));
}

/** A turn with one more piece of its answer. */
export function withEvent(turn: Turn, event: AskEvent): Turn {
  switch (event.kind) {
    case "evidence":
      return { ...turn, evidence: [...turn.evidence, event.evidence] };
    case "token":
      return { ...turn, state: "streaming", text: turn.text + event.text };
    case "citation":
      return { ...turn, citations: [...turn.citations, event.citation] };
    case "flag":
      return { ...turn, flags: [...turn.flags, event.flag] };
    default:
      return event satisfies never;
  }
}

/** A turn whose answer is whole. What streamed and what is kept are the same answer; the kept one wins. */
export function withResult(turn: Turn, result: AskResult): Turn {
  const { answer, evidence, citations, flags } = result;
  return { ...turn, state: "done", text: answer, evidence, citations, flags, result };
}

/** Reads what was said about a scan before, once: the newest conversation goes on. A question waits for it, so that it lands there. */
export function readHistory(scan: string): Promise<void> {
  const reading = histories.get(scan) ?? readKept(scan);
  histories.set(scan, reading);
  return reading;
}

async function readKept(scan: string): Promise<void> {
  const conversation = conversationOf(scan);
  conversation.update((now) => ({ ...now, history: "reading" }));
  try {
    const { sha256 } = await getScan(scan);
    const kept = await listSessions(sha256);
    conversation.update((now) => ({ ...now, kept }));
    if (kept[0] && conversation.get().turns.length === 0) await openSession(scan, kept[0].id);
  } catch {
    // No history is no reason not to ask; the next visit tries again.
    histories.delete(scan);
  } finally {
    conversation.update((now) => ({ ...now, history: "read" }));
  }
}

export async function openSession(scan: string, id: string): Promise<void> {
  const { turns, marks } = await getSession(id);
  conversationOf(scan).update((now) => ({
    ...now,
    session: id,
    marks,
    turns: turns.map(({ question, answer }) =>
      withResult({ ...newTurn(question, answer.provenance.region ?? null), state: "done" }, answer),
    ),
  }));
}

export function newTurn(question: string, region: RegionPx | null): Turn {
  return {
    id: nextTurnId(),
    question,
    region,
    state: "waiting",
    text: "",
    evidence: [],
    citations: [],
    flags: [],
    result: null,
    error: null,
  };
}

/** The next question begins a conversation of its own; the old one stays in the list. */
export function beginAnew(scan: string): void {
  conversationOf(scan).update((now) => ({ ...now, session: null, turns: [], marks: [] }));
}

/** For a scan that is deleted: the same picture, opened again, begins without a conversation. */
export function forgetConversation(scan: string): void {
  histories.delete(scan);
  conversations.get(scan)?.set(empty);
}
