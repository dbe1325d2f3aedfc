import { useLayoutEffect, useRef } from "preact/hooks";
import type { Pair } from "../../../src/retrieval/contract.ts";
import { errorWords } from "../api/errors.ts";
import { pairViewUrl } from "../api/libraries.ts";
import { MarkButtons } from "../evidence/MarkButtons.tsx";
import { useChosenLibrary } from "../libraries/chosen-library.ts";
import { Icon } from "../shell/Icon.tsx";
import { close, usePlace } from "../shell/place.ts";
import { ScrollBox } from "../shell/ScrollBox.tsx";
import { pairByKey, pairKey } from "../shell/server-data.ts";
import { Stage } from "../viewer/Stage.tsx";
import { MarkedText } from "./MarkedText.tsx";
import { useQuotesOf } from "./quotes.ts";

/** The case opened beside the scan: its picture, linked to the scan's, and its text with what was quoted. */
export function CasePanel() {
  const { scan, pair: id, pairLibrary } = usePlace();
  const chosen = useChosenLibrary();
  const library = pairLibrary ?? chosen;
  const pair = pairByKey.use(id && pairKey(library, id));
  const quotes = useQuotesOf(scan, id);
  const closer = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    // Who opened the case goes on in it, and comes back to where they were: at once, for a quick Escape finds nothing done otherwise.
    const before = document.activeElement;
    closer.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  if (id === null) return null;
  return (
    <aside class="case-panel" aria-label="Cited case">
      <div class="case-head">
        <h2>{pair.kind === "ready" ? `Case ${pair.value.case}` : "Case"}</h2>
        <button
          ref={closer}
          type="button"
          class="tool"
          aria-label="Close the case"
          title="Close (Esc)"
          onClick={() => close({ pair: null, pairLibrary: null })}
        >
          <Icon name="close" />
        </button>
      </div>
      <Stage
        url={pairViewUrl(library, id)}
        alt={pair.kind === "ready" ? (pair.value.text ?? "image without a text") : "cited case"}
        label="The case’s image, linked with the scan’s"
        size={null}
      >
        <span class="stage-name">another patient</span>
      </Stage>
      <ScrollBox class="case-words" label="Text of the case">
        {pair.kind === "loading" && <p class="waiting">opening the case</p>}
        {pair.kind === "failed" && <p class="warning">{errorWords(pair.error).message}</p>}
        {pair.kind === "ready" && <CaseWords pair={pair.value} library={library} quotes={quotes} />}
      </ScrollBox>
    </aside>
  );
}

interface CaseWordsProps {
  readonly pair: Pair;
  readonly library: string;
  readonly quotes: readonly string[];
}

function CaseWords({ pair, library, quotes }: CaseWordsProps) {
  const { text, label, modality, anatomy, source, licence, partition } = pair;
  const facts: readonly (readonly [string, string | null])[] = [
    ["label", label],
    ["modality", modality],
    ["anatomy", anatomy],
    ["source", source],
    ["licence", licence],
    ["partition", partition],
    ["library", library],
  ];
  return (
    <>
      <MarkButtons library={library} pairId={pair.id} case={pair.case} />
      {text === null ? (
        <p class="quiet">This pair has no text and is never cited.</p>
      ) : (
        <MarkedText text={text} quotes={quotes} />
      )}
      <dl class="facts small">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </>
  );
}
