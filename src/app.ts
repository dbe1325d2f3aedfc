import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AskResult, askScan } from "./app/ask-scan.ts";
import { type DoctorReport, runDoctor } from "./app/doctor.ts";
import { type IngestRequest, type IngestResult, ingestSources } from "./app/ingest-job.ts";
import { type InspectResult, inspectScan } from "./app/inspect-scan.ts";
import { describeLibrary, type LibraryDetails, type LibrarySummary, listLibraries } from "./app/libraries.ts";
import { createLibraryChoice, defaultLibrary } from "./app/library-choice.ts";
import { choosePromptSet } from "./app/prompt-choice.ts";
import { readEncodedScan } from "./app/scan-reader.ts";
import type { ScanRef } from "./app/scan-ref.ts";
import { textQuery } from "./app/text-query.ts";
import { watchSources } from "./app/watch-sources.ts";
import { checkQuestion } from "./chat/ask.ts";
import { readQuestionTerms } from "./chat/question-terms.ts";
import type { Config } from "./config/config.ts";
import { once } from "./core/once.ts";
import type { DualEncoderCard } from "./encoders/card.ts";
import type { DualEncoder, EncoderId } from "./encoders/contract.ts";
import { type DecisionRules, loadDecisionRules } from "./encoders/decision-rules.ts";
import { createInstalledModels, type InstalledModel } from "./encoders/installed-models.ts";
import { openEncoder } from "./encoders/open-encoder.ts";
import type { RegionPx } from "./imaging/contract.ts";
import { ScanNotFoundError } from "./imaging/errors.ts";
import { createResampler } from "./imaging/resampler.ts";
import { DeviceUnavailableError } from "./inference/errors.ts";
import { createOnnxEngine } from "./inference/onnx-engine.ts";
import { QueryEmptyError } from "./retrieval/errors.ts";
import { findSimilarCases, type SimilarCases } from "./retrieval/find-similar.ts";
import { createLibraries } from "./retrieval/library.ts";
import { type Classification, classify } from "./zeroshot/classify.ts";
import { createNameFitJudge } from "./zeroshot/name-fit.ts";
import { readShippedPromptSets } from "./zeroshot/shipped-prompt-sets.ts";

export interface SimilarRequest {
  readonly scan?: ScanRef | undefined;
  readonly text?: string | undefined;
  readonly k: number;
  readonly where?: string | undefined;
  readonly excludeCase?: string | undefined;
  readonly region?: RegionPx | undefined;
}

export interface ClassifyRequest {
  readonly scan: ScanRef;
  readonly region?: RegionPx | undefined;
  readonly multi: boolean;
  /** Class names, or instead: */
  readonly labels?: readonly string[] | undefined;
  /** a prompt file's path or a shipped set's id. */
  readonly prompts?: string | undefined;
}

export interface AskRequest {
  readonly scan: ScanRef;
  readonly question: string;
  readonly k: number;
  readonly region?: RegionPx | undefined;
}

/** A model as lists show it. */
export interface ModelSummary {
  readonly name: string;
  readonly encoder: EncoderId;
  readonly dimensions: number;
  readonly level: number;
  readonly seen: string;
  readonly licence: string;
}

/** Everything that a command or a route can do. Models, rules and libraries are opened when they are first needed. */
export interface App extends AsyncDisposable {
  readonly samples: string;
  ingest(request: Omit<IngestRequest, "library">): Promise<IngestResult>;
  /** Calls `pass` after every burst of changes below the sources, until the signal is aborted. */
  watch(sources: readonly string[], pass: () => Promise<unknown>, signal: AbortSignal): Promise<void>;
  similar(request: SimilarRequest): Promise<SimilarCases & { readonly seconds: number }>;
  classify(request: ClassifyRequest): Promise<Classification>;
  ask(request: AskRequest): Promise<AskResult>;
  inspect(scan: ScanRef): Promise<InspectResult>;
  doctor(): Promise<DoctorReport>;
  readonly libraries: {
    list(): Promise<readonly LibrarySummary[]>;
    info(name?: string): Promise<LibraryDetails>;
    delete(name: string): Promise<{ readonly deleted: string; readonly pairs: number }>;
  };
  readonly models: {
    list(): Promise<readonly ModelSummary[]>;
    /** Name of the weights' licence: the first line of the model folder's LICENSE. */
    licence(): Promise<string>;
    show(name: string): Promise<ModelSummary & { readonly card: DualEncoderCard }>;
  };
}

