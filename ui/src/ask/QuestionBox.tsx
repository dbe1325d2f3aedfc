import { useState } from "preact/hooks";
import { Icon } from "../shell/Icon.tsx";
import { askWithConsent } from "./consent.ts";
import { questionBoxId } from "./focus-question.ts";

/** Enter asks, Shift+Enter makes a new line. */
export function QuestionBox({ scan }: { readonly scan: string }) {
  const [text, setText] = useState("");
  const ask = () => {
    const question = text.trim();
    if (question === "") return;
    askWithConsent(scan, question, () => setText(""));
  };
  return (
    <form
      class="question-box"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label class="unseen" for={questionBoxId}>
        Question about this scan
      </label>
      <textarea
        id={questionBoxId}
        class="field"
        rows={1}
        maxLength={4000}
        placeholder="Ask about this scan"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            ask();
          }
        }}
      />
      <button type="submit" class="send" aria-label="Ask" disabled={text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
