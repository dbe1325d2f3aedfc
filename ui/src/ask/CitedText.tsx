import type { AnswerFlag, Evidence } from "../../../src/chat/contract.ts";
import { EvidenceChip } from "./EvidenceChip.tsx";
import { flagWord } from "./flag-words.ts";
import { splitSentences } from "./sentences.ts";

interface CitedTextProps {
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly flags: readonly AnswerFlag[];
  readonly onOpen: (evidence: Evidence) => void;
}

/** An answer: markers are chips, a sentence with a flag has a dotted line and a word. */
export function CitedText({ text, evidence, flags, onOpen }: CitedTextProps) {
  return (
    <p class="cited-text">
      {splitSentences(text).map((sentence, index) => {
        const flagged = flags.filter((flag) => flag.sentence === index);
        return (
          <span key={index}>
            <span class={flagged.length > 0 ? "flagged" : undefined}>
              {withChips(sentence.trimEnd(), evidence, onOpen)}
            </span>
            {flagged.map(({ code, message }) => (
              <span key={code} class="flag-word" title={message}>
                {flagWord(code)}
              </span>
            ))}{" "}
          </span>
        );
      })}
    </p>
  );
}

/** A chip and the punctuation behind it stay on one line. */
function withChips(sentence: string, evidence: readonly Evidence[], onOpen: (evidence: Evidence) => void) {
  return sentence.split(/(\[\d+\][.,;:!?]?)/).map((piece, index) => {
    const [, marker, after] = /^(\[\d+\])(.?)$/.exec(piece) ?? [];
    const cited = evidence.find((each) => each.marker === marker);
    if (!cited) return piece;
    return (
      <span key={index} class="cited">
        <EvidenceChip evidence={cited} onOpen={onOpen} />
        {after}
      </span>
    );
  });
}
