import type { EncoderId } from "../encoders/contract.ts";
import type { InstalledModel } from "../encoders/installed-models.ts";
import type { PublishedCard } from "../encoders/published/card.ts";
import { type ImportedModel, type ImportedModelFile, isExported } from "../encoders/published/imported-model.ts";
import { type ProvenOf, unproven } from "../encoders/verified-models.ts";

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
  /** Whether it can be asked in words; null where nobody knows. */
  readonly hasText: boolean | null;
  readonly level: number;
  readonly seen: string;
  readonly licence: string;
  /** Of an 8-bit model: what it was made of, and how near its vectors are to that one's; null for all others. */
  readonly quantized: NonNullable<ImportedModelFile["quantized"]> | null;
}

export function embeddedSummary({ name, encoderId, card, level, seen }: InstalledModel): ModelSummary {
  const { dimensions, licence } = card;
  return {
    name,
    encoder: encoderId,
    state: "embedded",
    dimensions,
    hasText: true,
    level,
    seen,
    licence,
    quantized: null,
  };
}

export function importedSummary({ encoderId, model }: ImportedModel, provenOf: ProvenOf): ModelSummary {
  const { card, dimensions, checkpoint, quantized = null } = model;
  // What was seen of an architecture is of graphs that are built here.
  const { level, seen } = isExported(model) ? unproven : provenOf(card.id, encoderId.split("@")[1]);
  return {
    name: card.id,
    encoder: encoderId,
    state: "imported",
    dimensions,
    hasText: model.text !== null,
    level,
    seen: [
      ...(quantized ? [quantizedInWords(quantized)] : [seen]),
      ...(isExported(model) ? ["graphs of others"] : []),
      ...(checkpoint.verified ? [] : ["checkpoint unverified"]),
    ].join("; "),
    licence: card.licence.name,
    quantized,
  };
}

function quantizedInWords({ of, n, cosine }: NonNullable<ImportedModelFile["quantized"]>): string {
  const near = cosine === null ? "" : `, cosine ${cosine.mean.toFixed(4)} on ${n} images`;
  return `8 bits, of ${of}${near}`;
}

export function damagedSummary(name: string): ModelSummary {
  return {
    name,
    encoder: null,
    state: "damaged",
    dimensions: null,
    hasText: null,
    level: 1,
    seen: "its record cannot be read: import it again, or delete it",
    licence: "unknown",
    quantized: null,
  };
}

export function cardSummary(card: PublishedCard, provenOf: ProvenOf): ModelSummary {
  const { id, architecture, tokenizer, dimensions, licence } = card;
  return {
    name: id,
    encoder: null,
    state: architecture === null ? "not built" : "card",
    dimensions,
    hasText: architecture === null ? tokenizer !== null || null : architecture.text !== null,
    ...provenOf(id, null),
    licence: licence.name,
    quantized: null,
  };
}
