import type { ClaimRules } from "../chat/claims/claim-rules.ts";
import type { FlagContext } from "../chat/flag-score/contract.ts";
import { whyNotFor } from "../chat/route-question.ts";
import { knowScan } from "../chat/scan-knowledge.ts";
import { setScores } from "../chat/scan-scores.ts";
import { AppError } from "../core/errors.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import type { FlagReport } from "../evaluation/flags/contract.ts";
import type { FlagEvidence } from "../evaluation/flags/flags.ts";
import { createReportSearch } from "../evaluation/flags/report-search.ts";
import { shareSeen } from "../evaluation/measure-rows.ts";
import { searchLibrary } from "../retrieval/find-similar.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { captionsOf, createHabits } from "./case-texts.ts";
import { readEncodedScan } from "./scan-reader.ts";

/** Similar cases that a sentence is held against, one text of each. */
export const flagNeighbours = 16;

interface EvidenceParts {
  readonly encoding: Encoding;
  readonly promptSets: readonly PromptSet[];
  readonly rules: ClaimRules;
  readonly signal?: AbortSignal | undefined;
}

/** What is at hand about each report, and which of them can be measured. */
export interface GatheredFlagEvidence {
  readonly evidence: FlagEvidence;
  readonly readable: readonly FlagReport[];
  readonly failed: readonly FailedRow[];
  /** Share of the images that the encoder was trained on; null without images, or where it cannot tell. */
  readonly seenInTraining: number | null;
}

/** Of data without images: the reports whose words are most like what was known before and the rest of the report. @param among what is searched */
export function textEvidence(
  readable: readonly FlagReport[],
  among: readonly FlagReport[],
  rules: ClaimRules,
): GatheredFlagEvidence {
  const texts = among.map(({ case: id, sentences }) => ({ case: id, text: sentences.join("\n") }));
  const habits = createHabits(texts, rules);
  const search = createReportSearch(texts);
  const contextOf: FlagEvidence["contextOf"] = async ({ case: id, given }, rest) => ({
    given,
    neighbours: search([given ?? "", ...rest].join(" "), id, flagNeighbours),
    scores: [],
  });
  return {
    evidence: { habitsOf: (report) => habits(report.case), contextOf },
    readable,
    failed: [],
    seenInTraining: null,
  };
}

/** Of data with images: the cases of a library whose images are most like the report's first, and this image's scores. */
export async function imageEvidence(
  reports: readonly FlagReport[],
  library: Library,
  parts: EvidenceParts,
): Promise<GatheredFlagEvidence> {
  const { encoding, rules, signal } = parts;
  const habits = createHabits(await captionsOf(library), rules);
  const contexts = new Map<FlagReport, FlagContext>();
  const failed: FailedRow[] = [];
  const seen: Pick<EncodedScan, "seenInTraining">[] = [];
  for (const report of reports) {
    signal?.throwIfAborted();
    if (report.imagePath === null) continue;
    const scan = await readEncodedScan(report.imagePath, undefined, encoding).catch((error: unknown) => {
      if (error instanceof AppError && error.kind !== "failure") return error;
      throw error;
    });
    if (scan instanceof AppError) failed.push({ source: report.case, code: scan.code, reason: scan.message });
    else {
      seen.push({ seenInTraining: scan.seenInTraining });
      contexts.set(report, await contextOfScan(scan, report, library, parts));
    }
  }
  const contextOf: FlagEvidence["contextOf"] = async (report) =>
    contexts.get(report) ?? { given: report.given, neighbours: [], scores: [] };
  return {
    evidence: { habitsOf: (report) => habits(report.case), contextOf },
    readable: reports.filter((report) => contexts.has(report)),
    failed,
    seenInTraining: shareSeen(seen),
  };
}

async function contextOfScan(
  scan: EncodedScan,
  { case: caseId, given }: FlagReport,
  library: Library,
  { encoding: { encoder, rules }, promptSets }: EvidenceParts,
): Promise<FlagContext> {
  const { found } = await searchLibrary(library, { scan, k: flagNeighbours, ofOneCase: 1, excludeCase: caseId }, rules);
  const known = knowScan(scan, { rules });
  const fitting = promptSets.filter((set) => rules.answers.sets[set.id] && whyNotFor(set, known) === null);
  const scores = await Promise.all(fitting.map((set) => setScores(scan, set, encoder, rules)));
  return {
    given,
    neighbours: found.flatMap(({ pair: { caption }, cosine }) => (caption === null ? [] : [{ text: caption, cosine }])),
    scores: scores.map(({ evidence }) => evidence.scores),
  };
}
