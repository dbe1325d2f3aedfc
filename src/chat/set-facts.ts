import type { Affirm, DecisionRules, Deny } from "../encoders/decision-rules.ts";
import type { SetScores } from "./scan-scores.ts";

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

/** Which classes of a set calibration lets these shares affirm and deny. */
export function stateSet(scores: SetScores, rules: DecisionRules): SetFacts {
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
