import type { Report } from "./contract.ts";

/** The version after this one. It is a draft: who confirmed this one has not read that. */
export function nextVersion(
  report: Report,
  changed: Pick<Report, "sections" | "edited" | "savedAt" | "revertedTo">,
): Report {
  const { confirmation, earlierConfirmations } = report;
  return {
    ...report,
    ...changed,
    draft: true,
    version: report.version + 1,
    confirmation: null,
    earlierConfirmations: confirmation ? [...earlierConfirmations, confirmation] : earlierConfirmations,
  };
}
