import { useEffect, useRef } from "preact/hooks";
import { usePlace } from "../shell/place.ts";
import { useStore } from "../shell/store.ts";
import { Answer } from "./Answer.tsx";
import { conversationOf, readHistory } from "./conversation.ts";
import { FirstQuestions } from "./FirstQuestions.tsx";
import { HistoryBar } from "./HistoryBar.tsx";
import { SavePairForm } from "./SavePairForm.tsx";

/** The conversation about the scan. */
export function AskTab({ scan }: { readonly scan: string }) {
  const { turns, history } = useStore(conversationOf(scan));
  const { region } = usePlace();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => void readHistory(scan), [scan]);
  // A new question comes into sight; its growing answer does not drag the reader along.
  useEffect(() => {
    if (turns.length > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [turns.length, turns.at(-1)?.state]);

  return (
    <div class="ask" aria-busy={history !== "read"}>
      <HistoryBar scan={scan} />
      {turns.map((turn) => (
        <Answer key={turn.id} turn={turn} scan={scan} />
      ))}
      <FirstQuestions scan={scan} region={region} asked={turns.map(({ question }) => question)} />
      {turns.length > 0 && <SavePairForm scan={scan} />}
      <div ref={end} />
    </div>
  );
}
