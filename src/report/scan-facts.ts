import type { Evidence } from "../chat/contract.ts";
import type { EvidenceList } from "../chat/evidence-list.ts";
import { findOrgan, type OrganFinding } from "../chat/organ-part.ts";
import { kindScores, organScores, type ScanScores, type SetScores, setScores } from "../chat/scan-scores.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { Affirm, DecisionRules, Deny } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { PromptSet } from "../zeroshot/contract.ts";

/** A class whose share allows to say that the image fits it, or does not. */
export interface StatedClass {
  readonly name: string;
  readonly share: number;
  readonly rule: Affirm | Deny;
}

/** What this scan's shares of one prompt set allow to be said. */
export interface SetFacts {
  readonly scores: SetScores;
  readonly affirmed: StatedClass | null;
  readonly denied: readonly StatedClass[];
}

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

function stateSet(scores: SetScores, rules: DecisionRules): SetFacts {
  const known = rules.answers.sets[scores.set.id];
  const { top } = scores;
  const classRule = known?.classes[top.name]?.yes ?? null;
  const rule =
    scores.sure && known?.top ? known.top : classRule && top.share >= classRule.shareAtLeast ? classRule : null;
  const affirmed = rule && { ...top, rule };
  const denied = scores.evidence.scores.flatMap(({ name, share }): StatedClass[] => {
    const deny = known?.classes[name]?.no ?? null;
    return deny && share <= deny.shareAtMost && name !== affirmed?.name ? [{ name, share, rule: deny }] : [];
  });
  // All denied but one amounts to affirming that one: not when its own share does not allow it.
  const contradicts = !affirmed && denied.length >= scores.set.classes.length - 1 && denied.length > 0;
  return { scores, affirmed, denied: contradicts ? [] : denied };
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
