import type { Evidence } from "../../../src/chat/contract.ts";
import type { Report } from "../../../src/report/contract.ts";
import { RecordFacts } from "../ask/RecordFacts.tsx";
import { EvidenceList } from "../evidence/EvidenceList.tsx";

interface WhyDraftProps {
  readonly report: Report;
  readonly onOpen: (evidence: Evidence) => void;
}

export function WhyDraft({ report, onOpen }: WhyDraftProps) {
  const { evidence, provenance, template } = report;
  const { backend, encoder, library, seenInTraining } = provenance;
  return (
    <details class="why">
      <summary>why? · {evidence.length === 1 ? "1 piece" : `${evidence.length} pieces`} of evidence</summary>
      <div>
        <EvidenceList evidence={evidence} onOpen={onOpen} />
        <dl class="facts">
          <dt>written by</dt>
          <dd>
            {backend === "evidence-writer" ? "the evidence writer: it selects and joins, and cannot invent" : backend}
          </dd>
          <dt>encoder</dt>
          <dd>{encoder}</dd>
          <dt>library</dt>
          <dd>{library}</dd>
          <dt>template</dt>
          <dd>
            {template.id}, version {provenance.template.version} · {provenance.template.source}
          </dd>
          <dt>seen in training</dt>
          <dd>{seenInTraining === null ? "cannot be told" : seenInTraining ? "yes" : "no"}</dd>
          <RecordFacts record={provenance.record} />
        </dl>
      </div>
    </details>
  );
}
