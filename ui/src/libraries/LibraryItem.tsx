import { useState } from "preact/hooks";
import type { LibrarySummary } from "../../../src/app/libraries.ts";
import { errorWords } from "../api/errors.ts";
import { deleteLibrary } from "../api/libraries.ts";
import { bytes, whenInWords } from "../shell/numbers.ts";
import { amend, place } from "../shell/place.ts";
import { all, libraries, libraryByName, status } from "../shell/server-data.ts";
import { toast } from "../shell/toast.ts";
import { useChosenLibrary } from "./chosen-library.ts";

export function LibraryItem({ library }: { readonly library: LibrarySummary }) {
  const { name, pairs, encoder, createdAt, problem } = library;
  const chosen = useChosenLibrary();
  const [asked, setAsked] = useState(false);
  return (
    <li class="library-item">
      <div class="library-line">
        <div>
          <h3>
            {name} {name === chosen && <span class="tag">in use</span>}
          </h3>
          {problem ? (
            <p class="small warning">{problemWords(problem, name)}</p>
          ) : (
            <p class="small quiet">
              {pairs} pairs · {encoder}
              {createdAt && ` · since ${whenInWords(createdAt)}`}
            </p>
          )}
        </div>
        <div class="row">
          {!problem && name !== chosen && (
            <button type="button" class="button" onClick={() => amend({ library: name })}>
              Use
            </button>
          )}
          <button type="button" class="button" aria-expanded={asked} onClick={() => setAsked(!asked)}>
            Delete…
          </button>
        </div>
      </div>
      {!problem && <LibraryFacts name={name} />}
      {asked && <DeleteForm name={name} pairs={pairs} onDone={() => setAsked(false)} />}
    </li>
  );
}

function problemWords(code: string, name: string): string {
  return code.includes("ENCODER")
    ? `Made with another encoder, so its vectors mean nothing to this one. Add its sources again under another name, or start caselens with that encoder.`
    : `Cannot be used: ${code}. See what \`caselens library info ${name}\` says.`;
}

function LibraryFacts({ name }: { readonly name: string }) {
  const [open, setOpen] = useState(false);
  const details = libraryByName.use(open ? name : null);
  return (
    <details class="why" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>what it holds</summary>
      <div>
        {details.kind === "loading" && <span class="waiting">counting</span>}
        {details.kind === "failed" && errorWords(details.error).message}
        {details.kind === "ready" && (
          <dl class="facts">
            <dt>cases</dt>
            <dd>{details.value.cases}</dd>
            <dt>with text</dt>
            <dd>
              {details.value.withText} of {details.value.pairs}
            </dd>
            <dt>on disk</dt>
            <dd>{bytes(details.value.sizeBytes)}</dd>
            <dt>modalities</dt>
            <dd>{counts(details.value.modalities)}</dd>
            <dt>sources</dt>
            <dd>{counts(details.value.sources)}</dd>
          </dl>
        )}
      </div>
    </details>
  );
}

function counts(values: readonly { readonly value: string | null; readonly pairs: number }[]): string {
  return values.map(({ value, pairs }) => `${value ?? "not said"} ${pairs}`).join(" · ");
}

interface DeleteFormProps {
  readonly name: string;
  readonly pairs: number | null;
  readonly onDone: () => void;
}

/** Deleting a library cannot be undone: its name has to be typed. */
function DeleteForm({ name, pairs, onDone }: DeleteFormProps) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<unknown>(null);
  const remove = async () => {
    try {
      await deleteLibrary(name, typed);
      toast(`Library ${name} deleted.`);
      if (place.get().library === name) amend({ library: null });
      libraryByName.forget(name);
      onDone();
      await Promise.all([libraries.load(all), status.load(all)]);
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <form
      class="note warn"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) void remove();
      }}
    >
      <label class="labelled">
        <span>
          This deletes {pairs ?? "all"} pairs for good. Type <b>{name}</b> to say that you mean it.
        </span>
        <input
          class="field"
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      {error !== null && (
        <p class="warning">
          {errorWords(error).message} {errorWords(error).remedy}
        </p>
      )}
      <p class="row">
        <button type="submit" class="button" disabled={typed !== name}>
          Delete {name}
        </button>
        <button type="button" class="button plain" onClick={onDone}>
          Keep it
        </button>
      </p>
    </form>
  );
}
