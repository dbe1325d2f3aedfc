import type { ScoreEvidence } from "./contract.ts";
import { numbersOf } from "./sentence-words.ts";

const denial =
  /\b(?:no|not|n't|without|neither|nor|unlikely|absence|absent|rather than|instead of|excludes?|rules? out|against)\b/i;
const turn = /\b(?:but|rather|instead)\b|[;,]/i;

/**
 * True when a sentence affirms names of a score none of which is its greatest, or denies the greatest. A sentence that states the
 * share itself affirms nothing beyond it.
 * @param synonyms groups of words that mean the same
 */
export function scoreConflict(
  text: string,
  { scores }: ScoreEvidence,
  synonyms: readonly (readonly string[])[],
): boolean {
  if (scores.length === 0) return false;
  const top = scores.reduce((best, each) => (each.share > best.share ? each : best));
  const affirmed = new Set<string>();
  const denied = new Set<string>();
  const namedIn = (clause: string) => {
    const plain = ` ${clause.toLowerCase().replace(/[^\p{L}\p{N}&/+-]+/gu, " ")} `;
    const numbers = numbersOf(clause);
    const stated = (share: number) =>
      numbers.some((value) => Math.abs(value - share) < 0.006 || Math.abs(value - share * 100) < 0.6);
    return scores.flatMap(({ name, share }) => {
      const words = [name.toLowerCase(), ...synonyms.filter((group) => group.includes(name.toLowerCase())).flat()];
      const named = words.some((word) => plain.includes(` ${word} `) || plain.includes(` ${word}s `));
      return named && !stated(share) ? [name] : [];
    });
  };
  for (const { before, after } of clausesOf(text)) {
    const [first, second] = [namedIn(before), namedIn(after)];
    // "a glioma is not seen" denies what it names before; "an MRI and not a CT" what it names after
    for (const name of second) denied.add(name);
    for (const name of first) (after !== "" && second.length === 0 ? denied : affirmed).add(name);
  }
  return denied.has(top.name) || (affirmed.size > 0 && !affirmed.has(top.name));
}

/** A sentence cut where it turns, each piece again where it denies. */
function clausesOf(text: string): { readonly before: string; readonly after: string }[] {
  return text.split(turn).map((piece) => {
    const said = /^\s*no\b[.,!]?\s*$/i.test(piece) ? "" : piece.replace(/^\s*(?:no|yes)[.,!:]\s+/i, "");
    const at = denial.exec(said)?.index ?? said.length;
    return { before: said.slice(0, at), after: said.slice(at) };
  });
}
