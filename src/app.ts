import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAdapters } from "./app/adapters.ts";
import { createAnswerStore } from "./app/answer-store.ts";
import { createAsking } from "./app/ask-scan.ts";
import { createCalibrations } from "./app/calibrate.ts";
import type { App } from "./app/contract.ts";
import { createControl } from "./app/control-answer.ts";
import { runDoctor } from "./app/doctor.ts";
import { chooseEncoder } from "./app/encoder-choice.ts";
import { createEvaluations } from "./app/evaluate.ts";
import { createFlagsEvaluation } from "./app/evaluate-flags.ts";
import { createProtocolEvaluations } from "./app/evaluate-protocol.ts";
import { createReportEvaluation } from "./app/evaluate-report.ts";
import { createExplain, createRecall } from "./app/explain.ts";
import { createFlagScores } from "./app/flag-scores.ts";
import { type IngestRequest, ingestSources } from "./app/ingest-job.ts";
import { createIngestJobs } from "./app/ingest-jobs.ts";
import { inspectScan } from "./app/inspect-scan.ts";
import { createLanguageModels } from "./app/language-models.ts";
import { describeLibrary, listLibraries } from "./app/libraries.ts";
import { createLibraryChoice, defaultLibrary, demoLibrary } from "./app/library-choice.ts";
import { createLibraryPairs } from "./app/library-pairs.ts";
import { locateScan } from "./app/locate-scan.ts";
import { createMarking } from "./app/marking.ts";
import { createModels, embeddedName } from "./app/models.ts";
import { choosePromptSet } from "./app/prompt-choice.ts";
import { readVersion } from "./app/read-version.ts";
import { createRemoteConsent } from "./app/remote-consent.ts";
import { createReports } from "./app/reports.ts";
import { listSamples } from "./app/samples.ts";
import { createSavePair } from "./app/save-pair.ts";
import { readEncodedScan } from "./app/scan-reader.ts";
import type { ScanRef } from "./app/scan-ref.ts";
import { createScanStore } from "./app/scan-store.ts";
import { createSessionStore } from "./app/sessions.ts";
import { textQuery } from "./app/text-query.ts";
import { createTryNames } from "./app/try-names.ts";
import { watchSources } from "./app/watch-sources.ts";
import { createWeighReport } from "./app/weigh-report.ts";
import { readAnswerPrompts } from "./chat/answer-prompt.ts";
import { readJudgePrompt } from "./chat/judge-sentences.ts";
import { termsKnownTo } from "./chat/known-terms.ts";
import { readQuestionTerms } from "./chat/question-terms.ts";
import { readRephrasings } from "./chat/rephrase.ts";
import type { Config } from "./config/config.ts";
import { once } from "./core/once.ts";
import { chosenOf } from "./encoders/encoding.ts";
import type { RegionPx } from "./imaging/contract.ts";
import { decodeScan } from "./imaging/decode.ts";
import { ScanNotFoundError } from "./imaging/errors.ts";
import { createResampler } from "./imaging/resampler.ts";
import { encodePng } from "./imaging/view.ts";
import { createOnnxEngine } from "./inference/onnx-engine.ts";
import { ReportUnknownError } from "./report/errors.ts";
import { QueryEmptyError } from "./retrieval/errors.ts";
import { findSimilarCases } from "./retrieval/find-similar.ts";
import { createLibraries } from "./retrieval/library.ts";
import { reembed } from "./retrieval/reembed.ts";
import { createCalibrationStore } from "./zeroshot/calibration/calibration-store.ts";
import { createClassifier } from "./zeroshot/classify.ts";
import { promptSetsOfKinds } from "./zeroshot/known-prompt-sets.ts";
import { promptSetOfLabels } from "./zeroshot/prompt-set.ts";
import { createPrototypeCache } from "./zeroshot/prototype-cache.ts";
import { readShippedPromptSets } from "./zeroshot/shipped-prompt-sets.ts";

/** The package's folder: models/, prompts/ and samples/ stand in it, beside src/ or dist/. */
const packageFolder = fileURLToPath(new URL("..", import.meta.url));

export interface AppOptions {
  /** Told what was decided without being asked for, for people. @default nobody is told */
  readonly notice?: (line: string) => void;
}

