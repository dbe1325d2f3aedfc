import type { AskEvent } from "../chat/contract.ts";
import type { Progress } from "../core/progress.ts";
import type { EncoderId } from "../encoders/contract.ts";
import type { RegionPx } from "../imaging/contract.ts";
import type {
  ConfirmRequest,
  Report,
  ReportEdit,
  ReportFormat,
  ReportVersion,
  SectionChanges,
} from "../report/contract.ts";
import type { Pair } from "../retrieval/contract.ts";
import type { SimilarCases } from "../retrieval/find-similar.ts";
import type { ReembedCounts, ReembedOptions } from "../retrieval/reembed.ts";
import type { Classification } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { Located } from "../zeroshot/heat-map/contract.ts";
import type { Adapters } from "./adapters.ts";
import type { AskResult } from "./ask-result.ts";
import type { Calibrations } from "./calibrate.ts";
import type { AnswerControl, ControlKind } from "./control-contract.ts";
import type { DoctorReport } from "./doctor.ts";
import type { Evaluations } from "./evaluate.ts";
import type { FlagsEvaluation } from "./evaluate-flags.ts";
import type { ProtocolEvaluations } from "./evaluate-protocol.ts";
import type { ReportEvaluation } from "./evaluate-report.ts";
import type { IngestRequest, IngestResult } from "./ingest-job.ts";
import type { InspectResult } from "./inspect-scan.ts";
import type { LibraryDetails, LibrarySummary } from "./libraries.ts";
import type { Mark, MarkChange } from "./marks.ts";
import type { Models } from "./models-contract.ts";
import type { ReplayChange } from "./replay-changes.ts";
import type { SavedPair, SavePairRequest } from "./save-pair.ts";
import type { ScanRef } from "./scan-ref.ts";
import type { TriedNames, TryNamesRequest } from "./try-names.ts";
import type { WeighedReport } from "./weigh-contract.ts";

export interface SimilarRequest {
  readonly scan?: ScanRef | undefined;
  readonly text?: string | undefined;
  readonly k: number;
  readonly where?: string | undefined;
  readonly excludeCase?: string | undefined;
  readonly region?: RegionPx | undefined;
  /** @default the configuration's library */
  readonly library?: string | undefined;
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

/** What is looked for on a scan: words, or a class among names. */
export interface LocateRequest {
  readonly scan: ScanRef;
  readonly region?: RegionPx | undefined;
  readonly text?: string | undefined;
  /** One of the names below. */
  readonly class?: string | undefined;
  /** Class names, or instead: */
  readonly labels?: readonly string[] | undefined;
  /** a prompt file's path or a shipped set's id. */
  readonly prompts?: string | undefined;
  /** Sets the class against the others. */
  readonly contrast: boolean;
}

/** Where it is, and what can be made of it. Neither is made of an abstention: both then throw a HeatMapWithheldError. */
export interface LocatedScan {
  readonly located: Located;
  /** The image with the map over it and a legend below it. @param opacity of the colours, 0 to 1. @default 0.5 */
  png(opacity?: number): Promise<Uint8Array>;
  /** The map's cells as GeoJSON that QuPath reads. */
  geoJson(): string;
}

/** What jobs that may use a language model share. */
interface WriterRequest {
  readonly scan: ScanRef;
  readonly region?: RegionPx | undefined;
  /** @default the configuration's library */
  readonly library?: string | undefined;
  /** Name of a configured language model. @default the evidence writer */
  readonly llm?: string | undefined;
  /** The user agrees that this scan's evidence goes to the remote model named. */
  readonly confirmRemote?: boolean | undefined;
}

export interface AskRequest extends WriterRequest {
  readonly question: string;
  readonly k: number;
  /** Similar cases that a language model with vision is shown with their pictures: at most `k`. @default 4 */
  readonly shots?: number | undefined;
  /** A session to go on with; its last questions and corrections are evidence. */
  readonly session?: string | undefined;
  /** Pairs of the library, by id, that are marked before the answer and stay so in the session. */
  readonly pin?: readonly string[] | undefined;
  readonly ban?: readonly string[] | undefined;
  /** Pairs that are neither any more. */
  readonly release?: readonly string[] | undefined;
}

export interface ReportRequest extends WriterRequest {
  /** A template's id, or the path of one. @default the one made for this kind of image */
  readonly template?: string | undefined;
  /** An earlier report of this patient, as text: it is quoted in the comparison and goes to no language model. */
  readonly prior?: string | undefined;
}

/** A scan in the store. Its file name and its metadata are not kept. */
export interface StoredScan {
  readonly id: string;
  readonly kind: "image";
  readonly sha256: string;
  readonly sizeBytes: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly views: readonly {
    readonly id: string;
    readonly label: string;
    readonly widthPx: number;
    readonly heightPx: number;
  }[];
}

export interface ScanStore {
  /** Streams bytes to the disk, hashes and decodes them; a scan that cannot be read is not kept. The same bytes are the same scan. */
  add(
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number; readonly signal?: AbortSignal },
  ): Promise<StoredScan & { readonly duplicate: boolean }>;
  /** Newest first. */
  list(): Promise<readonly StoredScan[]>;
  /** @throws {ScanNotFoundError} */
  get(id: string): Promise<StoredScan>;
  /** Path of the stored file. @throws {ScanNotFoundError} */
  path(id: string): Promise<string>;
  /** A view without loss, as PNG; `shortSidePx` shrinks it (a thumbnail). @throws {ScanNotFoundError} */
  viewPng(id: string, view: string, options?: { readonly shortSidePx?: number }): Promise<Uint8Array>;
  /** Deletes the scan alone: one whose upload is taken back. @throws {ScanNotFoundError} */
  delete(id: string): Promise<void>;
}

