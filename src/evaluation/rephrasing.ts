import { argmax, dot } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { type EmbedPromptSet, embedPromptSet } from "../zeroshot/prototypes.ts";
import { figureOf, resample } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { meanOf } from "./metrics/statistic.ts";

/** Other wordings of a prompt set, and what an image is called under each. */
export interface Rephrasings {
  /** A template, with all synonyms; or a number of synonym, with all templates. */
  readonly wordings: readonly string[];
  /** Index of the class called under each. @param image unit vector */
  called(image: Float32Array): readonly number[];
}

/**
 * Each template by itself, and each synonym by itself: the first of every class, then the second of every class (of a class that has fewer,
 * it goes round), and so on. A set of one template and one synonym has no other wording.
 */
export async function createRephrasings(
  set: PromptSet,
  encoder: TextEncoder,
  embed: EmbedPromptSet = embedPromptSet,
): Promise<Rephrasings> {
  const synonyms = Math.max(...set.classes.map((each) => each.synonyms.length));
  const templates = await Promise.all(
    set.templates.map(async (wording) => ({
      wording,
      prototypes: (await embed({ ...set, templates: [wording] }, encoder, { wordings: [] })).classes,
    })),
  );
  const words = await Promise.all(
    Array.from({ length: synonyms }, async (_, nth) => {
      const classes = set.classes.map((each) => ({ ...each, synonyms: [each.synonyms[nth % each.synonyms.length]] }));
      return {
        wording: `synonym ${nth + 1}`,
        prototypes: (await embed({ ...set, classes }, encoder, { wordings: [] })).classes,
      };
    }),
  );
  const all = [...(templates.length > 1 ? templates : []), ...(words.length > 1 ? words : [])];
  return {
    wordings: all.map(({ wording }) => wording),
    called: (image) => all.map(({ prototypes }) => argmax(prototypes.map((prototype) => dot(image, prototype)))),
  };
}

/** Share of the rows whose called class stays the same when the prompts are worded otherwise. */
export interface RephrasingStability {
  readonly wordings: readonly { readonly wording: string; readonly same: number }[];
  /** Over the wordings. */
  readonly mean: Figure;
  /** Under the wording that changes most of these rows; the interval is that wording's. */
  readonly worst: Figure & { readonly wording: string };
}

/** @param called [row][wording] @param overall class called by all wordings together @returns null without another wording */
export function rephrasingStability(
  wordings: readonly string[],
  called: readonly (readonly number[])[],
  overall: readonly number[],
  { cases, seed }: { readonly cases: readonly (string | number)[]; readonly seed: number },
): RephrasingStability | null {
  if (wordings.length === 0 || overall.length === 0) return null;
  const same = called.map((row, i) => row.map((each) => Number(each === overall[i])));
  const each = wordings.map((_, wording) => meanOf(same.map((row) => row[wording])));
  const mean = meanOf(same.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length));
  const [overMean, ...drawn] = resample([mean, ...each], cases, { seed });
  const worst = drawn.reduce((least, { value }, i) => (value < drawn[least].value ? i : least), 0);
  const [meanFigure, worstFigure] = [figureOf(overMean), figureOf(drawn[worst])];
  if (!meanFigure || !worstFigure) return null;
  return {
    wordings: wordings.map((wording, i) => ({ wording, same: drawn[i].value })),
    mean: meanFigure,
    worst: { wording: wordings[worst], ...worstFigure },
  };
}
