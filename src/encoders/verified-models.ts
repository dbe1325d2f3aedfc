import { readFile } from "node:fs/promises";
import { z } from "zod";

/** What was seen of a model, by id: the ladder of DESIGN.md, "What supports model X means". */
const VerifiedModels = z.strictObject({
  models: z.array(
    z.strictObject({
      id: z.string(),
      /** Null: of the card's architecture on random weights, whatever checkpoint is imported with it. */
      revision: z.string().nullable(),
      level: z.int().min(1).max(4),
      date: z.iso.date(),
      seen: z.string(),
    }),
  ),
});

export interface Proven {
  /** 1 a card, 2 parity with the reference code, 3 parity on the real checkpoint, 4 a published figure reproduced. */
  readonly level: number;
  /** What was seen and when, in words. */
  readonly seen: string;
}

export const unproven: Proven = { level: 1, seen: "a card, nothing more" };

/** How far a model is proven: the highest of what holds for this revision of it. */
export type ProvenOf = (id: string, revision: string | null) => Proven;

/** @param path of `models/verified.json` */
export async function readVerifiedModels(path: string): Promise<ProvenOf> {
  const { models } = VerifiedModels.parse(JSON.parse(await readFile(path, "utf8")));
  return (id, revision) => {
    const found = models
      .filter((each) => each.id === id && (each.revision === null || each.revision === revision))
      .sort((a, b) => b.level - a.level)[0];
    return found ? { level: found.level, seen: `${found.seen} (${found.date})` } : unproven;
  };
}
