import type { Report, ReportSentence } from "../../../src/report/contract.ts";
import { ApiError } from "../api/errors.ts";
import { getReport, saveReport } from "../api/reports.ts";
import { keep } from "../shell/loaded.ts";
import { remembered } from "../shell/remembered.ts";
import { createStore } from "../shell/store.ts";

/** Drafts by id. */
export const drafts = keep<Report>(getReport);

/** The draft of each scan that was last open in this browser. */
export function lastDraftOf(scan: string): ReturnType<typeof remembered> {
  return remembered(`draft.${scan}`);
}

/** Drafts that were taken out of sight, and can still be brought back. */
export const leaving = createStore<ReadonlySet<string>>(new Set());

const saving = new Map<string, Promise<unknown>>();

/** True where somebody else saved a version in between: another window, or another person. */
export function isChangedElsewhere(error: unknown): boolean {
  return error instanceof ApiError && error.code === "REPORT_CHANGED";
}

/**
 * Saves one section's sentences; saves of one report wait for each other, so that the last edit is the last version. Where the report was
 * changed elsewhere nothing is saved, of what waits neither, and it is loaded again.
 */
export async function saveSection(
  report: string,
  section: string,
  sentences: readonly ReportSentence[],
): Promise<void> {
  const save = async () => {
    const shown = drafts.get(report);
    if (!shown) throw new TypeError("The draft is not loaded.");
    drafts.set(report, await saveReport(report, { version: shown.version, sections: [{ id: section, sentences }] }));
  };
  const before = saving.get(report) ?? Promise.resolve();
  const now = before.catch(unlessChangedElsewhere).then(save);
  saving.set(report, now);
  try {
    await now;
  } catch (error) {
    if (isChangedElsewhere(error) && saving.get(report) === now) {
      saving.delete(report);
      await drafts.load(report);
    }
    throw error;
  }
}

/** A save that failed for another reason does not hold up the next one. */
function unlessChangedElsewhere(error: unknown): void {
  if (isChangedElsewhere(error)) throw error;
}

/** A sentence that a person wrote. */
export function ownSentence(text: string): ReportSentence {
  return { text, citations: [], flag: { code: "EDITED", message: "A person wrote or changed this sentence." } };
}
