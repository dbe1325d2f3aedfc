import type { ChatModel } from "../chat/chat-model.ts";
import { ChatModelError } from "../chat/errors.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { encodeView } from "../imaging/view.ts";
import type { Report, ReportPictures } from "../report/contract.ts";
import { draftReport } from "../report/draft.ts";
import { outlineRegion } from "../report/outline-region.ts";
import { rewriteDraft } from "../report/rewrite.ts";
import type { RewritePrompt } from "../report/rewrite-prompt.ts";
import type { SentenceWords } from "../report/sentence-words.ts";
import type { ReportTemplate } from "../report/template.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { searchOtherCases } from "./other-cases.ts";
import { reportRecord } from "./report-record.ts";

/** Similar cases that a draft may quote from. */
export const similarCases = 12;

export interface DraftReportParts {
  readonly encoder: DualEncoder;
  readonly rules: DecisionRules;
  readonly terms: QuestionTerms;
  readonly promptSets: readonly PromptSet[];
  readonly words: SentenceWords;
  readonly templates: readonly ReportTemplate[];
  readonly prompt: RewritePrompt;
  readonly library: Library;
  /** Of the program. */
  readonly caselens: string;
  /** As in `Encoding`. */
  readonly chosen?: DualEncoder | undefined;
  /** An earlier report of this patient. */
  readonly prior?: string | undefined;
  /** Null: the evidence writer. */
  readonly model: ChatModel | null;
}

/** A draft with the pictures that its exports need. */
export interface DraftedScan {
  readonly report: Omit<Report, "id" | "createdAt" | "savedAt">;
  readonly pictures: ReportPictures;
  /** Why no language model worded it, where one was to: then the draft is the evidence writer's. */
  readonly failure: ChatModelError | null;
}

/** Drafts a report of a scan. What a language model that fails halfway had worded is not kept: sections of two writers are no draft. */
export async function draftScanReport(
  scan: EncodedScan,
  template: ReportTemplate | undefined,
  { library, model, prompt, prior, ...parts }: DraftReportParts,
  signal?: AbortSignal,
): Promise<DraftedScan> {
  const libraryVersion = await library.pairs.version();
  const findSimilar = () => searchOtherCases(scan, similarCases, library, parts.rules);
  const written = await draftReport(scan, template, { ...parts, findSimilar }, prior);
  const rewrite = model && (await attempt(rewriteDraft(written.draft, { model, prompt, ...(signal && { signal }) })));
  const failure = rewrite instanceof ChatModelError ? rewrite : null;
  const draft = rewrite === null || rewrite instanceof ChatModelError ? written.draft : rewrite;
  const { version, source, document } = written.template;
  const { encoder, rules, chosen } = parts;
  const record = await reportRecord(scan, draft.evidence, {
    ...parts,
    encoding: { encoder, rules, ...(chosen && { chosen }) },
    template: written.template,
    prompt: model && prompt,
    model,
    library,
    libraryVersion,
  });
  const report = {
    ...draft,
    version: 1,
    edited: false,
    revertedTo: null,
    confirmation: null,
    earlierConfirmations: [],
    provenance: {
      backend: model && !failure ? model.name : "evidence-writer",
      encoder: library.manifest.encoder,
      library: library.manifest.name,
      scanSha256: scan.scan.sha256,
      imageKind: scan.kind,
      seenInTraining: scan.seenInTraining,
      retrieved: (written.similar?.found ?? []).map(({ pair, cosine }) => ({
        pairId: pair.id,
        case: pair.case,
        cosine,
        licence: pair.licence,
      })),
      template: { version, source, document },
      region: scan.region,
      record,
    },
  };
  return { report, pictures: await picturesOf(scan, report, library), failure };
}

/** What comes of it, or the language model's failure. */
async function attempt<T>(work: Promise<T>): Promise<T | ChatModelError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ChatModelError) return error;
    throw error;
  }
}

async function picturesOf(
  { scan, region }: EncodedScan,
  { evidence }: Pick<Report, "evidence">,
  { pairs }: Library,
): Promise<ReportPictures> {
  const ids = evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : []));
  const views = await Promise.all(ids.map(async (id) => [id, await pairs.view(id)] as const));
  return {
    keyImage: await encodeView(region ? outlineRegion(scan.image, region) : scan.image),
    citedCases: new Map(views.flatMap(([id, view]) => (view ? [[id, view] as const] : []))),
  };
}