/** Wires the application. */
export function createApp(config: Config, { notice = () => undefined }: AppOptions = {}): App {
  const inHome = (name: string) => join(config.home, name);
  const inPackage = (...names: readonly string[]) => join(packageFolder, ...names);
  const clock = () => new Date();
  const ids = () => randomBytes(16).toString("hex");

  const samples = inPackage("samples");
  const libraries = createLibraries(inHome("libraries"), clock);
  const prompts = once(() => readAnswerPrompts(inPackage("prompts", "chat")));
  const judgePrompt = once(() => readJudgePrompt(inPackage("prompts", "chat")));
  const { device, threads } = config;
  const createEngine = () => createOnnxEngine({ device, ...(threads !== null && { intraOpThreads: threads }) });
  const engine = createEngine();
  const resampler = createResampler();
  const { encoding, inUse, embedded, isImported, ...models } = createModels({
    shipped: inPackage("models"),
    imported: inHome("models"),
    samples,
    downloads: inHome("downloads"),
    hub: () => ({ endpoint: config.hubEndpoint.replace(/\/$/, ""), token: config.hubToken(), fetch: globalThis.fetch }),
    wanted: once(() =>
      chooseEncoder({
        asked: config.encoder,
        library: config.library,
        libraries,
        embedded: embeddedName,
        isImported: (encoder) => isImported(encoder),
        notice,
      }),
    ),
    libraries: () => listLibraries(libraries),
    engine,
    createEngine,
    resampler,
    clock,
    now: () => performance.now(),
  });
  const encoders = async () => (await models.list()).flatMap(({ encoder }) => encoder ?? []);
  const shippedSets = once(() => readShippedPromptSets(inPackage("prompts", "zero-shot")));
  /** Shipped words and names, as far as the embedded encoder's gate knows their kinds of image. */
  const promptSets = once(async () => {
    const { gate } = (await encoding()).encoder;
    const sets = await shippedSets();
    return gate ? promptSetsOfKinds(sets, gate.kinds) : sets;
  });
  /** Those that may be asked for: of another encoder than the embedded one, also of kinds of image that the gate does not know. */
  const offeredSets = once(async () => {
    const parts = await encoding();
    return chosenOf(parts).id === parts.encoder.id ? promptSets() : shippedSets();
  });
  const terms = once(async () => {
    const { gate } = (await encoding()).encoder;
    const read = await readQuestionTerms(inPackage("prompts", "chat", "question-terms.json"));
    return gate ? termsKnownTo(read, { kinds: gate.kinds, sets: (await promptSets()).map(({ id }) => id) }) : read;
  });
  const ingest = async (request: IngestRequest) => ingestSources(request, { libraries, ...(await encoding()) });
  const choice = createLibraryChoice(config.library, libraries, {
    samples,
    encoder: async () => chosenOf(await encoding()).id,
    ingestSamples: () => ingest({ sources: [samples], library: demoLibrary, format: "manifest" }),
  });
  const openLibrary = async (name: string | undefined) => choice.open(chosenOf(await encoding()).id, name);

  const scans = createScanStore({ folder: inHome("scans"), clock });
  const pathOf = async (scan: ScanRef) => (scan.kind === "file" ? scan.path : await scans.path(scan.id));
  const readScan = async ({ scan, region }: { readonly scan: ScanRef; readonly region?: RegionPx | undefined }) =>
    readEncodedScan(await pathOf(scan), region, await encoding());

  const answers = createAnswerStore(inHome("answers"));
  const sessions = createSessionStore({ folder: inHome("sessions"), clock, ids, deleteAnswer: answers.delete });
  const consent = createRemoteConsent({ path: inHome("remote-consent.jsonl"), clock });
  const languageModels = createLanguageModels({ config, consent });
  const embed = createPrototypeCache(inHome("cache/prototypes"));
  const calibrations = createCalibrationStore(inHome("calibrations"));
  const version = once(() => readVersion(inPackage("package.json")));
  const rephrasings = once(() => readRephrasings(inPackage("prompts", "chat", "rephrasings.json")));
  const common = { encoding, embed, calibrations, terms, promptSets, readScan, openLibrary, rephrasings };
  const shared = { ...common, clock, ids, version };
  const evaluate = createEvaluations({ ...shared, promptSets: offeredSets });
  const adapters = createAdapters({ ...shared, folder: inHome("adapters") });
  const isThere = async (scan: ScanRef) =>
    scan.kind === "file" ||
    scans.get(scan.id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ScanNotFoundError) return false;
        throw error;
      },
    );
  const classifier = async (names: readonly string[]) => {
    const parts = await encoding();
    const set = promptSetOfLabels(names);
    const calibration = await calibrations.find(set, chosenOf(parts).id);
    return createClassifier(set, parts, { multi: false, embed, calibration });
  };
  const asking = { ...shared, classifier, prompts, judgePrompt, languageModels, sessions, answers, isThere };
  const { ask, askStream } = createAsking(asking);
  const {
    draft,
    gatherAgain: _,
    replay: replayReport,
    ...reports
  } = createReports({
    ...shared,
    folder: inHome("reports"),
    prompts: inPackage("prompts", "report"),
    templates: inHome("templates"),
    chatModel: languageModels.use,
  });
  const findReport = (id: string) =>
    reports.get(id).catch((error: unknown) => {
      if (error instanceof ReportUnknownError) return null;
      throw error;
    });
  const control = createControl(asking);
  const flagScores = createFlagScores(inPackage("prompts"));
  const weighReport = createWeighReport({ report: reports.get, openLibrary, flagScores });
  const explain = createExplain({ ...asking, findReport, replayReport });
  const jobs = createIngestJobs({ folder: inHome("jobs"), ingest, clock, ids });

  const similar: App["similar"] = async ({ scan, text, region, library: named, ...query }) => {
    const start = performance.now();
    if (scan === undefined && text === undefined) throw new QueryEmptyError();
    const parts = await encoding();
    const encoded = scan === undefined ? undefined : await readScan({ scan, region });
    await using library = await openLibrary(named);
    const words = text === undefined ? undefined : await textQuery(text, parts);
    const found = await findSimilarCases(library, { ...query, scan: encoded, text: words }, parts.rules);
    return { ...found, seconds: Math.round(performance.now() - start) / 1000 };
  };

  return {
    samples,
    listSamples: () => listSamples(samples),
    samplePng: async ({ path }, options) => encodePng((await decodeScan(path)).image, options),
    ingest: (request) => ingest({ ...request, library: config.library ?? defaultLibrary }),
    watch: watchSources,
    similar,

    async classify({ scan, region, multi, ...names }) {
      const set = await choosePromptSet(names, offeredSets);
      const parts = await encoding();
      const calibration = await calibrations.find(set, chosenOf(parts).id);
      const classify = await createClassifier(set, parts, { multi, embed, calibration });
      return classify(await readScan({ scan, region }));
    },

    tryNames: createTryNames(shared),
    locate: (request) => locateScan(request, shared),
    adapters,
    ask,
    askStream,
    report: (request, signal) => draft({ ...request, llm: languageModels.nameOf(request.llm) ?? undefined }, signal),
    reports,
    explain,
    control,
    weighReport,
    recall: createRecall({ findReport, answers }),
    sessions: createMarking({ sessions, pathOf, openLibrary }),
    scans,
    async deleteScan(id) {
      const { sha256 } = await scans.get(id);
      await scans.delete(id); // first: what is being asked finds it gone, and keeps no answer
      await sessions.deleteOf(sha256);
    },
    jobs,
    promptSets: offeredSets,
    languageModels: languageModels.list,
    calibrations: createCalibrations({ ...shared, promptSets: offeredSets, store: calibrations }),
    evaluate: {
      ...evaluate,
      ...createReportEvaluation({ ...shared, prompts: inPackage("prompts") }),
      ...createFlagsEvaluation({ ...shared, prompts: inPackage("prompts") }),
    },
    protocols: createProtocolEvaluations(inPackage("evaluation", "protocols"), evaluate),
    inspect: async (scan) =>
      inspectScan(await readScan({ scan }), { rules: (await encoding()).rules, sets: await offeredSets() }),
    doctor: async (signal) =>
      runDoctor({ config, inUse, encoders, libraries, languageModels: await languageModels.list(), signal }),
    async encoder() {
      const { encoder, chosen } = await encoding();
      return { id: (chosen ?? encoder).id, embedded: chosen === undefined };
    },
    async ready() {
      if (chosenOf(await encoding()).hasText) return void (await similar({ text: "medical image", k: 1 }));
      await using library = await openLibrary(undefined);
      await library.pairs.count();
    },

    libraries: {
      list: () => listLibraries(libraries),
      async info(name) {
        await using library =
          name === undefined || name === demoLibrary ? await openLibrary(name) : await libraries.open(name);
        return await describeLibrary(library);
      },
      async reembed(named, { onStart, ...options }) {
        const start = performance.now();
        const name = named ?? config.library ?? defaultLibrary;
        const { encoder: from } = await libraries.manifest(name);
        const encoder = config.encoder === null ? await embedded() : chosenOf(await encoding()); // not the library's own
        onStart?.({ library: name, from, to: encoder.id });
        if (from === encoder.id) {
          await using library = await libraries.open(name);
          const pairs = await library.pairs.count();
          return { library: name, from, to: from, pairs, already: pairs, seconds: 0 };
        }
        await using library = await libraries.reembed(name, encoder);
        const counts = await reembed(library, encoder, { ...options, now: () => performance.now() });
        const seconds = Math.round(performance.now() - start) / 1000;
        return { library: name, from, to: encoder.id, ...counts, seconds };
      },
      async delete(name) {
        const summary = (await listLibraries(libraries)).find((each) => each.name === name);
        await libraries.delete(name);
        return { deleted: name, pairs: summary?.pairs ?? 0 };
      },
      savePair: createSavePair({ libraries, encoding, pathOf, usual: config.library ?? defaultLibrary }),
      ...createLibraryPairs(libraries),
    },

    models,

    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);
    },
  };
}
