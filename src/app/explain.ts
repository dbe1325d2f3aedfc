import { answerFromEvidence } from "../chat/ask.ts";
import type { Evidence } from "../chat/contract.ts";
import { gatherEvidence } from "../chat/gather-evidence.ts";
import { chosenOf } from "../encoders/encoding.ts";
import type { Report } from "../report/contract.ts";
import type { StoredAnswer } from "./answer-store.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { Explanation, Recalled, Session } from "./contract.ts";
import { conversationOf } from "./conversation.ts";
import { ReplayUnavailableError } from "./conversation-errors.ts";
import { searchOtherCases } from "./other-cases.ts";

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
  async function replayAnswer({ question, scan: ref, k, result }: StoredAnswer): Promise<readonly Evidence[]> {
    const { provenance } = result;
    const encoding = await parts.encoding();
    const { encoder, rules } = encoding;
    if (chosenOf(encoding).id !== provenance.encoder) throw new ReplayUnavailableError("encoder");
    const region = provenance.region ?? undefined;
    const scan = await parts.readScan({ scan: ref, region }).catch(() => {
      throw new ReplayUnavailableError("scan");
    });
    if (scan.scan.sha256 !== provenance.scanSha256) throw new ReplayUnavailableError("changed");
    const terms = await parts.terms();
    await using library = await parts.openLibrary(provenance.library);
    const promptSets = await parts.promptSets();
    const findSimilar = () => searchOtherCases(scan, k, library, rules);
    const asking = { encoder, rules, terms, promptSets, findSimilar };
    const conversation = conversationOf(await sessionBefore(result), terms);
    if (provenance.backend !== "evidence-writer")
      return (await gatherEvidence(question, scan, asking, conversation)).list.items;
    return (await answerFromEvidence(question, scan, asking, conversation)).evidence;
  }

  /** The session as it was when the answer was given. */
  async function sessionBefore({ id, session }: StoredAnswer["result"]): Promise<Session> {
    const empty = { id: session, scanSha256: "", createdAt: "", turns: [] };
    const found = await parts.sessions.get(session).catch(() => empty);
    const at = found.turns.findIndex(({ answer }) => answer.id === id);
    return { ...found, turns: at < 0 ? found.turns : found.turns.slice(0, at) };
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
