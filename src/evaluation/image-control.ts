import { seededDraws } from "../core/seeded-draws.ts";
import type { RgbImage } from "../imaging/contract.ts";

/** Which image a question is asked about: its own, a grey one of the same size, or that of another row. What does not fall without the image did not come from it. */
export const imageControls = ["own", "blank", "shuffled"] as const;
export type ImageControl = (typeof imageControls)[number];

/** A mid-grey picture of an image's size. */
export function blankOf({ widthPx, heightPx, data }: RgbImage): RgbImage {
  return { widthPx, heightPx, data: new Uint8Array(data.length).fill(128) };
}

/** Gives every path another path of the list, by one cycle through all of them (Sattolo's algorithm). @param paths two or more, distinct */
export function shuffledPaths(paths: readonly string[], seed: number): ReadonlyMap<string, string> {
  const draw = seededDraws(seed);
  const order = [...paths];
  for (let i = order.length - 1; i > 0; i--) {
    const j = draw(i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return new Map(paths.map((path, i) => [path, order[i]]));
}
