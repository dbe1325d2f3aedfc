/** How many tiles of a slide speak for a class. Source: MI-Zero, CONCH. */
export const poolingSizes = [1, 5, 10, 50, 100] as const;

/**
 * The score of each class for a bag of tiles: the mean of its k greatest cosines, of all where the bag has fewer.
 * Source: MI-Zero, slidelevel_zeroshot_multiprompt.py; CONCH, topj pooling.
 * @param cosines [tile][class], N >= 1 tiles @returns [class]
 */
export function topKPooling(cosines: readonly (readonly number[])[], k: number): number[] {
  return cosines[0].map((_, i) => {
    const greatest = cosines
      .map((tile) => tile[i])
      .sort((a, b) => b - a)
      .slice(0, k);
    return greatest.reduce((sum, cosine) => sum + cosine, 0) / greatest.length;
  });
}
