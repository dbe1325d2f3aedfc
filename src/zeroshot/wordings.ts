import { seededDraws, shuffled } from "../core/seeded-draws.ts";
import type { PromptSet } from "./contract.ts";

/** One way to word a prompt set. */
export interface Wording {
  /** [class] index of its synonym. */
  readonly synonyms: readonly number[];
  /** Indices of the templates, rising. */
  readonly templates: readonly number[];
}

const most = 50;
const mostTemplates = 16;
/** Draws in vain, one after the other, after which a set is taken to have no other wording. */
const patience = 200;

/**
 * Up to 50 distinct ways to word a set, the same at every call: for each class one of its names, and 1 to 16 of the templates for all of
 * them. Fewer where a set has fewer.
 * Source: MI-Zero, src/presample_prompts.py.
 */
export function wordingsOf({ classes, templates }: Pick<PromptSet, "classes" | "templates">): readonly Wording[] {
  const draw = seededDraws(0);
  const all = templates.map((_, i) => i);
  const found = new Map<string, Wording>();
  for (let inVain = 0; found.size < most && inVain < patience; inVain++) {
    const count = 1 + draw(Math.min(mostTemplates, all.length));
    const chosen = shuffled(all, draw)
      .slice(0, count)
      .sort((a, b) => a - b);
    const synonyms = classes.map((each) => draw(each.synonyms.length));
    const key = `${chosen.join()};${synonyms.join()}`;
    if (found.has(key)) continue;
    found.set(key, { synonyms, templates: chosen });
    inVain = 0;
  }
  return [...found.values()];
}
