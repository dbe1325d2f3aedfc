import { basename, join, resolve } from "node:path";
import { type ClaimRules, readClaimRules } from "../chat/claims/claim-rules.ts";
import { readFlagWeights } from "../chat/flag-score/flag-weights.ts";
import { once } from "../core/once.ts";
import { seededDraws, shuffled } from "../core/seeded-draws.ts";
import { chosenOf } from "../encoders/encoding.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import type { FlagReport } from "../evaluation/flags/contract.ts";
import { readCorruptionWords } from "../evaluation/flags/corruption-words.ts";
import { type FlagMeasures, flagsProtocol, measureFlags } from "../evaluation/flags/flags.ts";
import { readFlagReports } from "../evaluation/flags/read-reports.ts";
import type { EvaluateVqaParts } from "./evaluate-vqa.ts";
import type { Evaluated, EvaluationRequest } from "./evaluation-run.ts";
import { imageEvidence, textEvidence } from "./flag-evidence.ts";

export interface EvaluateFlagsRequest extends EvaluationRequest {
  /** Library whose cases are similar to the images. @default the data's own reports of partition `neighbours`, found by text */
  readonly library?: string | undefined;
  /** Partition whose reports are searched where no library is named. @default "train" */
  readonly neighbours?: string | undefined;
  /** Reports drawn by the seed. @default all */
  readonly reports?: number | undefined;
}

export type FlagsResult = EvaluationResult &
  Omit<FlagMeasures, "metrics" | "scored"> & { readonly library: string | null };

export interface FlagsEvaluation {
  /** How well the flag score tells sentences that were made wrong from what they were. */
  flags(request: EvaluateFlagsRequest): Promise<Evaluated<FlagsResult>>;
}

export interface EvaluateFlagsParts extends EvaluateVqaParts {
  /** The package's `prompts`. */
  readonly prompts: string;
}

export function createFlagsEvaluation(parts: EvaluateFlagsParts): FlagsEvaluation {
  const { prompts } = parts;
  const rules = once(() => readShippedClaimRules(prompts));
  const weights = once(() => readFlagWeights(join(prompts, "chat", "flag-weights.json")));
  const words = once(() => readCorruptionWords(join(prompts, "evaluation", "corruptions.json")));
  return {
    async flags({
      data,
      partition,
      seed = 0,
      library: named,
      neighbours = "train",
      reports: most,
      signal,
      onProgress,
    }) {
      const startedMs = performance.now();
      const encoding = await parts.encoding();
      const all = (await Promise.all(data.map(readFlagReports))).flat();
      const wanted = drawReports(ofPartition(all, partition ?? null), most, seed);
      await using library = named === undefined ? null : await parts.openLibrary(named);
      const about = { encoding, rules: await rules(), promptSets: await parts.promptSets(), signal };
      const { evidence, readable, failed, seenInTraining } = library
        ? await imageEvidence(wanted, library, about)
        : textEvidence(wanted, ofPartition(all, neighbours), about.rules);
      if (readable.length === 0) throw new EvaluationEmptyError("references");
      const query = { ...evidence, rules: about.rules, words: await words(), weights: await weights() };
      const now = () => performance.now();
      const { metrics, scored, ...more } = await measureFlags(readable, { ...query, seed, now, signal, onProgress });
      const result: FlagsResult = {
        task: "flags",
        data: data.map((each) => basename(resolve(each))).join(", "),
        encoder: chosenOf(encoding).id,
        n: scored.rows.length,
        cases: new Set(scored.rows.map((row) => row.case)).size,
        partition: partition ?? null,
        seed,
        protocol: flagsProtocol,
        seenInTraining,
        metrics,
        failed,
        seconds: Math.round(performance.now() - startedMs) / 1000,
        library: named ?? null,
        ...more,
      };
      return { result, scored };
    },
  };
}

/** @param prompts the package's */
export function readShippedClaimRules(prompts: string): Promise<ClaimRules> {
  return readClaimRules({
    rules: join(prompts, "chat", "claim-rules.json"),
    labels: join(prompts, "evaluation", "report-labels.json"),
  });
}

/** So many of them, drawn by the seed. */
function drawReports(reports: readonly FlagReport[], most: number | undefined, seed: number): readonly FlagReport[] {
  if (most === undefined || most >= reports.length) return reports;
  const drawn = new Set(shuffled([...reports.keys()], seededDraws(seed)).slice(0, most));
  return reports.filter((_, i) => drawn.has(i));
}
