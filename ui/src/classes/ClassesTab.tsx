import { errorWords } from "../api/errors.ts";
import { go } from "../shell/place.ts";
import { AdapterShares } from "./AdapterShares.tsx";
import { ClassShares } from "./ClassShares.tsx";
import { classifications, namesOf } from "./classifications.ts";
import { useClassification } from "./current-classification.ts";
import { NamesForm } from "./NamesForm.tsx";

/** Shares of class names for the scan. */
export function ClassesTab({ scan }: { readonly scan: string }) {
  const { sets, made, choice, set, key, result } = useClassification(scan);
  return (
    <div class="classes">
      <NamesForm sets={sets} made={made} choice={choice} onChoose={(next) => namesOf(scan).set(next)} />
      <div aria-busy={result.kind === "loading"}>
        {result.kind === "loading" && <p class="waiting">comparing the scan with the names</p>}
        {result.kind === "failed" && (
          <div class="note warn" role="alert">
            <p>{errorWords(result.error).message}</p>
            <p>{errorWords(result.error).remedy}</p>
            {key && (
              <button type="button" class="link" onClick={() => classifications.load(key)}>
                Try again
              </button>
            )}
          </div>
        )}
        {result.kind === "ready" &&
          (result.value.promptSpread === null ? (
            <AdapterShares result={result.value} />
          ) : (
            <ClassShares result={result.value} set={set} />
          ))}
      </div>
      <p class="small">
        <button type="button" class="link" onClick={() => go({ dialog: "names" })}>
          Try names on your library
        </button>{" "}
        <span class="quiet">to see which wording tells its labels apart.</span>
      </p>
    </div>
  );
}
