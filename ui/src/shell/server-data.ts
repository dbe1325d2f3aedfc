import type { AdapterSummary } from "../../../src/app/adapter-list.ts";
import type {
  IngestJob,
  LanguageModelSummary,
  Sample,
  StoredScan,
  TemplateSummary,
} from "../../../src/app/contract.ts";
import type { LibraryDetails, LibrarySummary } from "../../../src/app/libraries.ts";
import type { Pair } from "../../../src/retrieval/contract.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { listAdapters } from "../api/adapters.ts";
import { describeLibrary, getPair, listJobs, listLanguageModels, listLibraries } from "../api/libraries.ts";
import { listPromptSets } from "../api/questions.ts";
import { listTemplates } from "../api/reports.ts";
import { getScan, listSamples, listScans } from "../api/scans.ts";
import { getStatus, type ServerStatus } from "../api/status.ts";
import { keep } from "./loaded.ts";

/** The key of a list there is only one of. */
export const all = "all";

export const scans = keep<readonly StoredScan[]>(listScans);
export const samples = keep<readonly Sample[]>(listSamples);
export const libraries = keep<readonly LibrarySummary[]>(listLibraries);
export const languageModels = keep<readonly LanguageModelSummary[]>(listLanguageModels);
export const adapters = keep<readonly AdapterSummary[]>(listAdapters);
export const promptSets = keep<readonly PromptSet[]>(listPromptSets);
export const templates = keep<readonly TemplateSummary[]>(listTemplates);
export const status = keep<ServerStatus>(async () => {
  const now = await getStatus();
  void libraries.load(all); // being asked may have made the demo library
  return now;
});
export const jobs = keep<readonly IngestJob[]>(listJobs);

/** By id. */
export const scanById = keep<StoredScan>(getScan);
/** By name. */
export const libraryByName = keep<LibraryDetails>(describeLibrary);
/** By `pairKey`. */
export const pairByKey = keep<Pair>((key) => {
  const [library, id] = key.split("\n");
  return getPair(library, id);
});
export const pairKey = (library: string, id: string) => `${library}\n${id}`;
