import type { ClassDraft, NamesDraft } from "./names-draft.ts";

interface NamesEditorProps {
  readonly draft: NamesDraft;
  /** Labels of the library, the commonest first. */
  readonly labels: readonly string[];
  readonly onChange: (draft: NamesDraft) => void;
}

/** The classes with their wordings and the labels that mean them, and the templates. */
export function NamesEditor({ draft, labels, onChange }: NamesEditorProps) {
  const { classes, templates } = draft;
  const change = (key: number, next: Partial<ClassDraft>) =>
    onChange({ ...draft, classes: classes.map((each) => (each.key === key ? { ...each, ...next } : each)) });
  const add = () => {
    const key = Math.max(-1, ...classes.map((each) => each.key)) + 1;
    onChange({ ...draft, classes: [...classes, { key, name: "", synonyms: "", labels: [] }] });
  };
  return (
    <div class="names-editor">
      {classes.map((each, i) => (
        <ClassEditor
          key={each.key}
          draft={each}
          number={i + 1}
          labels={labels}
          onChange={(next) => change(each.key, next)}
          onRemove={() => onChange({ ...draft, classes: classes.filter(({ key }) => key !== each.key) })}
        />
      ))}
      <p>
        <button type="button" class="button" onClick={add}>
          Add a class
        </button>
      </p>
      <label class="labelled">
        <span>templates, one a line, with {"{}"} where the name goes</span>
        <textarea
          class="field"
          rows={Math.min(8, Math.max(3, templates.split("\n").length + 1))}
          value={templates}
          onInput={({ currentTarget }) => onChange({ ...draft, templates: currentTarget.value })}
        />
      </label>
    </div>
  );
}

interface ClassEditorProps {
  readonly draft: ClassDraft;
  readonly number: number;
  readonly labels: readonly string[];
  readonly onChange: (next: Partial<ClassDraft>) => void;
  readonly onRemove: () => void;
}

function ClassEditor({ draft, number, labels, onChange, onRemove }: ClassEditorProps) {
  const { name, synonyms } = draft;
  const title = name.trim() === "" ? `class ${number}` : name;
  return (
    <fieldset class="class-editor">
      <legend class="unseen">{title}</legend>
      <div class="class-line">
        <input
          class="field"
          aria-label={`name of class ${number}`}
          value={name}
          onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
        />
        <button type="button" class="button plain" aria-label={`Remove ${title}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      <textarea
        class="field"
        aria-label={`wordings of ${title}, one a line`}
        rows={Math.min(6, Math.max(1, synonyms.split("\n").length))}
        value={synonyms}
        onInput={({ currentTarget }) => onChange({ synonyms: currentTarget.value })}
      />
      <label class="labelled">
        <span>label in the library</span>
        <select
          class="select"
          value={draft.labels.find((label) => labels.includes(label)) ?? ""}
          onChange={({ currentTarget }) =>
            onChange({ labels: currentTarget.value === "" ? [] : [currentTarget.value] })
          }
        >
          <option value="">none: a name that only competes</option>
          {labels.map((label) => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
