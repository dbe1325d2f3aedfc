import { useLayoutEffect, useRef } from "preact/hooks";
import { AskTab } from "../ask/AskTab.tsx";
import { ConsentNote } from "../ask/ConsentNote.tsx";
import { QuestionBox } from "../ask/QuestionBox.tsx";
import { CasesTab } from "../cases/CasesTab.tsx";
import { ClassesTab } from "../classes/ClassesTab.tsx";
import { DraftTab } from "../draft/DraftTab.tsx";
import { go, type Tab, tabs, usePlace } from "./place.ts";
import { RegionBar } from "./RegionBar.tsx";
import { StatusLine } from "./StatusLine.tsx";
import { scanById } from "./server-data.ts";

const names: Readonly<Record<Tab, string>> = { ask: "Ask", classes: "Classes", cases: "Cases", draft: "Draft" };
const content = { ask: AskTab, classes: ClassesTab, cases: CasesTab, draft: DraftTab } as const;

/** The four tabs about the scan, and the question box below the first. */
export function Pane() {
  const { tab, scan: named } = usePlace();
  const scan = scanById.use(named).kind === "failed" ? null : named; // the viewer says why it is not there
  const Content = content[tab];
  const body = useRef<HTMLDivElement>(null);
  // The tabs share one box: each begins at its top, and the conversation then goes to its end by itself.
  useLayoutEffect(() => body.current?.scrollTo(0, 0), [tab, scan]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    go({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="pane" aria-label="About the scan">
      <div class="tabs" role="tablist" aria-label="About the scan" onKeyDown={onKeyDown}>
        {tabs.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="pane-body"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => go({ tab: each })}
          >
            {names[each]}
          </button>
        ))}
      </div>
      <RegionBar />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a tab panel that scrolls is reached from its tab */}
      <div ref={body} id="pane-body" class="pane-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {scan === null ? <p class="quiet">Open a scan or a sample to begin.</p> : <Content key={scan} scan={scan} />}
        <StatusLine place="pane" />
      </div>
      {scan !== null && <ConsentNote scan={scan} />}
      {scan !== null && tab === "ask" && <QuestionBox scan={scan} />}
    </section>
  );
}
