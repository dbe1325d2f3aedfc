/** The public API: an application wired from a configuration, its results, and its errors. */

export type { AdapterClassifyRequest, AdapterRef, Adapters, AdaptRequest, AdaptResult } from "./app/adapters.ts";
export type { AskResult } from "./app/ask-result.ts";
export type * from "./app/contract.ts";
export { RemoteNotConfirmedError } from "./app/conversation-errors.ts";
export type { DoctorReport } from "./app/doctor.ts";
export type { IngestRequest, IngestResult } from "./app/ingest-job.ts";
export type { InspectResult } from "./app/inspect-scan.ts";
export type { LibraryDetails, LibrarySummary } from "./app/libraries.ts";
export { createApp } from "./app.ts";
export { createLibraryRetriever, type PairMetadata } from "./chat/backends/library-retriever.ts";
export type { Answer, AnswerFlag, Citation, Evidence } from "./chat/contract.ts";
export { ChatModelError } from "./chat/errors.ts";
export { type Config, type ConfigFlags, loadConfig } from "./config/config.ts";
export { AppError, type ErrorKind } from "./core/errors.ts";
export type { RegionPx } from "./imaging/contract.ts";
export type { Report, ReportFormat, ReportSection } from "./report/contract.ts";
export type { SimilarCases, SimilarResult } from "./retrieval/find-similar.ts";
export type { AdapterClassification } from "./zeroshot/adapters/classify-with-adapter.ts";
export type { Classification, ClassResult } from "./zeroshot/classify.ts";
export type { Located } from "./zeroshot/heat-map/contract.ts";
