import { useEffect, useState } from "preact/hooks";
import { labelInWords } from "../../../src/retrieval/label-in-words.ts";
import { errorWords } from "../api/errors.ts";
import { useChosenLibrary } from "../libraries/chosen-library.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { close } from "../shell/place.ts";
import { all, libraryByName, promptSets } from "../shell/server-data.ts";
import { NamesEditor } from "./NamesEditor.tsx";
import { draftOfLabels, draftOfSet, type NamesDraft, noDraft, promptFileOf, requestOf } from "./names-draft.ts";
import { TriedNamesResult } from "./TriedNamesResult.tsx";
import { useTriedNames } from "./use-tried-names.ts";

/** Labels of a library that become names at first. */
const mostLabels = 20;
const ofLabels = "labels";

/** A workbench for names: change them, and see at once what they do on the labelled pairs of a library. */
export function TryNamesDialog() {
  const library = useChosenLibrary();
  const details = libraryByName.use(library);
  const loadedSets = promptSets.use(all);
  const [start, setStart] = useState(ofLabels);
  const [draft, setDraft] = useState<NamesDraft>(noDraft);
  const labels = details.kind === "ready" ? details.value.labels.flatMap(({ value }) => value ?? []) : [];
  const sets = (loadedSets.kind === "ready" ? loadedSets.value : []).filter(({ classes }) =>
    classes.some((each) => each.labels.some((label) => labels.includes(label))),
  );
  const known = labels.join("\n");
  useEffect(() => {
    if (start === ofLabels) setDraft(draftOfLabels(labels.slice(0, mostLabels), labelInWords));
  }, [known]);
  const begin = (id: string) => {
    const set = sets.find((each) => each.id === id);
    setStart(id);
    setDraft(set ? draftOfSet(set) : draftOfLabels(labels.slice(0, mostLabels), labelInWords));
  };
  const request = requestOf(draft, library);
  const wanting = "wanting" in request ? request.wanting : null;
  const tried = useTriedNames("wanting" in request ? null : request);
  return (
    <Dialog title={`Try names on ${library}`} wide onClose={() => close({ dialog: null })}>
      <p class="quiet">
        Names in plain words against the labels of your pairs, by the vectors that the library holds. What reads best on
        these pairs was chosen on them: measure it on others before you trust it.
      </p>
      {details.kind === "failed" && <p class="note warn">{errorWords(details.error).message}</p>}
      {details.kind === "ready" && labels.length < 2 && (
        <p class="note warn">This library has fewer than two labels. Choose another, or take in pairs with labels.</p>
      )}
      {labels.length > 1 && (
        <div class="workbench">
          <div>
            <label class="labelled">
              <span>begin with</span>
              <select class="select" value={start} onChange={({ currentTarget }) => begin(currentTarget.value)}>
                <option value={ofLabels}>the labels of this library</option>
                {sets.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <NamesEditor draft={draft} labels={labels} onChange={setDraft} />
            {"wanting" in request ? null : <SaveButton text={promptFileOf(request)} />}
          </div>
          <div aria-busy={tried.waiting} class={tried.waiting ? "tried faint" : "tried"}>
            {wanting && <p class="note">{wanting}</p>}
            {!wanting && tried.error !== null && (
              <div class="note warn" role="alert">
                <p>{errorWords(tried.error).message}</p>
                <p>{errorWords(tried.error).remedy}</p>
              </div>
            )}
            {!wanting && tried.error === null && tried.result === null && (
              <p class="waiting">comparing the pairs with the names</p>
            )}
            {tried.result && <TriedNamesResult tried={tried.result} />}
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** Saves the names where `--prompts` can read them. */
function SaveButton({ text }: { readonly text: string }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "prompts.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <p>
      <button type="button" class="button" onClick={save}>
        Save as a prompt file
      </button>
    </p>
  );
}
