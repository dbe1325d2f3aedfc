import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "../core/once.ts";
import { createProgressMeter, type Progress } from "../core/progress.ts";
import { cardFile, type DualEncoderCard } from "../encoders/card.ts";
import type { EncoderId } from "../encoders/contract.ts";
import { loadDecisionRules } from "../encoders/decision-rules.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { UnknownEncoderError } from "../encoders/errors.ts";
import { createInstalledModels, type InstalledModel } from "../encoders/installed-models.ts";
import { openEncoder } from "../encoders/open-encoder.ts";
import { createPublishedCards, type PublishedCard } from "../encoders/published/card.ts";
import { PublishedCardError } from "../encoders/published/errors.ts";
import { importModel } from "../encoders/published/import-model.ts";
import { openImportedEncoder } from "../encoders/published/imported-encoder.ts";
import { type ImportedModel, importedFile } from "../encoders/published/imported-model.ts";
import { createImportedModels } from "../encoders/published/imported-models.ts";
import { type Hub, type PulledFile, pullModel, removeDamaged } from "../encoders/published/pull-model.ts";
import { type ProvenOf, readVerifiedModels } from "../encoders/verified-models.ts";
import type { Resampler } from "../imaging/contract.ts";
import type { InferenceEngine } from "../inference/contract.ts";
import { type CheckCasesRequest, type CheckCasesResult, checkCases } from "./check-cases.ts";
import { type CheckModelResult, checkModel } from "./check-model.ts";
import { type QuantizeResult, quantizeAndCompare } from "./quantize-model.ts";
import { readImages } from "./read-images.ts";

/** `damaged`: it was imported, and its record cannot be read; `card`: it can be imported; `not built`: its network is not. */
export type ModelState = "embedded" | "imported" | "damaged" | "card" | "not built";

/** A model as lists show it. */
export interface ModelSummary {
  readonly name: string;
  /** Null for one that is not here. */
  readonly encoder: EncoderId | null;
  readonly state: ModelState;
  /** Null for one that is not built and of which no source says it. */
  readonly dimensions: number | null;
  readonly level: number;
  readonly seen: string;
  readonly licence: string;
}

export type ModelShown =
  | (ModelSummary & { readonly kind: "embedded"; readonly card: DualEncoderCard })
  | (ModelSummary & { readonly kind: "published"; readonly card: PublishedCard });

