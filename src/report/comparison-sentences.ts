import { cite } from "../chat/evidence-list.ts";
import type { ReportSentence } from "./contract.ts";
import { priorSentences } from "./prior-sentences.ts";
import type { ScanSentenceParts } from "./scan-sentences.ts";

/** What was given beside the scan. A prior is quoted as it is, and compared with what is stated of this scan by words alone. */
export function comparisonSentences(parts: ScanSentenceParts): readonly ReportSentence[] {
  const { list, prior } = parts;
  if (prior !== null) return priorSentences(prior, parts);
  const evidence = list.add({
    kind: "metadata",
    text: "Given for this draft: one scan, no prior study and no prior report.",
  });
  return [
    { text: "No prior study was given, so nothing was compared.", citations: [cite(evidence, "no prior study")] },
  ];
}