/** The package's folder: models/, prompts/ and samples/ stand in it, beside src/ or dist/. */
const packageFolder = fileURLToPath(new URL("..", import.meta.url));

/** Wires the application. @throws {DeviceUnavailableError} for a device that this build cannot run models on */
export function createApp(config: Config): App {
  if (config.device !== "cpu") throw new DeviceUnavailableError();
  const samples = join(packageFolder, "samples");
  const models = createInstalledModels(join(packageFolder, "models"));
  const libraries = createLibraries(join(config.home, "libraries"), () => new Date());
  const promptSets = once(() => readShippedPromptSets(join(packageFolder, "prompts", "zero-shot")));
  const terms = once(() => readQuestionTerms(join(packageFolder, "prompts", "chat", "question-terms.json")));
  const engine = createOnnxEngine(config.threads === null ? {} : { intraOpThreads: config.threads });
  const resampler = createResampler();
  const encoding = once(async (): Promise<{ encoder: DualEncoder; rules: DecisionRules }> => {
    const model = await models.find(config.encoder);
    const rules = await loadDecisionRules(model.folder, model.encoderId, model.card.dimensions);
    return { encoder: openEncoder(model, { engine, resampler }), rules };
  });
  const ingest = async (request: IngestRequest) =>
    ingestSources(request, { libraries, encoder: (await encoding()).encoder });
  const choice = createLibraryChoice(config.library, libraries, {
    samples,
    encoder: async () => (await encoding()).encoder.id,
    ingestSamples: () => ingest({ sources: [samples], library: "demo", format: "manifest" }),
  });

  const pathOf = async (scan: ScanRef) => (scan.kind === "file" ? scan.path : Promise.reject(new ScanNotFoundError()));

  return {
    samples,
    ingest: (request) => ingest({ ...request, library: config.library ?? defaultLibrary }),
    watch: watchSources,

    async similar({ scan, text, region, ...query }) {
      const start = performance.now();
      if (scan === undefined && text === undefined) throw new QueryEmptyError();
      const parts = await encoding();
      const encoded = scan === undefined ? undefined : await readEncodedScan(await pathOf(scan), region, parts);
      await using library = await choice.open(parts.encoder.id);
      const words = text === undefined ? undefined : await textQuery(text, parts);
      const found = await findSimilarCases(library, { ...query, scan: encoded, text: words }, parts.rules);
      return { ...found, seconds: Math.round(performance.now() - start) / 1000 };
    },

    async classify({ scan, region, multi, ...names }) {
      const set = await choosePromptSet(names, promptSets);
      const parts = await encoding();
      const encoded = await readEncodedScan(await pathOf(scan), region, parts);
      const judge = createNameFitJudge(parts.rules, parts.encoder.text);
      return classify(encoded, set, { encoder: parts.encoder, judge }, { multi });
    },

    async ask({ scan, question, k, region }) {
      checkQuestion(question);
      const parts = await encoding();
      const encoded = await readEncodedScan(await pathOf(scan), region, parts);
      await using library = await choice.open(parts.encoder.id);
      return await askScan(question, encoded, k, {
        ...parts,
        library,
        terms: await terms(),
        promptSets: await promptSets(),
      });
    },

    inspect: async (scan) => inspectScan(await readEncodedScan(await pathOf(scan), undefined, await encoding())),
    doctor: () => runDoctor({ config, models, libraries }),

    libraries: {
      list: () => listLibraries(libraries),
      async info(name) {
        await using library =
          name === undefined ? await choice.open((await encoding()).encoder.id) : await libraries.open(name);
        return await describeLibrary(library);
      },
      async delete(name) {
        const summary = (await listLibraries(libraries)).find((each) => each.name === name);
        await libraries.delete(name);
        return { deleted: name, pairs: summary?.pairs ?? 0 };
      },
    },

    models: {
      list: async () => (await models.list()).map(summarise),
      async licence() {
        const { folder } = await models.find(config.encoder);
        return (await readFile(join(folder, "LICENSE"), "utf8")).split("\n", 1)[0];
      },
      async show(name) {
        const model = await models.find(name);
        return { ...summarise(model), card: model.card };
      },
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);
    },
  };
}

function summarise({ name, encoderId, card, level, seen }: InstalledModel): ModelSummary {
  return { name, encoder: encoderId, dimensions: card.dimensions, level, seen, licence: card.licence };
}
