import { join } from "node:path";
import type { FlagContext } from "../chat/flag-score/contract.ts";
import { createFlagScorer, type FlagScorer } from "../chat/flag-score/flag-score.ts";
import { readFlagWeights } from "../chat/flag-score/flag-weights.ts";
import type { LibraryHabits } from "../chat/flag-score/library-habits.ts";
import { once } from "../core/once.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { Library } from "../retrieval/library.ts";
import { captionsOf, createHabits } from "./case-texts.ts";
import { readShippedClaimRules } from "./evaluate-flags.ts";

export interface FlagScores {
  /**
   * Scores sentences about one scan against the evidence at hand. A library's habits are learned once for what it holds: about half a
   * second for a thousand texts.
   * @param ownCase the scan's own case, where the library holds it: its text is not read
   */
  scorer(context: FlagContext, library: Pick<Library, "folder" | "pairs">, ownCase: string | null): Promise<FlagScorer>;
}

/** @param prompts the package's folder of prompts */
export function createFlagScores(prompts: string): FlagScores {
  const rules = once(() => readShippedClaimRules(prompts));
  const weights = once(() => readFlagWeights(join(prompts, "chat", "flag-weights.json")));
  const learned = new Map<string, { readonly state: string; readonly habits: (caseId: string) => LibraryHabits }>();
  return {
    async scorer(context, library, ownCase) {
      const state = await stateOf(library);
      const known = learned.get(library.folder);
      const habits = known?.state === state ? known.habits : createHabits(await captionsOf(library), await rules());
      learned.set(library.folder, { state, habits });
      return createFlagScorer(context, {
        rules: await rules(),
        weights: await weights(),
        habits: habits(ownCase ?? ""),
      });
    },
  };
}

/** Changes with every text of the library. */
async function stateOf({ pairs }: Pick<Library, "pairs">): Promise<string> {
  const hashes = await pairs.factsHashes();
  return sha256Hex(
    [...hashes]
      .map(([id, hash]) => `${id} ${hash}`)
      .sort()
      .join("\n"),
  );
}
