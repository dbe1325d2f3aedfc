import type { Evidence } from "../chat/contract.ts";
import type { EvidenceList } from "../chat/evidence-list.ts";
import { findOrgan, type OrganFinding } from "../chat/organ-part.ts";
import { kindScores, organScores, type ScanScores, setScores } from "../chat/scan-scores.ts";
import { type SetFacts, stateSet } from "../chat/set-facts.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { PromptSet } from "../zeroshot/contract.ts";

/** What this scan's own scores say of it, before anything is written. */
export interface ScanFacts {
  readonly kind: ScanScores | null;
  /** The part of the body where it shows clearly. */
  readonly organ: OrganFinding | null;
  /** The part of the body, clear or not. */
  readonly organScores: ScanScores | null;
  /** By prompt set that fits the image. */
  readonly sets: readonly SetFacts[];
}

export interface ScanFactsParts {
  readonly encoder: DualEncoder;
  readonly rules: DecisionRules;
  readonly promptSets: readonly PromptSet[];
}

/** Kind and part of the body; sets are scored by `scoreSets` once a template is chosen. */
export function kindAndOrgan(scan: EncodedScan, rules: DecisionRules): Omit<ScanFacts, "sets"> {
  const kind = kindScores(scan, rules);
  const organ = organScores(scan, rules);
  return { kind, organ: findOrgan(kind, organ), organScores: organ };
}

/** Scores those of the sets named whose names fit the image. */
export async function scoreSets(
  ids: readonly string[],
  scan: EncodedScan,
  { kind, organ }: Pick<ScanFacts, "kind" | "organ">,
  { encoder, rules, promptSets }: ScanFactsParts,
): Promise<readonly SetFacts[]> {
  const sets = promptSets.filter(
    ({ id, kinds = [], organs }) =>
      ids.includes(id) &&
      kind?.sure === true &&
      kinds.includes(kind.top.name) &&
      (!organs || (organ !== null && organs.includes(organ.organ))),
  );
  return Promise.all(sets.map(async (set) => stateSet(await setScores(scan, set, encoder, rules), rules)));
}

/** Adds each piece of evidence at most once. */
export function evidenceOnce(list: EvidenceList): (scores: ScanScores) => Evidence {
  const added = new Map<ScanScores, Evidence>();
  return (scores) => {
    const known = added.get(scores) ?? list.add(scores.evidence);
    added.set(scores, known);
    return known;
  };
}
