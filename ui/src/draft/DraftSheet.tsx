import { useState } from "preact/hooks";
import type { Evidence } from "../../../src/chat/contract.ts";
import type { Report, ReportSection, ReportSentence } from "../../../src/report/contract.ts";
import { errorWords } from "../api/errors.ts";
import { AnswerNotes } from "../ask/AnswerNotes.tsx";
import { EvidenceList } from "../evidence/EvidenceList.tsx";
import { openEvidence } from "../evidence/open-evidence.ts";
import { Icon } from "../shell/Icon.tsx";
import { whenInWords } from "../shell/numbers.ts";
import { toast } from "../shell/toast.ts";
import { DraftBanner } from "./DraftBanner.tsx";
import { DraftExports } from "./DraftExports.tsx";
import { DraftSentence } from "./DraftSentence.tsx";
import { DraftVersions } from "./DraftVersions.tsx";
import { isChangedElsewhere, ownSentence, saveSection } from "./drafts.ts";
import { WeighDraft } from "./WeighDraft.tsx";
import { WhyDraft } from "./WhyDraft.tsx";

/** The draft itself: its banner, its sections, its exports. */
export function DraftSheet({ report, onDelete }: { readonly report: Report; readonly onDelete: () => void }) {
  const { id, sections, evidence, flags, createdAt, version, edited, revertedTo, provenance } = report;
  const [pointed, setPointed] = useState<string | null>(null);
  const open = (cited: Evidence) => {
    if (cited.kind === "pair") openEvidence(cited, provenance.library);
    else setPointed(cited.id === pointed ? null : cited.id);
  };
  const shown = evidence.find((each) => each.id === pointed);
  return (
    <section class="draft-sheet" aria-label="Draft report">
      <DraftBanner report={report} />
      <DraftExports report={report} onDelete={onDelete} />
      <AnswerNotes flags={flags} />
      {sections.map((section) => (
        <DraftSection key={section.id} report={id} section={section} evidence={evidence} onOpen={open} />
      ))}
      {shown && (
        <div class="note no-print">
          <EvidenceList evidence={[shown]} onOpen={open} />
        </div>
      )}
      <p class="small quiet" role="status">
        Version {version}
        {edited && ", edited"}
        {revertedTo !== null && `, as version ${revertedTo} was`} · {whenInWords(createdAt)}
      </p>
      <WeighDraft report={report} />
      <DraftVersions report={report} />
      <WhyDraft report={report} onOpen={open} />
    </section>
  );
}

interface DraftSectionProps {
  readonly report: string;
  readonly section: ReportSection;
  readonly evidence: readonly Evidence[];
  readonly onOpen: (evidence: Evidence) => void;
}

function DraftSection({ report, section, evidence, onOpen }: DraftSectionProps) {
  const { id, title, sentences } = section;
  const [fresh, setFresh] = useState(false);
  const save = (next: readonly ReportSentence[]) =>
    saveSection(report, id, next).catch((error: unknown) => {
      const { message, remedy } = errorWords(error);
      if (isChangedElsewhere(error)) toast("Not saved: the draft was changed elsewhere. It is shown as it is now.");
      else toast(`Not saved. ${message} ${remedy}`);
    });
  const change = (index: number, text: string) => {
    if (text === "") {
      void save(sentences.filter((_, i) => i !== index));
      toast("Sentence removed.", { label: "Undo", run: () => void save(sentences) });
    } else void save(sentences.map((sentence, i) => (i === index ? { ...sentence, text } : sentence)));
  };
  return (
    <section class="draft-section">
      <h3>{title}</h3>
      {sentences.map((sentence, index) => (
        <DraftSentence
          key={`${index} ${sentence.text}`}
          label={`${title}, sentence ${index + 1}`}
          sentence={sentence}
          evidence={evidence}
          onOpen={onOpen}
          onChange={(text) => change(index, text)}
        />
      ))}
      {sentences.length === 0 && !fresh && <p class="quiet">Nothing here yet.</p>}
      {fresh ? (
        <DraftSentence
          label={`${title}, new sentence`}
          sentence={ownSentence("")}
          evidence={evidence}
          begin
          onOpen={onOpen}
          onChange={(text) => {
            setFresh(false);
            if (text !== "") void save([...sentences, ownSentence(text)]);
          }}
        />
      ) : (
        <button type="button" class="link quiet small no-print" onClick={() => setFresh(true)}>
          <Icon name="plus" /> sentence
        </button>
      )}
    </section>
  );
}
