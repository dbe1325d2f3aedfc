import { join } from "node:path";
import type { ChatModel } from "../chat/chat-model.ts";
import type { Evidence } from "../chat/contract.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { AppError } from "../core/errors.ts";
import { createKeyedTurns } from "../core/keyed-turns.ts";
import { once } from "../core/once.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import { compareVersions, countChanges } from "../report/compare-versions.ts";
import { confirmReport } from "../report/confirm-report.ts";
import type { Report } from "../report/contract.ts";
import { draftReport } from "../report/draft.ts";
import { editReport } from "../report/edit-report.ts";
import { ReportModelError } from "../report/errors.ts";
import { exportReport } from "../report/export/export-report.ts";
import { readOwnTemplates } from "../report/own-templates.ts";
import { createReportStore } from "../report/report-store.ts";
import { revertReport } from "../report/revert-report.ts";
import { readRewritePrompt } from "../report/rewrite-prompt.ts";
import { readSentenceWords } from "../report/sentence-words.ts";
import { findTemplate, type ReportTemplate, readTemplates } from "../report/template.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { App, ReportRequest } from "./contract.ts";
import { ReplayUnavailableError } from "./conversation-errors.ts";
import { draftScanReport, similarCases } from "./draft-report.ts";
import { searchOtherCases } from "./other-cases.ts";
import { pairChanges, type Replayed } from "./replay-changes.ts";
import { reportRecord } from "./report-record.ts";
import { createReportScans } from "./report-scans.ts";
import type { ScanRef } from "./scan-ref.ts";
import { storedScanId } from "./scan-store.ts";

export interface ReportsParts {
  /** `<home>/reports`. */
  readonly folder: string;
  /** The package's `prompts/report`. */
  readonly prompts: string;
  /** `<home>/templates`: the user's own. */
  readonly templates: string;
  readonly clock: () => Date;
  /** Of the program. */
  readonly version: () => Promise<string>;
  /** A new report's id: letters, digits, `-` and `_`. */
  readonly ids: () => string;
  readonly encoding: () => Promise<Encoding>;
  readonly terms: () => Promise<QuestionTerms>;
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  readonly readScan: (request: Pick<ReportRequest, "scan" | "region">) => Promise<EncodedScan>;
  /** Opens the library named, else the one in use; closed after the draft. */
  readonly openLibrary: (name: string | undefined) => Promise<Library>;
  /** The language model of that name, once the user agreed to what it is sent. @throws when it is unknown or not confirmed */
  readonly chatModel: (
    name: string,
    about: { readonly scanSha256: string; readonly confirmRemote: boolean },
  ) => Promise<ChatModel>;
}

export type Reports = App["reports"] & {
  /**
   * Drafts, stores and returns a report. Nothing is stored when it is interrupted.
   * @throws {ReportModelError} names the evidence writer's draft, which is stored where the language model fails
   */
  readonly draft: (request: ReportRequest, signal?: AbortSignal) => Promise<Report>;
  /**
   * The evidence that this report would have now, in the library as it is; what was given with the scan is not kept and so not repeated.
   * @throws {ReplayUnavailableError}
   */
  readonly gatherAgain: (report: Report) => Promise<readonly Evidence[]>;
  /** The same, with what it would be made with now and what became of its pairs. @throws {ReplayUnavailableError} */
  readonly replay: (report: Report) => Promise<Replayed>;
};

