import { dot } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { DecisionRules, NameKinds } from "../encoders/decision-rules.ts";

/** The kinds of image that names speak of; null: of any kind ("normal", "benign"). */
export type KindsOfNames = ReadonlySet<string> | null;

/** A name's weight for each kind, and the share of its likeness that goes to terms said of every kind. */
interface Affinity {
  readonly weights: readonly number[];
  readonly generic: number;
}

/**
 * Tells of which kinds of image class names speak. A name that states its kind ("chest X-ray") decides alone. Any other is
 * compared with a lexicon of terms whose kinds are known: a softmax over the cosines of the text vectors, plus shared word
 * stems. The names' weights are averaged with that of all names together, for context.
 * Chosen on partition calibration; figures in docs/decision-rules.md.
 */
export async function kindsOfNames(
  names: readonly string[],
  rules: DecisionRules,
  encoder: TextEncoder,
): Promise<KindsOfNames> {
  const { nameTerms, nameKinds } = rules;
  const plain = names.map((name) => name.toLowerCase().trim().replace(/\s+/g, " "));
  const stated = new Set(plain.flatMap((name) => statedKinds(name, nameTerms)));
  if (stated.size > 0) return stated;

  const generic = new Set(nameTerms.genericWords);
  const telling = plain.filter((name) => !(name.match(/[a-z]+/g) ?? []).every((word) => generic.has(word)));
  const affinities = (await affinitiesOf(telling, rules, encoder)).filter(
    (each) => each.generic < nameKinds.genericFrom,
  );
  if (affinities.length === 0) return null;
  const [together] = await affinitiesOf([plain.join(", ")], rules, encoder);
  const sums = nameTerms.kinds.map((_, kind) =>
    [...affinities, together].reduce((sum, { weights }) => sum + weights[kind], 0),
  );
  const greatest = Math.max(...sums);
  return new Set(nameTerms.kinds.filter((_, kind) => sums[kind] >= nameKinds.partOfGreatest * greatest));
}

function statedKinds(name: string, { explicit }: NameKinds): string[] {
  return Object.entries(explicit).flatMap(([kind, pattern]) => (new RegExp(pattern).test(name) ? [kind] : []));
}

async function affinitiesOf(
  texts: readonly string[],
  rules: DecisionRules,
  encoder: TextEncoder,
): Promise<readonly Affinity[]> {
  if (texts.length === 0) return [];
  const encoded = await encoder.encode(texts);
  const stems = stemIndex(rules.nameTerms);
  return texts.map((text, i) => affinity(text, encoded[i].embedding.values, rules, stems));
}

function affinity(
  text: string,
  vector: Float32Array,
  rules: DecisionRules,
  stems: ReadonlyMap<string, readonly number[]>,
): Affinity {
  const { nameTerms, nameVectors, nameKinds } = rules;
  const { terms, kinds } = nameTerms;
  const cosines = nameVectors.map((term) => dot(term, vector));
  const top = Math.max(...cosines);
  const weights = cosines.map((cosine) => Math.exp((cosine - top) / nameKinds.temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const byKind = new Map(kinds.map((kind) => [kind, 0]));
  let generic = 0;
  terms.forEach((term, i) => {
    if (term.kinds.length === 0) generic += weights[i] / total;
    for (const kind of term.kinds) byKind.set(kind, (byKind.get(kind) ?? 0) + weights[i] / total);
  });
  for (const stem of stemsOf(text, nameTerms)) {
    const hits = stems.get(stem) ?? [];
    for (const i of hits) {
      for (const kind of terms[i].kinds) {
        byKind.set(kind, (byKind.get(kind) ?? 0) + nameKinds.stemWeight / terms[i].kinds.length / hits.length);
      }
    }
  }
  return { weights: kinds.map((kind) => byKind.get(kind) ?? 0), generic };
}

/** Letters of a word that are compared: enough for "retinopathy" to meet "retinal". */
const stemLetters = 6;

function stemsOf(text: string, { stopWords }: NameKinds): string[] {
  return (text.match(/[a-z0-9]+/g) ?? [])
    .filter((word) => word.length > 1 && !stopWords.includes(word))
    .map((word) => word.slice(0, stemLetters));
}

/** Stem -> indices of the terms of a kind that have it. */
function stemIndex(terms: NameKinds): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  terms.terms.forEach(({ term, kinds }, i) => {
    if (kinds.length === 0) return;
    for (const stem of new Set(stemsOf(term, terms))) index.set(stem, [...(index.get(stem) ?? []), i]);
  });
  return index;
}
