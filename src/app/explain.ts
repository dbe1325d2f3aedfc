import { answerFromEvidence } from "../chat/ask.ts";
import type { Evidence, ProvenanceRecord } from "../chat/contract.ts";
import { gatherEvidence } from "../chat/gather-evidence.ts";
import { chosenOf } from "../encoders/encoding.ts";
import type { Report } from "../report/contract.ts";
import type { StoredAnswer } from "./answer-store.ts";
import { askPartsOf } from "./ask-parts-of.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { Explanation, Recalled } from "./contract.ts";
import { conversationOf } from "./conversation.ts";
import { ReplayUnavailableError } from "./conversation-errors.ts";
import { evidenceWriter } from "./language-models.ts";
import { noMarks } from "./marks.ts";
import { promptRecord, provenanceRecord } from "./provenance-record.ts";
import { readAnswered } from "./read-answered.ts";
import { changesOf, pairChanges, type Replayed } from "./replay-changes.ts";

export interface ExplainParts extends Omit<AskingParts, "clock" | "ids" | "languageModels" | "isThere"> {
  /** The stored report of that id; null where there is none. */
  readonly findReport: (id: string) => Promise<Report | null>;
  /** Gathers a report's evidence again. @throws {ReplayUnavailableError} */
  readonly replayReport: (report: Report) => Promise<Replayed>;
}

/** What a stored answer or report rests on, and on replay whether the same evidence is found again. */
export function createExplain(
  parts: ExplainParts,
): (id: string, options: { readonly replay: boolean }) => Promise<Explanation> {
  async function replayAnswer(stored: StoredAnswer): Promise<Replayed> {
    const { question, k, result } = stored;
    const { provenance } = result;
    const { scan, before } = await readAnswered(stored, parts);
    await using library = await parts.openLibrary(provenance.library);
    const libraryVersion = await library.pairs.version();
    const marks = { ...noMarks, ...provenance };
    const asking = await askPartsOf({ scan, library, k, marks }, parts);
    const { terms, promptSets } = asking;
    const conversation = conversationOf(before, terms, marks);
    const byModel = provenance.backend !== evidenceWriter;
    const gathered = byModel
      ? (await gatherEvidence(question, scan, asking, conversation)).list.items
      : (await answerFromEvidence(question, scan, asking, conversation)).evidence;
    const left = provenance.modelUse?.pairsLeftOut ?? 0; // the farthest pairs, which stand last
    const evidence = left === 0 ? gathered : gathered.slice(0, -left);
    const prompts = byModel ? await parts.prompts() : null;
    const used = [
      ...(prompts ? [prompts.rules, prompts.question] : []),
      ...(provenance.judge === undefined ? [] : [await parts.judgePrompt()]),
    ];
    const record = await provenanceRecord({
      caselens: await parts.version(),
      encoding: await parts.encoding(),
      model: null,
      prompts: [terms, terms.routes, ...used].map(promptRecord),
      promptSets,
      library,
      libraryVersion,
      scan,
      evidence,
    });
    return { evidence, record, pairs: await pairChanges(result.evidence, evidence, library) };
  }

  /** Compares what was gathered again; with another encoder nothing can be gathered that could be compared. */
  async function compared(
    evidence: readonly Evidence[],
    { encoder, record }: { readonly encoder: string; readonly record?: ProvenanceRecord },
    replay: () => Promise<Replayed>,
  ): Promise<NonNullable<Explanation["replay"]>> {
    try {
      const again = await replay();
      const found = ({ kind }: Evidence) => kind !== "metadata"; // what was given with a report's scan is not kept
      const { missing, added } = compareEvidence(evidence.filter(found), again.evidence.filter(found));
      const same = missing.length + added.length === 0 && !again.pairs.some(({ code }) => code === "PAIR_TEXT_CHANGED");
      return { same, missing, added, changes: [...changesOf(record, again.record), ...again.pairs] };
    } catch (error) {
      if (!(error instanceof ReplayUnavailableError) || error.missing !== "encoder") throw error;
      const now = chosenOf(await parts.encoding()).id;
      const message = `The encoder was ${encoder} then and is ${now} now. Vectors of two encoders have no common measure, so nothing was gathered again; name the encoder by --encoder.`;
      return { same: false, missing: [], added: [], changes: [{ code: "ENCODER_CHANGED", message }] };
    }
  }

  return async (id, { replay }) => {
    const report = await parts.findReport(id);
    if (report) {
      const { createdAt, provenance, evidence } = report;
      const explained = { id, kind: "report" as const, createdAt, provenance };
      if (!replay) return explained;
      return { ...explained, replay: await compared(evidence, provenance, () => parts.replayReport(report)) };
    }
    const stored = await parts.answers.get(id);
    const { createdAt, result } = stored;
    const { provenance, evidence } = result;
    const explained = { id, kind: "answer" as const, createdAt, provenance };
    if (!replay) return explained;
    return { ...explained, replay: await compared(evidence, provenance, () => replayAnswer(stored)) };
  };
}

/** The stored answer or report of an id itself. */
export function createRecall({ findReport, answers }: Pick<ExplainParts, "findReport" | "answers">) {
  return async (id: string): Promise<Recalled> => {
    const report = await findReport(id);
    if (report) return { kind: "report", report };
    const { question, result } = await answers.get(id);
    return { kind: "answer", question, answer: result };
  };
}

/** Which pairs and score values are gone, and which are new. */
export function compareEvidence(
  before: readonly Evidence[],
  after: readonly Evidence[],
): Pick<NonNullable<Explanation["replay"]>, "missing" | "added"> {
  const [was, is] = [namesOf(before), namesOf(after)];
  return { missing: was.filter((each) => !is.includes(each)), added: is.filter((each) => !was.includes(each)) };
}

/** Shares to six digits: the same model on the same picture gives the same bits, another build may round otherwise. */
function namesOf(evidence: readonly Evidence[]): readonly string[] {
  return evidence.flatMap((each): string[] => {
    switch (each.kind) {
      case "pair":
        return [`pair ${each.pairId}`];
      case "score":
        return each.scores.map(({ name, share }) => `score ${each.question}: ${name} ${share.toFixed(6)}`);
      case "vqa":
        return [`vqa ${each.questionKind}: ${each.answer} ${each.probability.toFixed(6)}`];
      case "metadata":
      case "user":
        return [`${each.kind} ${each.text}`];
      default:
        return each satisfies never;
    }
  });
}
