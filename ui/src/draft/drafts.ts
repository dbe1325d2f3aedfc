import type { Report, ReportSentence } from "../../../src/report/contract.ts";
import { getReport, saveReport } from "../api/reports.ts";
import { keep } from "../shell/loaded.ts";
import { remembered } from "../shell/remembered.ts";

/** Drafts by id. */
export const drafts = keep<Report>(getReport);

/** The last draft of each scan: the server's list does not say which scan a draft is of. */
export function lastDraftOf(scan: string): ReturnType<typeof remembered> {
  return remembered(`draft.${scan}`);
}

const saving = new Map<string, Promise<unknown>>();

/** Saves one section's sentences; saves of one report wait for each other, so that the last edit is the last version. */
export async function saveSection(
  report: string,
  section: string,
  sentences: readonly ReportSentence[],
): Promise<void> {
  const before = saving.get(report) ?? Promise.resolve();
  const now = before.catch(() => undefined).then(() => saveReport(report, [{ id: section, sentences }]));
  saving.set(report, now);
  drafts.set(report, await now);
}

/** A sentence that a person wrote. */
export function ownSentence(text: string): ReportSentence {
  return { text, citations: [], flag: { code: "EDITED", message: "A person wrote or changed this sentence." } };
}
