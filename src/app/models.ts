import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "../core/once.ts";
import { createProgressMeter, type Progress } from "../core/progress.ts";
import { cardFile } from "../encoders/card.ts";
import type { DualEncoder, EncoderId } from "../encoders/contract.ts";
import { loadDecisionRules } from "../encoders/decision-rules.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { UnknownEncoderError } from "../encoders/errors.ts";
import { createInstalledModels, type InstalledModel } from "../encoders/installed-models.ts";
import { openEncoder } from "../encoders/open-encoder.ts";
import { createPublishedCards } from "../encoders/published/card.ts";
import {
  ModelEmbeddedError,
  ModelNotQuantizableError,
  ModelUnknownError,
  PublishedCardError,
} from "../encoders/published/errors.ts";
import { importModel } from "../encoders/published/import-model.ts";
import { openImportedEncoder } from "../encoders/published/imported-encoder.ts";
import { type ImportedModel, importedFile } from "../encoders/published/imported-model.ts";
import { createImportedModels } from "../encoders/published/imported-models.ts";
import { type Hub, pullModel, removeDamaged } from "../encoders/published/pull-model.ts";
import { readVerifiedModels } from "../encoders/verified-models.ts";
import type { Resampler } from "../imaging/contract.ts";
import type { InferenceEngine } from "../inference/contract.ts";
import { checkCases } from "./check-cases.ts";
import { checkModel } from "./check-model.ts";
import { cardSummary, damagedSummary, embeddedSummary, importedSummary } from "./model-summaries.ts";
import type { ImportModelRequest, ImportModelResult, Models } from "./models-contract.ts";
import { quantizeAndCompare } from "./quantize-model.ts";
import { readImages } from "./read-images.ts";

export interface ModelsParts {
  /** The program's `models` folder. */
  readonly shipped: string;
  /** `<home>/models` */
  readonly imported: string;
  /** The encoder to use: an id, in any case of letters. */
  readonly wanted: () => Promise<string>;
  /** Libraries with the encoder of their vectors. */
  readonly libraries: () => Promise<readonly { readonly name: string; readonly encoder: EncoderId | null }[]>;
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
export const embeddedName = "mini";
const producer = "caselens";

/** The models that a scan is looked at with. */
export interface ModelsInUse {
  readonly embedded: InstalledModel;
  /** Null: the embedded one alone. */
  readonly chosen: ImportedModel | null;
}

export interface OpenedModels extends Models {
  /** The encoder that comes with the program, whatever is in use. */
  embedded(): Promise<DualEncoder>;
  encoding(): Promise<Encoding>;
  /** True for an imported model of that very revision. */
  isImported(encoder: EncoderId): Promise<boolean>;
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
    const card = (await cards.list()).find(
      ({ id, architecture }) => id === name.toLowerCase() && architecture !== null,
    );
    throw new UnknownEncoderError(here, card?.id);
  }

  const findEmbedded = (name: string) =>
    installed.find(name).catch((error: unknown) => {
      if (error instanceof UnknownEncoderError) return null;
      throw error;
    });

  async function inUse(): Promise<ModelsInUse> {
    const wanted = await parts.wanted();
    const embedded = await findEmbedded(wanted);
    if (embedded) return { embedded, chosen: null };
    return { embedded: await installed.find(embeddedName), chosen: await findImported(wanted) };
  }

  async function librariesOf(encoder: EncoderId): Promise<readonly string[]> {
    return (await parts.libraries()).filter((each) => each.encoder === encoder).map(({ name }) => name);
  }

  /** Null where none of that id is here, or its record cannot be read. */
  async function importedBefore(id: string): Promise<EncoderId | null> {
    return (await imported.list()).models.find((each) => idOf(each) === id)?.encoderId ?? null;
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
    const before = await importedBefore(card.id);
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
    const librariesLeft = before === null || before === encoderId ? [] : await librariesOf(before);
    return { id: card.id, encoder: encoderId, dimensions, checkpoint, sizeBytes, seconds, librariesLeft };
  }

  return {
    inUse,
    embedded: once(async () => openEncoder(await installed.find(embeddedName), { engine, resampler })),
    isImported: async (encoder) => (await imported.list()).models.some(({ encoderId }) => encoderId === encoder),
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
      const all = await cards.list();
      const card = all.find(({ id }) => id === name.toLowerCase());
      if (card) return { ...cardSummary(card, proven), kind: "published", card };
      const here = [...(await installed.list()).map((each) => each.name), ...(await imported.list()).models.map(idOf)];
      throw new ModelUnknownError(
        here,
        all.map(({ id }) => id).filter((id) => !here.includes(id)),
      );
    },

    async licence() {
      const { embedded, chosen } = await inUse();
      if (chosen) return chosen.model.card.licence.name;
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

    async delete(name) {
      const embedded = await findEmbedded(name);
      if (embedded) throw new ModelEmbeddedError(embedded.name);
      const { damaged } = await imported.list();
      const isDamaged = damaged.includes(name);
      const id = isDamaged ? name : idOf(await findImported(name));
      const encoder = isDamaged ? null : await importedBefore(id);
      await imported.delete(id);
      return { deleted: id, librariesLeft: encoder === null ? [] : await librariesOf(encoder) };
    },

    async librariesOf(name) {
      const { models: here } = await imported.list();
      const found = here.find((each) => [idOf(each), each.encoderId].includes(name.toLowerCase()));
      return found ? librariesOf(found.encoderId) : [];
    },

    async quantize({ name, data = [parts.samples], force = false, signal }) {
      const embedded = await findEmbedded(name);
      if (embedded) throw new ModelNotQuantizableError(embedded.name);
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
