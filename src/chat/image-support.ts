import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import { claimNamesOf } from "./claim-names.ts";
import type { ImageSupport, ScoreEvidence } from "./contract.ts";
import { whyNotFor } from "./route-question.ts";
import { knowScan } from "./scan-knowledge.ts";
import { organScores, setScores } from "./scan-scores.ts";
import { type ClaimName, claimsOf } from "./score-claims.ts";
import { stateSet } from "./set-facts.ts";

/** What one score of this scan says of its classes. */
export interface MeasuredScore {
  readonly evidence: Pick<ScoreEvidence, "question" | "scores">;
  readonly names: readonly ClaimName[];
  /** Classes that calibration lets it affirm, and deny. */
  readonly affirmed: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
}

/** Every score of this scan that fits it, with what calibration lets be said by it. */
export async function measureScan(
  scan: EncodedScan,
  parts: Pick<AskParts, "encoder" | "rules" | "terms" | "promptSets">,
): Promise<readonly MeasuredScore[]> {
  const known = knowScan(scan, parts);
  const { kind, organ } = known;
  const measured: MeasuredScore[] = [];
  const add = (
    evidence: Omit<ScoreEvidence, "id" | "marker">,
    affirmed: readonly string[],
    denied: readonly string[],
  ) =>
    measured.push({
      evidence,
      names: claimNamesOf({ id: "", marker: "", ...evidence }, parts.terms),
      affirmed: new Set(affirmed),
      denied: new Set(denied),
    });
  const others = ({ scores }: Pick<ScoreEvidence, "scores">, top: string) =>
    scores.map(({ name }) => name).filter((name) => name !== top);
  if (kind) {
    const { name } = kind.top;
    add(kind.evidence, kind.sure ? [name] : [], kind.sure ? others(kind.evidence, name) : []);
  }
  const body = organScores(scan, parts.rules);
  if (body) {
    const sure = organ !== null && organ.organ === body.top.name;
    add(body.evidence, sure ? [body.top.name] : [], sure ? others(body.evidence, body.top.name) : []);
  }
  for (const set of parts.promptSets) {
    if (!parts.rules.answers.sets[set.id] || whyNotFor(set, known) !== null) continue;
    const { scores, affirmed, denied } = stateSet(await setScores(scan, set, parts.encoder, parts.rules), parts.rules);
    const against = affirmed ? others(scores.evidence, affirmed.name) : denied.map(({ name }) => name);
    add(scores.evidence, affirmed ? [affirmed.name] : [], against);
  }
  return measured;
}

/**
 * Whether this scan's scores speak for what a text claims: by the names that it affirms and denies, and where calibration lets a score
 * speak. One claim that they speak against makes the text one that they speak against.
 */
export function imageSupport(text: string, measured: readonly MeasuredScore[]): Omit<ImageSupport, "likeness"> {
  const found = measured.flatMap(({ evidence, names, affirmed, denied }) => {
    const claims = claimsOf(text, names);
    if (claims === null) return [];
    return claims.map(({ classes, polarity }) => {
      const isSo = classes.some((name) => affirmed.has(name));
      const isNot = classes.every((name) => denied.has(name));
      const agrees = polarity === "affirmed" ? isSo : isNot;
      const disagrees = polarity === "affirmed" ? isNot : isSo;
      const share = evidence.scores
        .filter(({ name }) => classes.includes(name))
        .reduce((sum, each) => sum + each.share, 0);
      return { agrees, disagrees, measured: { question: evidence.question, name: classes.join(" or "), share } };
    });
  });
  const against = found.find(({ disagrees }) => disagrees);
  const speaking = against ?? found.find(({ agrees }) => agrees) ?? found[0];
  if (!speaking) return { verdict: "not measured", measured: null };
  return { verdict: against ? "against" : speaking.agrees ? "for" : "unclear", measured: speaking.measured };
}
