import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { embedPromptSet } from "../zeroshot/prototypes.ts";
import type { Drawing } from "./draw.ts";

/** Texts that say nothing of an image: unit vectors. */
export interface UnrelatedTexts {
  /** Classes of shipped sets that are made for other kinds of image. */
  readonly otherKinds: readonly Float32Array[];
  /** Words of those sets' prompts in no order, as many as a prompt of the image's own set has. */
  readonly shuffledWords: readonly Float32Array[];
}

/** Texts of shuffled words that are embedded for a set; each image draws of them. */
const shuffledTexts = 30;

/** Texts that have nothing to do with the kinds of image that a set is for. Empty where no shipped set is for others. */
export async function unrelatedTexts(
  set: PromptSet,
  {
    shipped,
    encoder,
    drawing,
  }: { readonly shipped: readonly PromptSet[]; readonly encoder: TextEncoder; readonly drawing: Drawing },
): Promise<UnrelatedTexts> {
  const others = shipped.filter(({ kinds }) => kinds && set.kinds && !kinds.some((kind) => set.kinds?.includes(kind)));
  if (others.length === 0) return { otherKinds: [], shuffledWords: [] };
  const otherKinds: Float32Array[] = [];
  for (const other of others) otherKinds.push(...(await embedPromptSet(other, encoder)).classes);
  const words = [...new Set(others.flatMap(promptsOf).flatMap((prompt) => prompt.split(/\s+/)))];
  const own = promptsOf(set);
  const texts = Array.from({ length: shuffledTexts }, () =>
    drawing.shuffled(words).slice(0, drawing.one(own).split(/\s+/).length).join(" "),
  );
  const encoded = await encoder.encode(texts);
  return { otherKinds, shuffledWords: encoded.map(({ embedding }) => embedding.values) };
}

function promptsOf({ templates, classes }: PromptSet): readonly string[] {
  return templates.flatMap((template) =>
    classes.flatMap(({ synonyms }) => synonyms.map((synonym) => template.replace("{}", () => synonym))),
  );
}
