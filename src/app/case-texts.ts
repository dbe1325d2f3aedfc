import type { ClaimRules } from "../chat/claims/claim-rules.ts";
import type { SentenceClaim } from "../chat/claims/contract.ts";
import { readClaims } from "../chat/claims/read-claims.ts";
import { type LibraryHabits, learnHabits } from "../chat/flag-score/library-habits.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { Library } from "../retrieval/library.ts";

/** A text of a case. */
export interface CaseText {
  readonly case: string;
  readonly text: string;
}

const folds = 5;

/**
 * The habits of a library's texts, without those of the case that is asked for: where it is among them, of the four fifths of the cases
 * that it is not in.
 */
export function createHabits(texts: readonly CaseText[], rules: ClaimRules): (caseId: string) => LibraryHabits {
  const read = texts.map((each) => ({ fold: foldOf(each.case), claims: readClaims(each.text, rules) }));
  const known = new Set(texts.map((each) => each.case));
  const learned = new Map<number | null, LibraryHabits>();
  return (caseId) => {
    const left = known.has(caseId) ? foldOf(caseId) : null;
    const habits = learned.get(left) ?? learnHabits(outside(read, left));
    learned.set(left, habits);
    return habits;
  };
}

interface ReadCase {
  readonly fold: number;
  readonly claims: readonly SentenceClaim[];
}

function outside(read: readonly ReadCase[], left: number | null): readonly (readonly SentenceClaim[])[] {
  return read.filter(({ fold }) => fold !== left).map(({ claims }) => claims);
}

function foldOf(caseId: string): number {
  return Number.parseInt(sha256Hex(caseId).slice(4, 8), 16) % folds;
}

/** Every caption of a library, each once a case. */
export async function captionsOf({ pairs }: Pick<Library, "pairs">): Promise<readonly CaseText[]> {
  const texts = new Map<string, CaseText>();
  const limit = 1000;
  for (let offset = 0; ; offset += limit) {
    const page = await pairs.page({ offset, limit });
    for (const { caption, case: caseId } of page.pairs)
      if (caption !== null) texts.set(`${caseId} ${caption}`, { case: caseId, text: caption });
    if (page.pairs.length < limit) return [...texts.values()];
  }
}
