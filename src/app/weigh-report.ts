import { flagContextOf } from "../chat/flag-score/context-of.ts";
import type { Report, ReportSentence } from "../report/contract.ts";
import type { Library } from "../retrieval/library.ts";
import type { FlagScores } from "./flag-scores.ts";
import type { WeighedReport } from "./weigh-contract.ts";

export interface WeighReportParts {
  readonly report: (id: string) => Promise<Report>;
  readonly openLibrary: (name: string) => Promise<Library>;
  readonly flagScores: FlagScores;
}

/**
 * Holds what a person or a language model wrote into a report against the evidence at hand: the cases and scores that the draft rests on,
 * its other sentences, and what such reports of the library usually say. What the evidence writer made is not weighed: it was made from that
 * evidence.
 */
export function createWeighReport({ report: find, openLibrary, flagScores }: WeighReportParts) {
  return async (id: string): Promise<WeighedReport> => {
    const { version, sections, evidence, provenance } = await find(id);
    const written = sections.flatMap(({ title, sentences }) =>
      sentences.filter(isWritten).map(({ text }) => ({ section: title, text })),
    );
    if (written.length === 0) return { id, version, sentences: [] };
    await using library = await openLibrary(provenance.library);
    const [own] = await library.pairs.get([provenance.scanSha256.slice(0, 32)]);
    const score = await flagScores.scorer(flagContextOf(evidence, null), library, own?.case ?? null);
    return {
      id,
      version,
      sentences: written.map((each) => {
        const rest = written.filter((other) => other !== each).map(({ text }) => text);
        return { ...each, score: score(each.text, rest) };
      }),
    };
  };
}

/** A person changed it, or a model wrote it and a check failed; a sentence that passed says no more than the evidence writer's. */
function isWritten({ flag }: ReportSentence): boolean {
  return flag?.code === "EDITED" || flag?.code === "UNSUPPORTED" || flag?.code === "CITATION_INVALID";
}