export interface ImportModelRequest {
  /** The checkpoint, or the folder that it was downloaded to. */
  readonly source: string;
  /** Id of a card, or a card file of the user's. */
  readonly card: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface ImportModelResult {
  readonly id: string;
  readonly encoder: EncoderId;
  readonly dimensions: number;
  /** `verified`: its checksum is the card's. */
  readonly checkpoint: ImportedModel["model"]["checkpoint"];
  readonly sizeBytes: number;
  readonly seconds: number;
}

export interface PullModelOptions extends Omit<ImportModelRequest, "source"> {
  /** Downloads what is there already, too. @default false */
  readonly again?: boolean | undefined;
}

export interface PullModelResult extends ImportModelResult {
  /** Where the downloads are: they may be deleted. */
  readonly folder: string;
  readonly files: readonly PulledFile[];
}

export interface QuantizeRequest {
  readonly name: string;
  /** Folders of images to compare the vectors on. @default the samples */
  readonly data?: readonly string[] | undefined;
  /** Keep it however far its vectors are. @default false */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Models {
  /** Those that come with the program, those that were imported, and those of which there is a card. */
  list(): Promise<readonly ModelSummary[]>;
  /** @throws {UnknownEncoderError} */
  show(name: string): Promise<ModelShown>;
  /** Name of the licence of the weights in use: the first line of the model folder's LICENSE. */
  licence(): Promise<string>;
  /** Downloads a model's checkpoint from the hub, and builds it. @throws the typed errors of `pullModel` and `importModel` */
  pull(request: PullModelOptions): Promise<PullModelResult>;
  /** Builds a model of its published checkpoint. @throws the typed errors of `importModel` */
  import(request: ImportModelRequest): Promise<ImportModelResult>;
  /** Makes an 8-bit model of an imported one, and compares their vectors. @throws {QuantizationRefusedError | ModelNotQuantizableError} */
  quantize(request: QuantizeRequest): Promise<QuantizeResult>;
  /** Whether a model that is here is what it was, and runs. @throws {UnknownEncoderError} */
  check(name: string, signal?: AbortSignal): Promise<CheckModelResult>;
  /** Imports checkpoints that come with the reference's vectors, and says how near ours are. @throws {CasesMissingError} */
  checkCases(request: CheckCasesRequest): Promise<CheckCasesResult>;
}

export interface ModelsParts {
  /** The program's `models` folder. */
  readonly shipped: string;
  /** `<home>/models` */
  readonly imported: string;
  /** What `--encoder` says. */
  readonly wanted: string;
  readonly engine: InferenceEngine;
  readonly createEngine: () => InferenceEngine;
  readonly resampler: Resampler;
  readonly clock: () => Date;
  readonly samples: string;
  /** `<home>/downloads` */
  readonly downloads: string;
  readonly hub: () => Hub;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Folder of the encoder that comes with the program. */
const embeddedName = "mini";
const producer = "caselens";

/** The models that a scan is looked at with. */
export interface ModelsInUse {
  readonly embedded: InstalledModel;
  /** Null: the embedded one alone. */
  readonly chosen: ImportedModel | null;
}

export interface OpenedModels extends Models {
  encoding(): Promise<Encoding>;
  /** @throws {UnknownEncoderError | ModelCardError | ImportedModelError} */
  inUse(): Promise<ModelsInUse>;
}

export function createModels(parts: ModelsParts): OpenedModels {
  const { shipped, engine, resampler, now } = parts;
  const installed = createInstalledModels(shipped);
  const imported = createImportedModels(parts.imported);
  const cards = createPublishedCards(join(shipped, "cards"));
  const provenOf = once(() => readVerifiedModels(join(shipped, "verified.json")));

  async function findImported(name: string): Promise<ImportedModel> {
    const found = await imported.find(name);
    if (found) return found;
    const here = [...(await installed.list()).map(({ name }) => name), ...(await imported.list()).models.map(idOf)];
    const card = (await cards.list()).find(({ id, architecture }) => id === name && architecture !== null);
    throw new UnknownEncoderError(here, card?.id);
  }

  const findEmbedded = (name: string) =>
    installed.find(name).catch((error: unknown) => {
      if (error instanceof UnknownEncoderError) return null;
      throw error;
    });

  async function inUse(): Promise<ModelsInUse> {
    const embedded = await findEmbedded(parts.wanted);
    if (embedded) return { embedded, chosen: null };
    return { embedded: await installed.find(embeddedName), chosen: await findImported(parts.wanted) };
  }

  async function importFrom({
    source,
    card: wanted,
    signal,
    onProgress,
  }: ImportModelRequest): Promise<ImportModelResult> {
    const start = now();
    const card = await cards.find(wanted);
    if (await findEmbedded(card.id)) throw new PublishedCardError("has the id of a model that comes with the program");
    let measure: ((done: number) => Progress) | undefined;
    const { encoderId, model } = await importModel({
      source,
      card,
      folder: parts.imported,
      vocabularies: join(shipped, "vocabularies"),
      producer,
      createEngine: parts.createEngine,
      clock: parts.clock,
      signal,
      onProgress(doneBytes, totalBytes) {
        measure ??= createProgressMeter("MB", Math.ceil(totalBytes / 1e6), now);
        onProgress?.(measure(Math.ceil(doneBytes / 1e6)));
      },
    });
    const sizeBytes = Object.values(model.files).reduce((sum, file) => sum + file.sizeBytes, 0);
    const { dimensions, checkpoint } = model;
    const seconds = Math.round(now() - start) / 1000;
    return { id: card.id, encoder: encoderId, dimensions, checkpoint, sizeBytes, seconds };
  }

  return {
    inUse,
    encoding: once(async () => {
      const { embedded, chosen } = await inUse();
      const rules = await loadDecisionRules(embedded.folder, embedded.encoderId, embedded.card.dimensions);
      const encoder = openEncoder(embedded, { engine, resampler });
      return { encoder, rules, ...(chosen && { chosen: openImportedEncoder(chosen, { engine, resampler }) }) };
    }),

    async list() {
      const proven = await provenOf();
      const { models: here, damaged } = await imported.list();
      const ids = new Set([...here.map(idOf), ...damaged]);
      const others = (await cards.list()).filter(({ id }) => !ids.has(id));
      return [
        ...(await installed.list()).map(embeddedSummary),
        ...here.map((model) => importedSummary(model, proven)),
        ...damaged.map(damagedSummary),
        ...others.map((card) => cardSummary(card, proven)),
      ];
    },

    async show(name) {
      const embedded = await findEmbedded(name);
      if (embedded) return { ...embeddedSummary(embedded), kind: "embedded", card: embedded.card };
      const proven = await provenOf();
      const found = await imported.find(name);
      if (found) return { ...importedSummary(found, proven), kind: "published", card: found.model.card };
      const card = (await cards.list()).find(({ id }) => id === name) ?? (await findImported(name)).model.card;
      return { ...cardSummary(card, proven), kind: "published", card };
    },

    async licence() {
      const embedded = await findEmbedded(parts.wanted);
      if (!embedded) return (await findImported(parts.wanted)).model.card.licence.name;
      return (await readFile(join(embedded.folder, "LICENSE"), "utf8")).split("\n", 1)[0];
    },

    import: importFrom,

    async pull({ card: wanted, again, signal, onProgress }) {
      const card = await cards.find(wanted);
      const meters = new Map<string, (done: number) => Progress>();
      const { folder, files } = await pullModel({
        card,
        folder: parts.downloads,
        vocabularies: join(shipped, "vocabularies"),
        hub: parts.hub(),
        again,
        signal,
        onProgress(file, doneBytes, totalBytes) {
          const total = totalBytes === null ? null : Math.ceil(totalBytes / 1e6);
          const meter = meters.get(file) ?? createProgressMeter(`MB of ${file}`, total, now);
          meters.set(file, meter);
          onProgress?.(meter(Math.ceil(doneBytes / 1e6)));
        },
      });
      const made = await importFrom({ source: folder, card: wanted, signal, onProgress }).catch(
        async (error: unknown) => {
          throw await removeDamaged(error, folder, card);
        },
      );
      return { ...made, folder, files };
    },

    async quantize({ name, data = [parts.samples], force = false, signal }) {
      const found = await findImported(name);
      const open = (model: ImportedModel) => {
        const own = parts.createEngine();
        const encoder = openImportedEncoder(model, { engine: own, resampler });
        return { ...encoder, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
      };
      const images = await readImages(data, signal);
      return quantizeAndCompare({ imported: found, open, images, force, producer, signal });
    },

    async check(name, signal) {
      const proven = await provenOf();
      const embedded = await findEmbedded(name);
      if (embedded) {
        const { card, encoderId, level, seen } = embedded;
        const files = Object.keys(card.files).map((file) => ({ name: file, ...cardFile(embedded, file) }));
        const about = { id: card.id, encoder: encoderId, level, seen };
        return checkModel(about, files, openEncoder(embedded, { engine, resampler }), signal);
      }
      const found = await findImported(name);
      const { level, seen } = importedSummary(found, proven);
      const files = Object.keys(found.model.files).map((file) => ({ name: file, ...importedFile(found, file) }));
      const about = { id: idOf(found), encoder: found.encoderId, level, seen };
      return checkModel(about, files, openImportedEncoder(found, { engine, resampler }), signal);
    },

    checkCases: (request) => checkCases(request, { createEngine: parts.createEngine, producer, now }),
  };
}

function idOf({ model }: ImportedModel): string {
  return model.card.id;
}

function embeddedSummary({ name, encoderId, card, level, seen }: InstalledModel): ModelSummary {
  const { dimensions, licence } = card;
  return { name, encoder: encoderId, state: "embedded", dimensions, level, seen, licence };
}

function importedSummary({ encoderId, model }: ImportedModel, provenOf: ProvenOf): ModelSummary {
  const { card, dimensions, checkpoint } = model;
  const { level, seen } = provenOf(card.id, encoderId.split("@")[1]);
  const checked = checkpoint.verified ? seen : `${seen}; checkpoint unverified`;
  return {
    name: card.id,
    encoder: encoderId,
    state: "imported",
    dimensions,
    level,
    seen: checked,
    licence: card.licence.name,
  };
}

function damagedSummary(name: string): ModelSummary {
  const seen = "its record cannot be read: import it again, or delete its folder";
  return { name, encoder: null, state: "damaged", dimensions: null, level: 1, seen, licence: "unknown" };
}

function cardSummary({ id, architecture, dimensions, licence }: PublishedCard, provenOf: ProvenOf): ModelSummary {
  const state = architecture === null ? "not built" : "card";
  return { name: id, encoder: null, state, dimensions, ...provenOf(id, null), licence: licence.name };
}
