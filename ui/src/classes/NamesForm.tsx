import { useEffect, useState } from "preact/hooks";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { saysNothingFound } from "../../../src/zeroshot/no-finding.ts";
import { adapters, all } from "../shell/server-data.ts";
import type { NamesChoice } from "./classifications.ts";

interface NamesFormProps {
  readonly sets: readonly PromptSet[];
  /** Ids of the sets made for such an image; null while that is not known. */
  readonly made: readonly string[] | null;
  readonly choice: NamesChoice | null;
  readonly onChoose: (choice: NamesChoice) => void;
}

const ownNames = "own";
/** No set's id has a colon. */
const adapterPrefix = "adapter:";

function valueOfChoice(choice: NamesChoice | null): string {
  if (choice?.kind === "set") return choice.id;
  return choice?.kind === "adapter" ? adapterPrefix + choice.name : "";
}

/** "No finding" has no absence of its own, so that its set cannot be asked name by name. */
function hasNoFinding({ classes }: PromptSet): boolean {
  return classes.some(({ name }) => saysNothingFound(name));
}

/** A shipped set of names, or names of one's own. */
export function NamesForm({ sets, made, choice, onChoose }: NamesFormProps) {
  const [own, setOwn] = useState(choice?.kind === "names");
  const [text, setText] = useState("");
  const list = adapters.use(all);
  const taught = list.kind === "ready" ? list.value : [];
  useEffect(() => {
    if (choice?.kind !== "names") return;
    setOwn(true);
    setText(choice.names.join("\n"));
  }, [choice]);
  const set = choice?.kind === "set" ? sets.find(({ id }) => id === choice.id) : undefined;
  const single = choice?.kind === "names" && choice.names.length === 1; // alone it would always have the whole share
  const always = single || set?.multi === true;
  const byAdapter = choice?.kind === "adapter" && !own;
  const never = set !== undefined && hasNoFinding(set);
  const multi = always || (!never && choice?.multi === true);
  const fits = ({ id }: PromptSet) => made?.includes(id) ?? false;
  const names = [...new Set(text.split(/[;\n]/).map((each) => each.trim()))].filter((each) => each !== "");
  const submit = (event: Event) => {
    event.preventDefault();
    if (names.length > 0) onChoose({ kind: "names", names, multi });
  };
  const choose = (id: string) => {
    setOwn(id === ownNames);
    if (id === ownNames) return;
    if (id.startsWith(adapterPrefix)) {
      onChoose({ kind: "adapter", name: id.slice(adapterPrefix.length), multi: false });
      return;
    }
    const next = sets.find((each) => each.id === id);
    onChoose({ kind: "set", id, multi: multi && !set?.multi && !(next && hasNoFinding(next)) });
  };
  const option = ({ id, title }: PromptSet) => (
    <option key={id} value={id}>
      {title}
    </option>
  );
  const fitting = sets.filter(fits);
  const others = sets.filter((each) => !fits(each));
  return (
    <form class="names-form" onSubmit={submit}>
      <label class="labelled">
        <span>names</span>
        <select
          class="select"
          value={own ? ownNames : valueOfChoice(choice)}
          onFocus={() => void adapters.refresh(all)} // one may have been made meanwhile
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value={ownNames}>my own names</option>
          {fitting.length > 0 && <optgroup label="made for images like this">{fitting.map(option)}</optgroup>}
          {others.length > 0 && (
            <optgroup label={fitting.length > 0 ? "made for other images" : "shipped names"}>
              {others.map(option)}
            </optgroup>
          )}
          {taught.length > 0 && (
            <optgroup label="taught by labelled images">
              {taught.map((adapter) => (
                <option
                  key={adapter.name}
                  value={adapterPrefix + adapter.name}
                  disabled={!adapter.usable}
                  title={adapter.usable ? adapter.classes.join(", ") : adapter.reason}
                >
                  {adapter.name}
                  {!adapter.usable && " (cannot be used)"}
                </option>
              ))}
            </optgroup>
          )}
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
            checked={!multi}
            disabled={always || byAdapter}
            onChange={() => choice && choice.kind !== "adapter" && onChoose({ ...choice, multi: false })}
          />
          one of these
        </label>
        <label class="check">
          <input
            type="radio"
            name="multi"
            checked={multi}
            disabled={never || byAdapter}
            onChange={() => choice && choice.kind !== "adapter" && onChoose({ ...choice, multi: true })}
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
