import type { AnswerFlag } from "../../../src/chat/contract.ts";
import { flagWord } from "./flag-words.ts";

/** What a reader should know about the whole answer. */
export function AnswerNotes({ flags }: { readonly flags: readonly AnswerFlag[] }) {
  const general = flags.filter(({ sentence }) => sentence === undefined);
  if (general.length === 0) return null;
  return (
    <ul class="answer-notes small">
      {general.map(({ code, message }) => (
        <li key={code}>
          <b>{flagWord(code)}</b> {message}
        </li>
      ))}
    </ul>
  );
}
