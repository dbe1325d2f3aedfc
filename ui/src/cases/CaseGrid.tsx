import type { SimilarCases, SimilarResult } from "../../../src/retrieval/find-similar.ts";
import { pairViewUrl } from "../api/libraries.ts";
import { MarkButtons } from "../evidence/MarkButtons.tsx";
import { openEvidence } from "../evidence/open-evidence.ts";
import { twoDigits } from "../shell/numbers.ts";
import { usePlace } from "../shell/place.ts";
import { all, libraries } from "../shell/server-data.ts";
import { Thumb } from "../shell/Thumb.tsx";

/** Cases found, nearest first; whether any of them is similar is said before they are shown. */
export function CaseGrid({ found }: { readonly found: SimilarCases & { readonly seconds: number } }) {
  const { results, nothingSimilar, reason, library, seconds } = found;
  const own = results.find(({ sameImage }) => sameImage)?.case;
  const list = libraries.use(all);
  const pairs = list.kind === "ready" ? list.value.find(({ name }) => name === library)?.pairs : undefined;
  return (
    <>
      {nothingSimilar && (
        <div class="note warn">
          <p>
            <b>{results.length > 0 ? "Nothing similar here." : "Nothing found."}</b> {reason}
          </p>
          {results.length > 0 && <p class="small">What is nearest all the same:</p>}
        </div>
      )}
      <ol class={nothingSimilar ? "case-grid faint" : "case-grid"}>
        {results.map((each) => (
          <CaseTile key={each.id} result={each} library={library} isOwn={each.case === own} />
        ))}
      </ol>
      <p class="small quiet">
        {results.length} of {typeof pairs === "number" && `${pairs} pairs of `}
        {library}, in {seconds.toFixed(2)} s · likeness is the cosine between images
      </p>
    </>
  );
}

interface CaseTileProps {
  readonly result: SimilarResult;
  readonly library: string;
  /** Of the scan's own case, which no answer reads. */
  readonly isOwn: boolean;
}

function CaseTile({ result, library, isOwn }: CaseTileProps) {
  const { id, cosine, score, caption, label, modality, source, sameImage, why } = result;
  const { pair } = usePlace();
  return (
    <li class="case-tile">
      <button type="button" aria-pressed={pair === id} onClick={() => openEvidence({ pairId: id }, library)}>
        <span class="thumb">
          <Thumb path={pairViewUrl(library, id)} />
          {sameImage && <span class="on-thumb same">this very image</span>}
          <span class="on-thumb likeness">
            <span class="unseen">likeness </span>
            {twoDigits(cosine)}
          </span>
        </span>
        <b class="case-name">{label ?? modality ?? "no label"}</b>
        <span class="unseen">Case {result.case}.</span>
        <span class="case-text small">{caption ?? (label === null ? "no text" : `labelled “${label}”`)}</span>
        <span class="case-source small quiet">{source}</span>
      </button>
      {!isOwn && <MarkButtons library={library} pairId={id} case={result.case} />}
      <details class="why">
        <summary aria-label={`why? likeness of case ${result.case}`}>why?</summary>
        <div>
          {why}; cosine {cosine.toFixed(3)}
          {score !== cosine && `, fused rank score ${score.toFixed(4)}`}; case {result.case}
        </div>
      </details>
    </li>
  );
}
