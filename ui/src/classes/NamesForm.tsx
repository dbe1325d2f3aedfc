import { useEffect, useState } from "preact/hooks";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import type { NamesChoice } from "./classifications.ts";

interface NamesFormProps {
  readonly sets: readonly PromptSet[];
  readonly kind: string | null;
  readonly choice: NamesChoice | null;
  readonly onChoose: (choice: NamesChoice) => void;
}

const ownNames = "own";

/** A shipped set of names, or names of one's own. */
export function NamesForm({ sets, kind, choice, onChoose }: NamesFormProps) {
  const [own, setOwn] = useState(choice?.kind === "names");
  const [text, setText] = useState("");
  useEffect(() => {
    if (choice?.kind !== "names") return;
    setOwn(true);
    setText(choice.names.join("\n"));
  }, [choice]);
  const multi = choice?.multi ?? false;
  const single = choice?.kind === "names" && choice.names.length === 1; // alone it would always have the whole share
  const fits = (set: PromptSet) => kind === null || !set.kinds || set.kinds.includes(kind);
  const names = [...new Set(text.split(/[;\n]/).map((each) => each.trim()))].filter((each) => each !== "");
  const submit = (event: Event) => {
    event.preventDefault();
    if (names.length > 0) onChoose({ kind: "names", names, multi });
  };
  const choose = (id: string) => {
    setOwn(id === ownNames);
    if (id !== ownNames) onChoose({ kind: "set", id, multi });
  };
  const option = ({ id, title }: PromptSet) => (
    <option key={id} value={id}>
      {title}
    </option>
  );
  const others = sets.filter((set) => !fits(set));
  return (
    <form class="names-form" onSubmit={submit}>
      <label class="labelled">
        <span>names</span>
        <select
          class="select"
          value={own ? ownNames : choice?.kind === "set" ? choice.id : ""}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value={ownNames}>my own names</option>
          <optgroup label="made for this kind of image">{sets.filter(fits).map(option)}</optgroup>
          {others.length > 0 && <optgroup label="made for other kinds">{others.map(option)}</optgroup>}
        </select>
      </label>
      {own && (
        <label class="labelled">
          <span>one name a line, in plain words</span>
          <textarea
            class="field"
            rows={Math.min(8, Math.max(3, names.length + 1))}
            placeholder={"glioma\nmeningioma\nnormal brain"}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        </label>
      )}
      <fieldset class="row multi small">
        <legend class="unseen">How names are compared</legend>
        <label class="check">
          <input
            type="radio"
            name="multi"
            checked={!multi && !single}
            disabled={single}
            onChange={() => choice && onChoose({ ...choice, multi: false })}
          />
          one of these
        </label>
        <label class="check">
          <input
            type="radio"
            name="multi"
            checked={multi || single}
            onChange={() => choice && onChoose({ ...choice, multi: true })}
          />
          each by itself
        </label>
      </fieldset>
      {own && (
        <div>
          <button type="submit" class="button main" disabled={names.length === 0}>
            Compare {names.length > 0 && `${names.length} ${names.length === 1 ? "name" : "names"}`}
          </button>
        </div>
      )}
    </form>
  );
}
