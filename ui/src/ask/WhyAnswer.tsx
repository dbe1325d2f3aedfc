import type { AskResult } from "../../../src/app/ask-result.ts";
import type { Evidence, ModelUse } from "../../../src/chat/contract.ts";
import { kindInWords } from "../../../src/encoders/kind-in-words.ts";
import { EvidenceList } from "../evidence/EvidenceList.tsx";
import { percent } from "../shell/numbers.ts";
import { AnswerControls } from "./AnswerControls.tsx";
import { MarksFacts, RecordFacts } from "./RecordFacts.tsx";
import { SentenceChecks } from "./SentenceChecks.tsx";

interface WhyAnswerProps {
  readonly result: AskResult;
  readonly onOpen: (evidence: Evidence) => void;
}

/** What an answer rests on: its evidence in the order it was given, who wrote it, and what was measured. */
export function WhyAnswer({ result, onOpen }: WhyAnswerProps) {
  const { sentences, evidence, probability, questionOnlyProbability, provenance } = result;
  const { backend, model, prompt, judge, modelUse, encoder, library, imageKind, familiarity, seenInTraining } =
    provenance;
  const count = evidence.length === 1 ? "1 piece of evidence" : `${evidence.length} pieces of evidence`;
  return (
    <details class="why">
      <summary>why? · {count}</summary>
      <div>
        <SentenceChecks sentences={sentences} />
        {!result.partial && <AnswerControls result={result} />}
        <EvidenceList evidence={evidence} library={library} onOpen={onOpen} />
        <dl class="facts">
          <dt>chance</dt>
          <dd>
            {probability === null ? "not calibrated for this encoder: none is given" : percent(probability)}
            {questionOnlyProbability !== null && ` · from the question alone ${percent(questionOnlyProbability)}`}
          </dd>
          <dt>written by</dt>
          <dd>
            {backend === "evidence-writer" ? "the evidence writer: it selects and joins, and cannot invent" : backend}
            {model && ` · ${model}`}
            {prompt && ` · prompts ${prompt}`}
            {judge && ` · judged by ${judge}`}
          </dd>
          {modelUse && (
            <>
              <dt>it was given</dt>
              <dd>{useInWords(modelUse)}</dd>
            </>
          )}
          <dt>encoder</dt>
          <dd>{encoder}</dd>
          <dt>library</dt>
          <dd>{library}</dd>
          <MarksFacts pinned={provenance.pinned} banned={provenance.banned} />
          {imageKind && (
            <>
              <dt>kind of image</dt>
              <dd>
                {kindInWords(imageKind.kind ?? "unknown")} · distance {imageKind.distance.toFixed(1)} of at most{" "}
                {imageKind.distanceThreshold.toFixed(1)}
              </dd>
            </>
          )}
          {familiarity && (
            <>
              <dt>familiarity</dt>
              <dd>
                {familiarity.cosine.toFixed(2)}, familiar from {familiarity.atLeast.toFixed(2)}
              </dd>
            </>
          )}
          <dt>seen in training</dt>
          <dd>{seenInTraining === null ? "cannot be told" : seenInTraining ? "yes" : "no"}</dd>
          <RecordFacts record={provenance.record} />
          <dt>check it</dt>
          <dd>
            <code>caselens explain {result.id} --replay</code>
          </dd>
        </dl>
      </div>
    </details>
  );
}

function useInWords({ shots, pairsLeftOut, promptTokens, answerTokens, countedByServer, cost }: ModelUse): string {
  const tokens = `${promptTokens} tokens, and answered with ${answerTokens}${countedByServer ? "" : " (estimated)"}`;
  const cases = shots > 0 ? `${shots} cases as pictures · ` : "";
  const left = pairsLeftOut > 0 ? ` · ${pairsLeftOut} cases did not fit` : "";
  return `${cases}${tokens}${left}${cost ? ` · ${cost.value} ${cost.currency}` : ""}`;
}
