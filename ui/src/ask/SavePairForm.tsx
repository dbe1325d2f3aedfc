import { useState } from "preact/hooks";
import type { SavedPair } from "../../../src/app/save-pair.ts";
import { errorWords } from "../api/errors.ts";
import { savePair } from "../api/libraries.ts";
import { useChosenLibrary } from "../libraries/chosen-library.ts";
import { amend } from "../shell/place.ts";
import { all, libraries, libraryByName } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { conversationOf } from "./conversation.ts";

/** The library that takes no pairs, and what is proposed instead. */
const builtIn = "demo";
const proposed = "my-cases";
const mostCharacters = 10_000;
const said = /^The user said: (.*)\.$/;

/** Saves the scan with the user's words as a pair of a library. */
export function SavePairForm({ scan }: { readonly scan: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="save-pair">
      <button type="button" class="link quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        Save as a pair…
      </button>
      {open && <Form scan={scan} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Form({ scan, onClose }: { readonly scan: string; readonly onClose: () => void }) {
  const chosen = useChosenLibrary();
  const { turns } = useStore(conversationOf(scan));
  const corrections = turns.flatMap(({ evidence }) =>
    evidence.flatMap(({ kind, text }) => (kind === "user" ? [said.exec(text)?.[1] ?? ""] : [])),
  );
  const [text, setText] = useState(() => inSentences(corrections));
  const [library, setLibrary] = useState(chosen === builtIn ? proposed : chosen);
  const [state, setState] = useState<{ readonly saved?: SavedPair; readonly error?: unknown; readonly busy?: true }>(
    {},
  );
  const save = async () => {
    setState({ busy: true });
    try {
      const saved = await savePair(library.trim(), { scan, text: text.trim() });
      setState({ saved });
      libraryByName.forget(saved.library);
      await libraries.load(all);
    } catch (error) {
      setState({ error });
    }
  };
  if (state.saved) return <Saved saved={state.saved} inUse={state.saved.library === chosen} onClose={onClose} />;
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="labelled">
        <span>What this image shows, in your words</span>
        <textarea
          class="field"
          rows={3}
          maxLength={mostCharacters}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <label class="labelled">
        <span>Library; a new name makes a new one</span>
        <input
          class="field"
          maxLength={64}
          spellcheck={false}
          value={library}
          onInput={({ currentTarget }) => setLibrary(currentTarget.value)}
        />
      </label>
      <p class="small quiet">
        A view of the scan and these words are kept on this computer, found by similar cases and cited from then on;
        they stay when the scan is deleted. Write no names.
      </p>
      {state.error !== undefined && (
        <p class="warning" role="alert">
          {errorWords(state.error).message} {errorWords(state.error).remedy}
        </p>
      )}
      <p class="row">
        <button type="submit" class="button main" disabled={state.busy || text.trim() === "" || library.trim() === ""}>
          {state.busy ? "Saving" : "Save"}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          Cancel
        </button>
      </p>
    </form>
  );
}

const outcomes = {
  added: "Saved",
  updated: "Saved; the words it had are replaced",
  duplicate: "It was there already",
} as const;

function Saved({
  saved,
  inUse,
  onClose,
}: {
  readonly saved: SavedPair;
  readonly inUse: boolean;
  readonly onClose: () => void;
}) {
  const { library, outcome, total } = saved;
  return (
    <div class="note" role="status">
      <p>
        {outcomes[outcome]}: <b>{library}</b> holds {total === 1 ? "1 pair" : `${total} pairs`} now.
      </p>
      <p class="row">
        {!inUse && (
          <button type="button" class="button" onClick={() => amend({ library })}>
            Use {library}
          </button>
        )}
        <button type="button" class="button plain" onClick={onClose}>
          Close
        </button>
      </p>
    </div>
  );
}

/** What the user corrected, each a sentence, none twice. */
function inSentences(corrections: readonly string[]): string {
  return [...new Set(corrections)]
    .filter((each) => each !== "")
    .map((each) => `${each[0].toUpperCase()}${each.slice(1)}.`)
    .join(" ");
}
