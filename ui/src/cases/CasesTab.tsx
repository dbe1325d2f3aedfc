import { useEffect, useState } from "preact/hooks";
import { errorWords } from "../api/errors.ts";
import { libraryPart, useChosenLibrary } from "../libraries/chosen-library.ts";
import { amend, usePlace } from "../shell/place.ts";
import { all, libraries } from "../shell/server-data.ts";
import { CaseFiltersForm } from "./CaseFiltersForm.tsx";
import { CaseGrid } from "./CaseGrid.tsx";
import { mostCases, whereOf } from "./case-filters.ts";
import { searches } from "./searches.ts";

/** Cases of the library that are like the scan. */
export function CasesTab({ scan }: { readonly scan: string }) {
  const { view, region, filters } = usePlace();
  const library = useChosenLibrary();
  const [ownCase, setOwnCase] = useState<string | null>(null);
  const where = whereOf(filters);
  const key = JSON.stringify({
    scan,
    view,
    ...(region && { region }),
    ...(filters.text && { text: filters.text }),
    ...(where && { where }),
    ...(filters.withoutOwnCase && ownCase && { excludeCase: ownCase }),
    ...libraryPart(),
    k: filters.k,
  });
  const found = searches.use(key);
  // The library holds this very image: then its case is known and can be left out.
  const own = found.kind === "ready" ? found.value.results.find(({ sameImage }) => sameImage)?.case : undefined;
  useEffect(() => {
    if (own !== undefined) setOwnCase(own);
  }, [own]);
  useEffect(() => setOwnCase(null), [scan, library]);
  // The demo library is made by the first search: then there is something to filter by.
  useEffect(() => {
    if (found.kind === "ready" && !libraries.get(all)?.some(({ name }) => name === library)) void libraries.load(all);
  }, [found.kind, library]);

  return (
    <div class="cases">
      <CaseFiltersForm
        library={library}
        filters={filters}
        ownCase={ownCase}
        onChange={(next) => amend({ filters: next })}
      />
      <div aria-busy={found.kind === "loading"}>
        {found.kind === "loading" && <p class="waiting">searching {library}</p>}
        {found.kind === "failed" && (
          <div class="note warn" role="alert">
            <p>{errorWords(found.error).message}</p>
            <p>{errorWords(found.error).remedy}</p>
            <button type="button" class="link" onClick={() => searches.load(key)}>
              Try again
            </button>
          </div>
        )}
        {found.kind === "ready" && <CaseGrid found={found.value} />}
        {found.kind === "ready" && found.value.results.length === filters.k && filters.k < mostCases && (
          <button type="button" class="button" onClick={() => amend({ filters: { ...filters, k: mostCases } })}>
            Show more
          </button>
        )}
      </div>
    </div>
  );
}
