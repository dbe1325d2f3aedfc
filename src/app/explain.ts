import { answerFromEvidence } from "../chat/ask.ts";
import type { Evidence } from "../chat/contract.ts";
import { gatherEvidence } from "../chat/gather-evidence.ts";
import type { Report } from "../report/contract.ts";
import type { StoredAnswer } from "./answer-store.ts";
import { askPartsOf } from "./ask-parts-of.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { Explanation, Recalled } from "./contract.ts";
import { conversationOf } from "./conversation.ts";
import { evidenceWriter } from "./language-models.ts";
import { noMarks } from "./marks.ts";
import { readAnswered } from "./read-answered.ts";

export interface ExplainParts
  extends Omit<AskingParts, "clock" | "ids" | "prompts" | "judgePrompt" | "languageModels" | "isThere"> {
  /** The stored report of that id; null where there is none. */
  readonly findReport: (id: string) => Promise<Report | null>;
  /** Gathers a report's evidence again. @throws {ReplayUnavailableError} */
  readonly reportEvidence: (report: Report) => Promise<readonly Evidence[]>;
}

/** What a stored answer or report rests on, and on replay whether the same evidence is found again. */
export function createExplain(
  parts: ExplainParts,
): (id: string, options: { readonly replay: boolean }) => Promise<Explanation> {
  async function replayAnswer(stored: StoredAnswer): Promise<readonly Evidence[]> {
    const { question, k, result } = stored;
    const { provenance } = result;
    const { scan, before } = await readAnswered(stored, parts);
    await using library = await parts.openLibrary(provenance.library);
    const marks = { ...noMarks, ...provenance };
    const asking = await askPartsOf({ scan, library, k, marks }, parts);
    const conversation = conversationOf(before, asking.terms, marks);
    if (provenance.backend === evidenceWriter)
      return (await answerFromEvidence(question, scan, asking, conversation)).evidence;
    const gathered = (await gatherEvidence(question, scan, asking, conversation)).list.items;
    const left = provenance.modelUse?.pairsLeftOut ?? 0; // the farthest pairs, which stand last
    return left === 0 ? gathered : gathered.slice(0, -left);
  }

  return async (id, { replay }) => {
    const report = await parts.findReport(id);
    if (report) {
      const { createdAt, provenance, evidence } = report;
      const explained = { id, kind: "report" as const, createdAt, provenance };
      if (!replay) return explained;
      const found = ({ kind }: Evidence) => kind !== "metadata"; // what was given with the scan is not kept
      const again = await parts.reportEvidence(report);
      return { ...explained, replay: compareEvidence(evidence.filter(found), again.filter(found)) };
    }
    const stored = await parts.answers.get(id);
    const { createdAt, result } = stored;
    const explained = { id, kind: "answer" as const, createdAt, provenance: result.provenance };
    if (!replay) return explained;
    return { ...explained, replay: compareEvidence(result.evidence, await replayAnswer(stored)) };
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
): NonNullable<Explanation["replay"]> {
  const [was, is] = [namesOf(before), namesOf(after)];
  const missing = was.filter((each) => !is.includes(each));
  const added = is.filter((each) => !was.includes(each));
  return { same: missing.length + added.length === 0, missing, added };
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
