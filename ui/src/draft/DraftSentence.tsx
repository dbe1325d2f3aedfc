import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Evidence } from "../../../src/chat/contract.ts";
import type { ReportSentence } from "../../../src/report/contract.ts";
import { EvidenceChip } from "../ask/EvidenceChip.tsx";
import { flagWord } from "../ask/flag-words.ts";
import { Icon } from "../shell/Icon.tsx";

interface DraftSentenceProps {
  readonly label: string;
  readonly sentence: ReportSentence;
  readonly evidence: readonly Evidence[];
  /** True for one that is being written: the keyboard is put into it. */
  readonly begin?: boolean;
  readonly onOpen: (evidence: Evidence) => void;
  /** The new words, trimmed; empty: it is to go. */
  readonly onChange: (text: string) => void;
}

/** One sentence to edit, what it rests on beside it. Leaving it saves it; Escape gives the old words back. */
export function DraftSentence({ label, sentence, evidence, begin = false, onOpen, onChange }: DraftSentenceProps) {
  const { text, citations, flag } = sentence;
  const [words, setWords] = useState(text);
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (begin) box.current?.focus();
  }, []);
  useLayoutEffect(() => fitHeight(box.current), [words]);
  const leave = () => {
    if (words.trim() !== text || begin) onChange(words.trim());
  };
  const cited = evidence.filter((each) => citations.some(({ evidenceId }) => evidenceId === each.id));
  const flagged = flag !== undefined && flag.code !== "EDITED";
  const quotes = flag?.code !== "OTHER_PATIENT" && cited.some(({ kind }) => kind === "pair");
  return (
    <div class="draft-sentence">
      <textarea
        ref={box}
        rows={1}
        aria-label={label}
        class={flagged ? "flagged" : undefined}
        value={words}
        maxLength={4000}
        onInput={({ currentTarget }) => setWords(currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            event.currentTarget.blur();
          } else if (event.key === "Escape" && words !== text) {
            event.stopPropagation();
            setWords(text);
          }
        }}
      />
      <span class="draft-print">{words}</span>
      <span class="draft-evidence">
        {cited.map((each) => (
          <EvidenceChip key={each.id} evidence={each} onOpen={onOpen} />
        ))}
        {quotes && <span class="flag-word edited">{flagWord("OTHER_PATIENT")}</span>}
        {flag && (
          <span class={flagged ? "flag-word" : "flag-word edited"} title={flag.message}>
            {flagWord(flag.code)}
          </span>
        )}
        {!begin && (
          <button type="button" class="remove no-print" aria-label={`Remove ${label}`} onClick={() => onChange("")}>
            <Icon name="close" />
          </button>
        )}
      </span>
    </div>
  );
}

/** As high as its words; `field-sizing` is not everywhere yet. */
function fitHeight(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
