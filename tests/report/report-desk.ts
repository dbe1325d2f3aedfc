import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScanStore } from "../../src/app/contract.ts";
import { ingestSources } from "../../src/app/ingest-job.ts";
import { createReports, type Reports } from "../../src/app/reports.ts";
import { readEncodedScan } from "../../src/app/scan-reader.ts";
import { createScanStore } from "../../src/app/scan-store.ts";
import type { ChatModel } from "../../src/chat/chat-model.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import type { DualEncoder } from "../../src/encoders/contract.ts";
import type { DecisionRules } from "../../src/encoders/decision-rules.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { encodePng } from "../../src/imaging/view.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";

type Mini = DualEncoder & { readonly rules: DecisionRules };

/** A pair of a test's library: another patient's picture, made from a real one so that it is near to it and yet another file. */
export interface OtherCase {
  /** Path of the picture that it is made from. */
  readonly from: string;
  readonly patient: string;
  readonly caption?: string;
  readonly label?: string;
  readonly anatomy?: string;
  readonly licence?: string;
}

/** Makes the library `cases` of a home. */
export async function makeCases(home: string, mini: Mini, cases: readonly OtherCase[]): Promise<void> {
  const folder = join(home, "source");
  await mkdir(folder, { recursive: true });
  const rows = await Promise.all(
    cases.map(async ({ from, ...facts }, i) => {
      const { image } = await decodeScan(from);
      const data = image.data.map((value) => Math.min(255, value + 1 + i));
      const file = `case-${i}.png`;
      await writeFile(join(folder, file), await encodePng({ ...image, data }));
      return JSON.stringify({ file, source: "made for a test", ...facts });
    }),
  );
  await writeFile(join(folder, "manifest.jsonl"), `${rows.join("\n")}\n`);
  const request = { sources: [folder], library: "cases", format: "manifest" as const };
  await ingestSources(request, { libraries: librariesOf(home), encoder: mini, rules: mini.rules });
}

export interface DeskOptions {
  readonly mini: Mini;
  /** @default "cases" */
  readonly library?: string;
  readonly model?: ChatModel;
}

/** The stored scans of a home. */
export function openScans(home: string): ScanStore {
  return createScanStore({ folder: join(home, "scans"), clock: () => new Date(Date.UTC(2026, 0, 2)) });
}

let made = 0;

/** The reports of a home, with ids r-1, r-2 … and a clock that ticks a second for each. */
export function openReports(home: string, { mini, library = "cases", model }: DeskOptions): Reports {
  return createReports({
    folder: join(home, "reports"),
    prompts: join(root, "prompts", "report"),
    templates: join(home, "templates"),
    clock: () => new Date(Date.UTC(2026, 0, 2, 3, 4, made)),
    ids: () => `r-${++made}`,
    version: async () => "0.0.0-test",
    encoding: async () => ({ encoder: mini, rules: mini.rules }),
    terms: () => readQuestionTerms(join(root, "prompts", "chat", "question-terms.json")),
    promptSets: () => readShippedPromptSets(join(root, "prompts", "zero-shot")),
    async readScan({ scan, region }) {
      const path = scan.kind === "file" ? scan.path : await openScans(home).path(scan.id);
      return await readEncodedScan(path, region, { encoder: mini, rules: mini.rules });
    },
    openLibrary: (name) => librariesOf(home).open(name ?? library, mini.id),
    chatModel: async () => model ?? Promise.reject(new Error("no model in this test")),
  });
}

export const brainSlice = join(root, "samples", "images", "BrainT1Slice.png");