/** Drafting of reports, and the reports that are stored. */
export function createReports(parts: ReportsParts): Reports {
  const store = createReportStore(parts.folder);
  const scans = createReportScans(parts.folder);
  const shippedTemplates = once(() => readTemplates(parts.prompts));
  const ownTemplates = async () => {
    const { kinds, organs } = await parts.terms();
    const promptSets = (await parts.promptSets()).map(({ id }) => id);
    const words = { kinds: Object.keys(kinds), organs: Object.keys(organs), promptSets };
    return readOwnTemplates(parts.templates, { shipped: await shippedTemplates(), words });
  };
  /** The user's own first. */
  const templates = async (): Promise<readonly ReportTemplate[]> => {
    const own = (await ownTemplates()).flatMap((each) => (each.kind === "template" ? [each.template] : []));
    return [...own, ...(await shippedTemplates())];
  };
  /**
   * Those to choose from where none was named: of the user's own, those for a kind of image.
   * @throws {ReportTemplateInvalidError} where one of them is broken, which might be the one
   */
  const toChooseFrom = async (): Promise<readonly ReportTemplate[]> => {
    const own = (await ownTemplates()).map((each) => {
      if (each.kind === "broken") throw each.error;
      return each.template;
    });
    return [...own.filter(({ fits }) => fits), ...(await shippedTemplates())];
  };
  /** @throws {ReportTemplateUnknownError | ReportTemplateInvalidError} */
  const templateOf = async (name: string): Promise<ReportTemplate> => {
    for (const each of await ownTemplates())
      if (each.kind === "broken" && each.file === `${name}.json`) throw each.error;
    return findTemplate(name, await templates());
  };
  const words = once(() => readSentenceWords(join(parts.prompts, "words", "sentences.json")));
  const prompt = once(() => readRewritePrompt(join(parts.prompts, "rewrite-section.md")));
  const inTurn = createKeyedTurns();

  const draftingParts = async () => ({
    ...(await parts.encoding()),
    terms: await parts.terms(),
    promptSets: await parts.promptSets(),
    words: await words(),
    templates: await shippedTemplates(),
    prompt: await prompt(),
    caselens: await parts.version(),
  });

  /** The scan of a report, from where it was or else from the store. @throws {ReplayUnavailableError} */
  async function readAgain({ id, provenance }: Report): Promise<EncodedScan> {
    const kept = await scans.get(id);
    const stored = { kind: "stored", id: storedScanId(provenance.scanSha256) } as const;
    let changed = false;
    for (const scan of [...(kept ? [kept] : []), stored] satisfies readonly ScanRef[]) {
      const read = await parts.readScan({ scan, region: provenance.region ?? undefined }).catch((error: unknown) => {
        if (error instanceof AppError && error.kind === "input") return null; // not there, or no picture any more
        throw error;
      });
      if (read?.scan.sha256 === provenance.scanSha256) return read;
      changed ||= read !== null;
    }
    throw new ReplayUnavailableError(changed ? "changed" : "scan");
  }

  /** One change after the other: each sees what the one before left. */
  const change = (id: string, make: (report: Report, at: string) => Report | Promise<Report>): Promise<Report> =>
    inTurn(id, async () => {
      const before = await store.get(id);
      const after = await make(before, parts.clock().toISOString());
      if (after !== before) await store.replace(after);
      return after;
    });
  async function replay(report: Report): Promise<Replayed> {
    const { template: about, provenance } = report;
    const encoding = await parts.encoding();
    const { rules } = encoding;
    if (chosenOf(encoding).id !== provenance.encoder) throw new ReplayUnavailableError("encoder");
    const template = (await templates()).find(({ id }) => id === about.id);
    if (!template) throw new ReplayUnavailableError("template");
    const scan = await readAgain(report);
    await using library = await parts.openLibrary(provenance.library);
    const libraryVersion = await library.pairs.version();
    const findSimilar = () => searchOtherCases(scan, similarCases, library, rules);
    const drafting = await draftingParts();
    const { evidence } = (await draftReport(scan, template, { ...drafting, findSimilar })).draft;
    const prompt = provenance.backend === "evidence-writer" ? null : drafting.prompt;
    const made = { ...drafting, encoding, template, prompt, model: null, library, libraryVersion };
    return {
      evidence,
      record: await reportRecord(scan, evidence, made),
      pairs: await pairChanges(report.evidence, evidence, library),
    };
  }

  return {
    gatherAgain: async (report) => (await replay(report)).evidence,
    replay,
    async draft(request, signal) {
      const template = request.template === undefined ? undefined : await templateOf(request.template);
      const toChoose = template ? [template] : await toChooseFrom();
      const scan = await parts.readScan(request);
      const { llm, confirmRemote = false } = request;
      const about = { scanSha256: scan.scan.sha256, confirmRemote };
      const model = llm === undefined ? null : await parts.chatModel(llm, about);
      signal?.throwIfAborted();
      await using library = await parts.openLibrary(request.library);
      const { prior } = request;
      const drafting = { ...(await draftingParts()), templates: toChoose, library, prior, model };
      const { report, pictures, failure } = await draftScanReport(scan, template, drafting, signal);
      signal?.throwIfAborted();
      const now = parts.clock().toISOString();
      const stored: Report = { id: parts.ids(), createdAt: now, savedAt: now, ...report };
      await store.add(stored, pictures);
      try {
        await scans.add(stored.id, request.scan);
      } catch (error) {
        await store.delete(stored.id); // a report whose scan nobody finds again could not be explained
        throw error;
      }
      if (failure) throw new ReportModelError(failure, stored.id);
      return stored;
    },
    async list() {
      return (await store.list()).map(
        ({ id, createdAt, template, version, edited, draft, confirmation, provenance: { scanSha256 } }) => ({
          id,
          createdAt,
          template,
          version,
          edited,
          draft,
          confirmation,
          scanSha256,
        }),
      );
    },
    async versions(id) {
      const all = await store.versions(id);
      return all.map(({ version, savedAt, createdAt, edited, revertedTo, draft, confirmation, sections }, i) => {
        const changes = i === 0 ? [] : compareVersions(all[i - 1], { sections });
        const at = savedAt ?? (version === 1 ? createdAt : null);
        return { version, savedAt: at, edited, revertedTo, draft, confirmation, ...countChanges(changes) };
      });
    },
    async version(id, number, against = Math.max(1, number - 1)) {
      const [report, other] = [await store.version(id, number), await store.version(id, against)];
      return { report, against, changes: compareVersions(other, report) };
    },
    get: store.get,
    delete: (id) => inTurn(id, () => store.delete(id)),
    edit: (id, edit) => change(id, (report, at) => editReport(report, edit, at)),
    confirm: (id, request) => change(id, (report, at) => confirmReport(report, request, at)),
    revert: (id, { version, to }) =>
      change(id, async (report, at) => revertReport(report, await store.version(id, to), version, at)),
    async export(id, format, version) {
      const report = version === undefined ? await store.get(id) : await store.version(id, version);
      return exportReport(report, format, () => store.pictures(id));
    },
    async templates() {
      const own = (await ownTemplates()).map((each) =>
        each.kind === "template"
          ? { id: each.template.id, title: each.template.title, origin: "home" as const, problem: null }
          : {
              id: each.file.replace(/\.json$/, ""),
              title: each.file,
              origin: "home" as const,
              problem: each.error.message,
            },
      );
      const shipped = (await shippedTemplates()).map(({ id, title }) => ({
        id,
        title,
        origin: "shipped" as const,
        problem: null,
      }));
      return [...own, ...shipped];
    },
  };
}
