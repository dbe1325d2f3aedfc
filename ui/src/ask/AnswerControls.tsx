import { useState } from "preact/hooks";
import type { AskResult } from "../../../src/app/ask-result.ts";
import type { AnswerControl, ControlKind } from "../../../src/app/control-contract.ts";
import { controlVerdict } from "../../../src/app/control-verdict.ts";
import { errorWords } from "../api/errors.ts";
import { controlAnswer } from "../api/questions.ts";

const buttons = {
  blank: "Would it say the same without the image?",
  rephrased: "And in other words?",
  samples: "And five times more?",
} as const satisfies Record<ControlKind, string>;

/** Asks an answer's question again with something changed, on demand, and shows what was answered then. */
export function AnswerControls({ result }: { readonly result: AskResult }) {
  const [busy, setBusy] = useState<ControlKind | null>(null);
  const [found, setFound] = useState<readonly AnswerControl[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  const { shortAnswer, abstained, provenance } = result;
  const closed = shortAnswer === "yes" || shortAnswer === "no";
  const offered: readonly ControlKind[] = [
    "blank",
    ...(closed || abstained ? (["rephrased"] as const) : []),
    ...(provenance.backend === "evidence-writer" ? [] : (["samples"] as const)),
  ];
  const run = async (kind: ControlKind) => {
    setBusy(kind);
    setFailed(null);
    try {
      const control = await controlAnswer(result.id, kind);
      setFound((before) => [...before.filter((each) => each.kind !== kind), control]);
    } catch (error) {
      setFailed(errorWords(error).message);
    } finally {
      setBusy(null);
    }
  };
  return (
    <section class="answer-controls" aria-label="Does the answer hold?" aria-busy={busy !== null}>
      <p class="row">
        {offered.map((kind) => (
          <button key={kind} type="button" class="button" disabled={busy !== null} onClick={() => run(kind)}>
            {buttons[kind]}
          </button>
        ))}
      </p>
      {busy && <p class="waiting small">asking again</p>}
      {failed !== null && <p class="note warn small">{failed}</p>}
      {found.map((control) => (
        <Found key={control.kind} control={control} />
      ))}
    </section>
  );
}

function Found({ control }: { readonly control: AnswerControl }) {
  const { answers, sentences } = control;
  return (
    <div class="note small">
      <p>
        <b>{controlVerdict(control)}</b>
      </p>
      <ul>
        {answers.map(({ question, answer, same }, i) => (
          <li key={i}>
            <span class={same ? "quiet" : "differs"}>{same ? "same" : "other"}</span> {question} <q>{answer}</q>
          </li>
        ))}
        {sentences.map(({ text, agreeing }, i) => (
          <li key={`s${i}`}>
            said again in {agreeing} of {answers.length}: <q>{text}</q>
          </li>
        ))}
      </ul>
    </div>
  );
}
