import { type Piece, pieceKinds } from "./sentencepiece-model.ts";

/** What a character that no piece has costs more than the least likely piece. */
const unknownPenalty = 10;

interface Path {
  /** 32-bit sum of the scores up to here; of the likeliest path. */
  score: number;
  /** Where its last piece starts, in UTF-16 units; -1: nothing ends here. */
  start: number;
  id: number;
}

/**
 * Cuts a normalised text into the pieces whose scores sum to the most; neighbouring unknown characters are one piece.
 * Sums are rounded to 32 bits and of equal ones the first counts, as in the reference: the library adds in 64 bits, and so
 * cuts "xxxxx" elsewhere when there are pieces x and xx.
 * Source: `Model::EncodeOptimized`, google/sentencepiece `src/unigram_model.cc`.
 */
export function createUnigram(pieces: readonly Piece[]): (normalized: string) => readonly number[] {
  const ids = new Map<string, number>();
  for (const [id, { kind, text }] of pieces.entries()) if (kind === pieceKinds.normal) ids.set(text, id);
  const unknownId = pieces.findIndex(({ kind }) => kind === pieceKinds.unknown);
  const scores = Float32Array.from(pieces, ({ score }) => score);
  const normal = scores.filter((_, id) => pieces[id].kind === pieceKinds.normal);
  scores[unknownId] = normal.reduce((least, score) => Math.min(least, score), 0) - unknownPenalty;
  const longest = pieces.reduce((length, { text }) => Math.max(length, text.length), 1);

  function bestPaths(text: string): readonly Path[] {
    const paths = Array.from({ length: text.length + 1 }, (): Path => ({ score: 0, start: -1, id: -1 }));
    const offer = (start: number, end: number, id: number) => {
      const score = Math.fround(scores[id] + paths[start].score);
      if (paths[end].start === -1 || score > paths[end].score) paths[end] = { score, start, id };
    };
    for (let start = 0; start < text.length; ) {
      const next = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      for (let end = start + 1; end <= Math.min(start + longest, text.length); end++) {
        const id = ids.get(text.slice(start, end));
        if (id !== undefined) offer(start, end, id);
      }
      if (!ids.has(text.slice(start, next))) offer(start, next, unknownId);
      start = next;
    }
    return paths;
  }

  return (normalized) => {
    const paths = bestPaths(normalized);
    const found: number[] = [];
    for (let end = normalized.length; end > 0; end = paths[end].start) {
      if (paths[end].id !== unknownId || found.at(-1) !== unknownId) found.push(paths[end].id);
    }
    return found.reverse();
  };
}