/** A question and its answer in a session. */
export interface SessionTurn {
  readonly question: string;
  readonly answer: AskResult;
  readonly askedAt: string;
}

export interface Session {
  readonly id: string;
  readonly scanSha256: string;
  readonly createdAt: string;
  /** Marks that stand, oldest first. */
  readonly marks: readonly Mark[];
  readonly turns: readonly SessionTurn[];
}

/** A session as lists show it. */
export type SessionSummary = Omit<Session, "turns" | "marks">;

/** A pair of a library that is pinned, banned or released in a session. */
export interface MarkRequest {
  readonly pair: string;
  readonly mark: MarkChange["mark"];
  /** @default the library in use */
  readonly library?: string | undefined;
}

/** A stored report as lists show it. */
export interface ReportSummary
  extends Pick<Report, "id" | "createdAt" | "template" | "version" | "edited" | "draft" | "confirmation"> {
  /** Of the file that it was drafted from. */
  readonly scanSha256: string;
}

/** A template as lists show it. */
export interface TemplateSummary {
  readonly id: string;
  readonly title: string;
  /** `home`: a file of the user's in `<home>/templates`. */
  readonly origin: "shipped" | "home";
  /** Why it cannot be used, naming the field; null where it can. Its id is then its file's name. */
  readonly problem: string | null;
}

/** A version of a report, and what changed in it against another. */
export interface ComparedVersion {
  readonly report: Report;
  /** The version that it was compared with. */
  readonly against: number;
  readonly changes: readonly SectionChanges[];
}

/** A language model as lists show it. */
export interface LanguageModelSummary {
  readonly name: string;
  readonly provider: "ollama" | "openai" | "anthropic" | "fake";
  readonly model: string;
  readonly host: string | null;
  readonly remote: boolean;
  readonly vision: boolean;
  /** `offered`: found on this computer, in no configuration, used only when named. */
  readonly state: "configured" | "offered";
}

