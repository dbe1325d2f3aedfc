import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { SimilarPair } from "../retrieval/contract.ts";
import type { Classification } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { Answer } from "./contract.ts";
import type { QuestionTerms } from "./question-terms.ts";
import type { Statement } from "./statement.ts";

/** The library's pairs nearest to the scan, best first. */
export interface SimilarToScan {
  readonly found: readonly SimilarPair[];
  /** Why none of them is near enough; null when one is. */
  readonly reason: string | null;
  /** True when pairs of the scan's own case were left out: an answer must not read its own report. */
  readonly ownCaseLeftOut: boolean;
  /** Pairs that the user wants read, whether near or not, none of them in `found`. @default none */
  readonly pinned?: readonly SimilarPair[];
  /** Pinned pairs that the library does not hold any more. @default 0 */
  readonly pinsGone?: number;
  /** Cases that the user banned. @default 0 */
  readonly casesBanned?: number;
}

/** A case that the user names. */
export type NamedCase =
  /** Its pairs, nearest to the scan first. */
  | { readonly kind: "found"; readonly pairs: readonly SimilarPair[] }
  /** The scan's own, which no answer reads. */
  | { readonly kind: "own" }
  | { readonly kind: "banned" }
  | { readonly kind: "unknown" };

export interface AskParts {
  readonly encoder: DualEncoder;
  readonly rules: DecisionRules;
  readonly terms: QuestionTerms;
  readonly promptSets: readonly PromptSet[];
  /** Searches the library; called at most once, and only by questions that need it. */
  readonly findSimilar: () => Promise<SimilarToScan>;
  /** Scores of names that the user gives, one among all, as `classify` gives them. Absent: names are not scored here. */
  readonly classify?: (names: readonly string[]) => Promise<Classification>;
  /** A case of the library, by its name or the id of one of its pairs. Absent: no case is looked up. */
  readonly findCase?: (name: string) => Promise<NamedCase>;
  /** True where the user pinned pairs: they are read for every question. @default false */
  readonly hasPins?: boolean;
}

/** What was said before in a conversation about one scan. Nothing of it ever speaks of another scan. */
export interface Conversation {
  /** Questions asked, each standing alone, oldest first. */
  readonly questions: readonly string[];
  /** What the user said of the scan, oldest first. */
  readonly said: readonly Statement[];
  /** The last answer; null before there was one. */
  readonly last: Pick<Answer, "citations" | "evidence" | "reason"> | null;
}

export const noConversation: Conversation = { questions: [], said: [], last: null };
