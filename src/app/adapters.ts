import { constants } from "node:fs";
import { access, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DiskFullError } from "../core/errors.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { EncoderId } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { promptSetFor } from "../evaluation/class-labels.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { labelledExamples } from "../evaluation/labelled-examples.ts";
import type { RegionPx } from "../imaging/contract.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";
import type { Adapter, FittedOn } from "../zeroshot/adapters/adapter.ts";
import { writeAdapter } from "../zeroshot/adapters/adapter-file.ts";
import { type AdapterClassification, createAdapterClassifier } from "../zeroshot/adapters/classify-with-adapter.ts";
import type { AdapterMethod } from "../zeroshot/adapters/contract.ts";
import { AdapterUnwritableError } from "../zeroshot/adapters/errors.ts";
import { readAdapter } from "../zeroshot/adapters/read-adapter.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { createAdapterFit } from "./adapter-fit.ts";
import { type AdapterSummary, listAdapters } from "./adapter-list.ts";
import { type EvaluationRequest, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";
import type { ScanRef } from "./scan-ref.ts";

/** An adapter: a file of the user's, or one of the home's folder `adapters` by its name, without `.json`. */
export type AdapterRef =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stored"; readonly name: string };

export interface AdaptRequest extends EvaluationRequest {
  readonly method: AdapterMethod;
  /** Shipped set's id, or path of a prompt file. @default the shipped set whose classes match the labels, else the labels as names */
  readonly prompts?: string | undefined;
  /** Where the adapter is written, whole or not at all. */
  readonly out: string;
}

/** What was fitted to what. */
export interface AdaptResult extends FittedOn {
  readonly method: AdapterMethod;
  readonly encoder: EncoderId;
  readonly checksum: string;
  readonly sizeBytes: number;
  /** Images. */
  readonly n: number;
  readonly classes: Adapter["classes"];
  /** Images by kind, in the words of the embedded encoder's gate. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Rows with a label that no class stands for, which were left out. */
  readonly unlabelled: number;
  readonly failed: readonly FailedRow[];
  readonly seconds: number;
}

export interface Adapters {
  /** Fits an adapter to labelled images, and writes it. @throws {EvaluationEmptyError | ExamplesTooManyError | AdapterUnwritableError} */
  adapt(request: AdaptRequest): Promise<AdaptResult>;
  /** Those of the home's folder, by name; one that cannot be used says why. */
  list(): Promise<readonly AdapterSummary[]>;
  /** @throws {AdapterUnknownError | AdapterInvalidError | AdapterDamagedError | AdapterTooLargeError | AdapterEncoderError} */
  classify(request: AdapterClassifyRequest): Promise<AdapterClassification>;
}

export interface AdapterClassifyRequest {
  readonly scan: ScanRef;
  readonly region?: RegionPx | undefined;
  readonly adapter: AdapterRef;
}

export interface AdaptersParts {
  /** `<home>/adapters` */
  readonly folder: string;
  readonly encoding: () => Promise<Encoding>;
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  readonly readScan: (request: Pick<AdapterClassifyRequest, "scan" | "region">) => Promise<EncodedScan>;
  readonly clock: () => Date;
  /** Of this program. */
  readonly version: () => Promise<string>;
}

export function createAdapters(parts: AdaptersParts): Adapters {
  const { folder, encoding, promptSets, readScan } = parts;
  const stored = async () =>
    (await readdir(folder).catch(() => []))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .sort();

  return {
    async adapt(request) {
      await prepareFolder(dirname(resolve(request.out)), folder);
      const run = await startEvaluation(request, encoding);
      const { method, prompts, partition = null, signal } = request;
      const rows = ofPartition(run.all.rows, partition);
      const set =
        prompts === undefined ? promptSetFor(rows, await promptSets()) : await choosePromptSet({ prompts }, promptSets);
      const made = { createdAt: parts.clock().toISOString(), caselens: await parts.version() };
      const fit = await createAdapterFit({ run, set, method, partition, made });
      const { examples, failed } = await labelledExamples(rows, set, fit.reader);
      if (new Set(examples.map(({ label }) => label)).size < 2)
        throw new EvaluationEmptyError(examples.length === 0 ? "labels" : "one class");
      const { adapter, checksum } = await fit.fitTo(examples);
      signal?.throwIfAborted();
      const text = writeAdapter(adapter);
      await write(request.out, text);
      const { encoder, classes, fittedOn, kinds } = adapter;
      const n = examples.length;
      return {
        method,
        encoder,
        ...fittedOn,
        checksum,
        sizeBytes: Buffer.byteLength(text),
        n,
        classes,
        kinds: kinds.images,
        unlabelled: rows.length - n - failed.length,
        failed: [...run.all.failed, ...failed],
        seconds: run.seconds(),
      };
    },

    list: async () => listAdapters(folder, await stored(), await encoding()),

    async classify({ adapter: ref, ...scan }) {
      const adapter =
        ref.kind === "file" ? await readAdapter(ref.path) : await readAdapter(join(folder, `${ref.name}.json`), stored);
      const classify = createAdapterClassifier(adapter, await encoding());
      return classify(await readScan(scan));
    },
  };
}

/** Before any work: the folder must be there; the home's own is made. @throws {AdapterUnwritableError} */
async function prepareFolder(wanted: string, own: string): Promise<void> {
  try {
    if (wanted === own) await mkdir(own, { recursive: true });
    await access(wanted, constants.W_OK);
  } catch (cause) {
    throw new AdapterUnwritableError({ cause });
  }
}

/** Readable as any file of its user's. @throws {AdapterUnwritableError | DiskFullError} */
async function write(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text, 0o666);
  } catch (cause) {
    throw cause instanceof DiskFullError ? cause : new AdapterUnwritableError({ cause });
  }
}
