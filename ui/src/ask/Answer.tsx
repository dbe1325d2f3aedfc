import { useState } from "preact/hooks";
import type { Evidence } from "../../../src/chat/contract.ts";
import { EvidenceList } from "../evidence/EvidenceList.tsx";
import { openEvidence } from "../evidence/open-evidence.ts";
import { useChosenLibrary } from "../libraries/chosen-library.ts";
import { Icon } from "../shell/Icon.tsx";
import { AnswerNotes } from "./AnswerNotes.tsx";
import { stopAnswer } from "./ask-scan.ts";
import { ChanceLine } from "./ChanceLine.tsx";
import { CitedText } from "./CitedText.tsx";
import { askWithConsent } from "./consent.ts";
import type { Turn } from "./conversation.ts";
import { Suggestions } from "./Suggestions.tsx";
import { WhyAnswer } from "./WhyAnswer.tsx";

/** One question and its answer, from waiting to why. */
export function Answer({ turn, scan }: { readonly turn: Turn; readonly scan: string }) {
  const [pointed, setPointed] = useState<string | null>(null);
  const library = useChosenLibrary();
  const { question, region, state, text, evidence, flags, result, error } = turn;
  const open = (cited: Evidence) => {
    if (cited.kind === "pair") openEvidence(cited, result?.provenance.library ?? library);
    else setPointed(cited.id === pointed ? null : cited.id);
  };
  const shown = evidence.find(({ id }) => id === pointed);
  return (
    <article class="turn" aria-busy={state === "waiting" || state === "streaming"}>
      <h2 class="question">
        {question}
        {region && <span class="tag">region {`${region.widthPx}×${region.heightPx}`}</span>}
      </h2>
      {state === "waiting" && (
        <p class="waiting">{evidence.length > 0 ? "writing" : "looking at the scan and the library"}</p>
      )}
      {result && result.shortAnswer !== null && <p class="short-answer">{result.shortAnswer}</p>}
      {result && <ChanceLine result={result} />}
      {result?.abstained && (
        <p class="tag">
          {result.route === "out of scope" ? "not a question for this program" : "not enough evidence to say"}
        </p>
      )}
      {text !== "" && <CitedText text={text} evidence={evidence} flags={flags} onOpen={open} />}
      {shown && (
        <div class="note">
          <EvidenceList evidence={[shown]} library={result?.provenance.library ?? library} onOpen={open} />
        </div>
      )}
      {result?.abstained && result.reason && !text.includes(result.reason) && <p class="quiet">{result.reason}</p>}
      {(state === "waiting" || state === "streaming") && (
        <button type="button" class="button" onClick={() => stopAnswer(turn.id)}>
          <Icon name="stop" /> Stop
        </button>
      )}
      {(state === "stopped" || state === "failed") && (
        <div class={state === "failed" ? "note warn" : "note"}>
          <p>
            {state === "stopped" ? "Stopped." : error?.message}{" "}
            {text !== "" && "The part above is not the whole answer and was not checked to the end."}
          </p>
          {error?.remedy && <p>{error.remedy}</p>}
          <button type="button" class="link" onClick={() => askWithConsent(scan, question)}>
            Ask again
          </button>
        </div>
      )}
      {result?.partial && (
        <div class="note warn">
          <p>
            The language model broke off ({result.errorCode}). What it had said is kept above; it is not the whole
            answer.
          </p>
          <button type="button" class="link" onClick={() => askWithConsent(scan, question)}>
            Ask again
          </button>
        </div>
      )}
      {result?.suggestions && (
        <Suggestions suggestions={result.suggestions} scan={scan} library={result.provenance.library} />
      )}
      <AnswerNotes flags={flags} />
      {result && <WhyAnswer result={result} onOpen={open} />}
    </article>
  );
}