/** An ingest that the server runs. Kept on disk: after a restart an unfinished one is `interrupted`, and `retry` goes on. */
export interface IngestJob {
  readonly id: string;
  readonly library: string;
  readonly sources: readonly string[];
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly progress: Progress | null;
  /** Pairs that this run has put into the library so far; they stay, however it ends. */
  readonly stored: number;
  readonly result: IngestResult | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

export interface IngestJobs {
  start(request: Pick<IngestRequest, "sources" | "library" | "format" | "retryFailed">): Promise<IngestJob>;
  list(): Promise<readonly IngestJob[]>;
  /** @throws {JobUnknownError} */
  get(id: string): Promise<IngestJob>;
  cancel(id: string): Promise<IngestJob>;
  /** Runs it again: rows that failed, or what an interrupted one had left. */
  retry(id: string): Promise<IngestJob>;
  /** Takes one that has ended off the list; what it took in stays. @throws {JobUnknownError | JobActiveError} */
  delete(id: string): Promise<void>;
  /** The job now and after every change, until it ends or the signal is aborted. */
  follow(id: string, signal: AbortSignal): AsyncIterable<IngestJob>;
}

/** A stored answer or report, and on replay whether the same evidence is found again. */
export interface Explanation {
  readonly id: string;
  readonly kind: "answer" | "report";
  readonly createdAt: string;
  readonly provenance: unknown;
  readonly replay?: {
    readonly same: boolean;
    readonly missing: readonly string[];
    readonly added: readonly string[];
    /** What is another today; empty where nothing is. */
    readonly changes: readonly ReplayChange[];
  };
}

/** A stored answer or report itself. */
export type Recalled =
  | { readonly kind: "answer"; readonly question: string; readonly answer: AskResult }
  | { readonly kind: "report"; readonly report: Report };

/** One of samples/, for the first minute. */
export interface Sample {
  readonly id: string;
  readonly path: string;
  /** What it is, in a few words. */
  readonly title: string;
  readonly caption: string;
  readonly modality: string;
  readonly source: string;
  readonly licence: string;
  /** Questions that make sense for it. */
  readonly questions: readonly string[];
  /** Id of the shipped prompt set that fits it, where one does. */
  readonly promptSet: string | null;
}

export interface ReembedLibraryOptions extends Omit<ReembedOptions, "now"> {
  /** Told before anything is done. */
  readonly onStart?: ((start: Pick<ReembedResult, "library" | "from" | "to">) => unknown) | undefined;
}

export interface ReembedResult extends ReembedCounts {
  readonly library: string;
  readonly from: EncoderId;
  readonly to: EncoderId;
  readonly seconds: number;
}

/** Everything that a command or a route can do. Models, rules and libraries are opened when they are first needed. */
export interface App extends AsyncDisposable {
  readonly samples: string;
  /** The samples, each with questions for it. */
  listSamples(): Promise<readonly Sample[]>;
  /** A sample's picture as PNG; `shortSidePx` shrinks it (a thumbnail). */
  samplePng(sample: Pick<Sample, "path">, options?: { readonly shortSidePx?: number }): Promise<Uint8Array>;
  ingest(request: Omit<IngestRequest, "library">): Promise<IngestResult>;
  /** Calls `pass` after every burst of changes below the sources, until the signal is aborted. */
  watch(sources: readonly string[], pass: () => Promise<unknown>, signal: AbortSignal): Promise<void>;
  similar(request: SimilarRequest): Promise<SimilarCases & { readonly seconds: number }>;
  classify(request: ClassifyRequest): Promise<Classification>;
  /** What names do on the labelled pairs of a library. */
  tryNames(request: TryNamesRequest, signal?: AbortSignal): Promise<TriedNames>;
  /** @throws {PatchesMissingError | ClassUnknownError | ContrastImpossibleError | SubjectInvalidError} */
  locate(request: LocateRequest): Promise<LocatedScan>;
  /** Classes that a few labelled images teach. */
  readonly adapters: Adapters;
  ask(request: AskRequest, signal?: AbortSignal): Promise<AskResult>;
  /** `ask` while it is being written; returns what `ask` returns. */
  askStream(request: AskRequest, signal: AbortSignal): AsyncGenerator<AskEvent, AskResult>;
  /** How sure names are on images of the user's. */
  readonly calibrations: Calibrations;
  /** Measures the encoder and the evidence writer on labelled data of the user's. */
  readonly evaluate: Evaluations & ReportEvaluation & FlagsEvaluation;
  /** Published measurements, repeated. */
  readonly protocols: ProtocolEvaluations;
  inspect(scan: ScanRef): Promise<InspectResult>;
  doctor(signal?: AbortSignal): Promise<DoctorReport>;
  readonly scans: ScanStore;
  /** Deletes a scan, the conversations about it and their answers; reports stay. @throws {ScanNotFoundError} */
  deleteScan(id: string): Promise<void>;
  /** Drafts, stores and returns a report. @throws {ReportModelError} names the draft that was stored where the language model failed */
  report(request: ReportRequest, signal?: AbortSignal): Promise<Report>;
  readonly reports: {
    /** Newest first. */
    list(): Promise<readonly ReportSummary[]>;
    /** @throws {ReportUnknownError} */
    get(id: string): Promise<Report>;
    /**
     * Saves an edit as the next version. Changed sentences are flagged `EDITED` and keep no citation that no longer stands.
     * @throws {ReportUnknownError | ReportEditInvalidError | ReportChangedError}
     */
    edit(id: string, edit: ReportEdit): Promise<Report>;
    /**
     * Confirms the version that somebody read, in that person's name; the next edit is a draft again.
     * @throws {ReportUnknownError | ConfirmerInvalidError | ReportChangedError | ReportConfirmedError | ReportEmptyError | ReportFlagsRemainError}
     */
    confirm(id: string, request: ConfirmRequest): Promise<Report>;
    /** Oldest first. @throws {ReportUnknownError} */
    versions(id: string): Promise<readonly ReportVersion[]>;
    /** @param against @default the version before it @throws {ReportUnknownError | ReportVersionUnknownError} */
    version(id: string, version: number, against?: number): Promise<ComparedVersion>;
    /**
     * Saves an earlier version's sentences as the next version.
     * @param request `version` is the one that whoever asks has seen
     * @throws {ReportUnknownError | ReportVersionUnknownError | ReportChangedError}
     */
    revert(id: string, request: { readonly version: number; readonly to: number }): Promise<Report>;
    /** With its versions and pictures. @throws {ReportUnknownError} */
    delete(id: string): Promise<void>;
    /** @param version @default the present one @throws {ReportUnknownError | ReportVersionUnknownError} */
    export(id: string, format: ReportFormat, version?: number): Promise<Uint8Array>;
    /** The user's own first, also those that are broken. */
    readonly templates: () => Promise<readonly TemplateSummary[]>;
  };
  /** What speaks against the sentences that a person or a language model wrote into a report. @throws {ReportUnknownError} */
  weighReport(id: string): Promise<WeighedReport>;
  explain(id: string, options: { readonly replay: boolean }): Promise<Explanation>;
  /**
   * Asks a stored answer's question again with something changed: would it say the same without the image, in other words, or once more?
   * @throws {ExplanationUnknownError | ReplayUnavailableError | ControlUnavailableError | ChatModelError}
   */
  control(id: string, kind: ControlKind, signal: AbortSignal): Promise<AnswerControl>;
  /** @throws {ExplanationUnknownError | AnswerDamagedError | ReportDamagedError} */
  recall(id: string): Promise<Recalled>;
  readonly sessions: {
    /** Of one scan, or all; newest first. */
    list(scanSha256?: string): Promise<readonly SessionSummary[]>;
    /** @throws {SessionUnknownError} */
    get(id: string): Promise<Session>;
    /** Begins an empty conversation about a scan. */
    begin(scan: ScanRef): Promise<Session>;
    /** @throws {SessionUnknownError | PairUnknownError | PinOwnCaseError | MarksTooManyError} */
    mark(id: string, request: MarkRequest): Promise<Session>;
    delete(id: string): Promise<void>;
  };
  readonly languageModels: () => Promise<readonly LanguageModelSummary[]>;
  /** The shipped prompt sets that the encoder in use may be asked: the embedded one, those of kinds of image that it knows. */
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  readonly jobs: IngestJobs;
  /** The encoder that searches and compares with names. */
  encoder(): Promise<{ readonly id: EncoderId /** It comes with the program. */; readonly embedded: boolean }>;
  /** A real search in the library in use: rejects with why not. */
  ready(): Promise<void>;
  readonly libraries: {
    list(): Promise<readonly LibrarySummary[]>;
    info(name?: string): Promise<LibraryDetails>;
    /** Gives a library the vectors of the encoder that is asked for, else of the embedded one, from the views that it keeps. Interrupted, it goes on at the next call. */
    reembed(name: string | undefined, options: ReembedLibraryOptions): Promise<ReembedResult>;
    delete(name: string): Promise<{ readonly deleted: string; readonly pairs: number }>;
    /**
     * Saves a scan with a user's words as a pair; the same image again has its words replaced.
     * @throws {LibraryBuiltInError | PairTextInvalidError | LibraryLockedError | EncoderMismatchError}
     */
    savePair(request: SavePairRequest): Promise<SavedPair>;
    /** Pairs in a stable order. */
    pairs(
      name: string,
      page: { readonly offset: number; readonly limit: number; readonly where?: string | undefined },
    ): Promise<{ readonly total: number; readonly pairs: readonly Pair[] }>;
    /** @throws {PairUnknownError} */
    pair(name: string, id: string): Promise<Pair>;
    /** Its de-identified view: JPEG. @throws {PairUnknownError} */
    pairView(name: string, id: string): Promise<Uint8Array>;
  };
  readonly models: Models;
}
