import { seededDraws } from "../core/seeded-draws.ts";
import type { Library } from "../retrieval/library.ts";

const withCaption = "caption IS NOT NULL";
/** Draws before it is given up that another case has a caption. */
const tries = 50;

/**
 * The caption of a pair drawn evenly from those that have one, of another case than the image's own: the same for the same seed, image and
 * library. Null where there is none.
 */
export async function randomCaption(
  { pairs }: Library,
  { image, seed }: { readonly image: string; readonly seed: number },
): Promise<string | null> {
  const total = await pairs.count(withCaption);
  if (total === 0) return null;
  const [own] = await pairs.get([image.slice(0, 32)]);
  const draw = seededDraws(seed + Number.parseInt(image.slice(0, 7), 16));
  for (let i = 0; i < tries; i++) {
    const [pair] = (await pairs.page({ offset: draw(total), limit: 1, where: withCaption })).pairs;
    if (pair && pair.case !== own?.case) return pair.caption;
  }
  return null;
}
